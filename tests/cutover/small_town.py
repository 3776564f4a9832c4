"""The listeners and certificates that every tale begins with."""

from __future__ import annotations

from collections.abc import Iterable

from acm_tui.domain.cutover import LIST_QUOTA
from acm_tui.domain.listener import Listener, classic_listener
from tests.domain.stories import PLACE, certificate_arn

OLD, NEW, OTHER, STRANGER = (certificate_arn(name) for name in ("old", "new", "other", "stranger"))
MANY = tuple(certificate_arn(f"shop{n}") for n in range(LIST_QUOTA))
DOMAIN = "orders.example.com"

_HEAD = f"arn:aws:elasticloadbalancing:{PLACE.region}:{PLACE.account}"
_ALB, _NLB = f"{_HEAD}:loadbalancer/app/alb/50dc", f"{_HEAD}:loadbalancer/net/nlb/50dd"
_SHOP, _MAIL = f"{_HEAD}:loadbalancer/app/shop/50de", f"{_HEAD}:loadbalancer/net/mail/50df"
CLASSIC = f"{_HEAD}:loadbalancer/desk"


def _listener(balancer: str, port: int, default: str, sni: Iterable[str] = ()) -> Listener:
    if balancer == CLASSIC:
        arn, protocol = classic_listener(balancer, port), "HTTPS"
    else:
        arn = f"{balancer.replace(':loadbalancer/', ':listener/')}/{port}"
        protocol = "TLS" if balancer in (_NLB, _MAIL) else "HTTPS"
    return Listener(
        arn=arn,
        load_balancer_arn=balancer,
        protocol=protocol,
        port=port,
        default=default,
        sni=tuple(sorted(sni)),
    )


def town(*, full: bool, wide: bool = False) -> dict[str, Listener]:
    """Listeners of every type and role, and some that hold nothing of ours.

    *full*: there is no room left on one load balancer; *wide*: two more stand beside the three.
    """
    filling = MANY[: LIST_QUOTA - 3] if full else MANY[:1]
    every = (
        _listener(_ALB, 443, OLD, [OLD, *filling]),
        _listener(_ALB, 8443, OTHER, [OLD]),
        _listener(_ALB, 9443, OTHER, [OTHER]),
        _listener(_NLB, 443, OLD, [OLD, OTHER]),
        _listener(_NLB, 8443, OLD),
        _listener(CLASSIC, 443, OLD),
        _listener(CLASSIC, 8443, OTHER),
    )
    beside = (
        _listener(_SHOP, 443, OLD, [OLD]),
        _listener(_SHOP, 8443, OTHER, [OLD, OTHER]),
        _listener(_MAIL, 993, OLD),
    )
    return {one.arn: one for one in (*every, *(beside if wide else ()))}
