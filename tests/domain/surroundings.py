"""A plan and what is seen around it, so that a test of cautions names only what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.cutover import Caution, CautionCode, CutoverPlan, Surroundings, cautions, plan, rollback
from acm_tui.domain.listener import Attachment, Kind, Listener, LoadBalancer, attachments_of, kind_of
from tests.domain.stories import (
    NEW,
    OLD,
    START,
    dns_certificate,
    email_certificate,
    listener,
    load_balancer_arn,
)

SHOP = load_balancer_arn()
NLB = SHOP.replace("/app/", "/net/")
CLASSIC = SHOP.replace("/app/shop/50dc", "/shop")
OF_KIND: dict[Kind, str] = {"application": SHOP, "network": NLB, "classic": CLASSIC}

FAR = START + timedelta(days=190)
SOUND: dict[str, Any] = {
    "signature_algorithm": "SHA256WITHRSA",
    "not_before": START - timedelta(days=1),
    "not_after": FAR,
}


def old(**changes: Any) -> Certificate:
    """The old certificate, which expires before the new one does, but not soon."""
    return email_certificate(**(SOUND | {"not_after": FAR - timedelta(days=30)} | changes))


def new(**changes: Any) -> Certificate:
    """The new one, issued, for the same name."""
    return dns_certificate(**({"status": "ISSUED"} | SOUND | changes))


def other(arn: str, **changes: Any) -> Certificate:
    """Somebody else's certificate in the list."""
    return email_certificate(**(SOUND | {"arn": arn} | changes))


def on(
    kind: Kind, name: str = "443", default: str | None = OLD, sni: Iterable[str] = (), **changes: Any
) -> Listener:
    """A listener of the load balancer *shop* of that type."""
    made = listener(name, default, sni, load_balancer_arn=OF_KIND[kind], **changes)
    if kind == "classic":
        return msgspec.structs.replace(made, arn=f"{CLASSIC}:{name}")
    return (
        made
        if kind == "application"
        else msgspec.structs.replace(made, arn=made.arn.replace("/app/", "/net/"))
    )


class Scene:
    """Listeners, and the certificates that sit on them; ``now`` is ``START``."""

    def __init__(self, *listeners: Listener, **seen: Any) -> None:
        self.listeners = listeners
        balancers = tuple(
            LoadBalancer(
                arn=arn, name="shop", kind=kind_of(arn), dns_name="shop.elb.amazonaws.com", scheme="internal"
            )
            for arn in dict.fromkeys(one.load_balancer_arn for one in listeners)
        )
        usual: dict[str, Any] = {
            "load_balancers": balancers,
            "listeners": listeners,
            "old": old(),
            "new": new(),
        }
        self.seen = Surroundings(**(usual | seen))

    def cutover(self, *chosen: Attachment, **options: Any) -> tuple[Caution, ...]:
        """What is said of swapping *chosen*, or every attachment of the old certificate."""
        wanted = chosen or attachments_of(OLD, self.listeners)
        return self.of(plan(wanted, self.listeners, OLD, NEW, **options))

    def rollback(self, *origins: Listener, **options: Any) -> tuple[Caution, ...]:
        """What is said of restoring *origins*."""
        return self.of(rollback(origins, self.listeners, OLD, NEW, **options))

    def of(self, made: CutoverPlan) -> tuple[Caution, ...]:
        """What is said of *made*."""
        return cautions(made, self.seen, START)


def codes(said: Iterable[Caution]) -> list[str]:
    """The codes, by their names in the program."""
    return [one.code.name for one in said]


def only(said: Iterable[Caution], code: CautionCode) -> Caution:
    """The one caution of that kind."""
    (found,) = (one for one in said if one.code is code)
    return found
