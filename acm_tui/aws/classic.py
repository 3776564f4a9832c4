"""Classic Load Balancers: one certificate per HTTPS or SSL port, and no ARNs in their API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from acm_tui.aws.errors import translated
from acm_tui.aws.pages import chunks
from acm_tui.aws.receipt import Receipt, receipt
from acm_tui.aws.session import Access
from acm_tui.domain.errors import NotFound, Refused
from acm_tui.domain.listener import Listener, LoadBalancer, classic_address, classic_listener
from acm_tui.domain.mutation import Change, SetDefault

if TYPE_CHECKING:
    from mypy_boto3_elb.type_defs import LoadBalancerDescriptionTypeDef

_AT_ONCE = 20
"""Load balancers that one DescribeTags call takes (ELB API reference, 2012-06-01)."""

_TLS = ("HTTPS", "SSL")


def is_classic(load_balancer_arn: str) -> bool:
    """Whether the ARN is a Classic Load Balancer's: ``…:loadbalancer/NAME`` without ``app/`` or ``net/``."""
    return load_balancer_arn.split(":", 5)[-1].count("/") == 1


def load_balancers(access: Access, region: str, arns: Sequence[str]) -> tuple[LoadBalancer, ...]:
    """The load balancers *arns* that are there, in that order; one that is gone is left out."""
    described = {
        one["LoadBalancerName"]: one
        for chunk in chunks([_name(arn) for arn in arns], _AT_ONCE)
        for one in _described(access, region, chunk)
    }
    tags = _tags(access, region, list(described))
    return tuple(
        LoadBalancer(
            arn=arn,
            name=name,
            kind="classic",
            dns_name=described[name]["DNSName"],
            scheme=described[name]["Scheme"],
            tags=tags.get(name, {}),
        )
        for arn in arns
        if (name := _name(arn)) in described
    )


def _name(load_balancer_arn: str) -> str:
    return load_balancer_arn.split(":", 5)[-1].partition("/")[2]


def _described(access: Access, region: str, names: Sequence[str]) -> list[LoadBalancerDescriptionTypeDef]:
    client = access.client("elb", region)
    try:
        with translated("elasticloadbalancing:DescribeLoadBalancers"):
            return client.describe_load_balancers(LoadBalancerNames=names)["LoadBalancerDescriptions"]
    except NotFound:
        # One that is gone fails the whole call: ask for each by itself.
        if len(names) == 1:
            return []
        return [one for name in names for one in _described(access, region, [name])]


def _tags(access: Access, region: str, names: Sequence[str]) -> dict[str, dict[str, str]]:
    client = access.client("elb", region)
    found: dict[str, dict[str, str]] = {}
    for chunk in chunks(names, _AT_ONCE):
        try:
            with translated("elasticloadbalancing:DescribeTags"):
                answer = client.describe_tags(LoadBalancerNames=chunk)["TagDescriptions"]
        except NotFound:
            if len(chunk) > 1:
                for name in chunk:
                    found |= _tags(access, region, [name])
            continue
        for one in answer:
            found[one["LoadBalancerName"]] = {tag["Key"]: tag.get("Value", "") for tag in one["Tags"]}
    return found


def listeners(access: Access, region: str, load_balancer_arns: Sequence[str]) -> tuple[Listener, ...]:
    """The TLS listeners of the load balancers, by port; a load balancer that is gone has none."""
    arn_of = {_name(arn): arn for arn in load_balancer_arns}
    return tuple(
        held
        for chunk in chunks(list(arn_of), _AT_ONCE)
        for one in _described(access, region, chunk)
        for held in _listeners(one, arn_of[one["LoadBalancerName"]])
    )


def _listeners(one: LoadBalancerDescriptionTypeDef, arn: str) -> list[Listener]:
    found = [described["Listener"] for described in one["ListenerDescriptions"]]
    return [
        Listener(
            arn=classic_listener(arn, held["LoadBalancerPort"]),
            load_balancer_arn=arn,
            protocol=held["Protocol"].upper(),
            port=held["LoadBalancerPort"],
            default=held.get("SSLCertificateId"),
        )
        for held in sorted(found, key=lambda held: held["LoadBalancerPort"])
        if held["Protocol"].upper() in _TLS
    ]


def listener(access: Access, region: str, arn: str) -> Listener | None:
    """The TLS listener *arn* (as :func:`classic_listener` names it) now; ``None`` when there is none."""
    load_balancer_arn = arn.rpartition(":")[0]
    held = listeners(access, region, [load_balancer_arn])
    return next((one for one in held if one.arn == arn), None)


def apply(access: Access, region: str, change: Change) -> Receipt:
    """Make the one call that *change* says (SetLoadBalancerListenerSSLCertificate).

    Raises:
        Refused: *change* is about a certificate list, which Classic Load Balancers do not have.
        OutcomeUnknown: it was sent, and may have been carried out.
        ServiceTrouble: it was refused.
    """
    address = classic_address(change.listener_arn)
    if address is None or not isinstance(change, SetDefault):
        raise Refused(
            "A Classic Load Balancer holds one certificate a port and has no certificate list.",
            cause=f"{type(change).__name__} on {change.listener_arn}",
            remedy="Make a new plan for this listener.",
        )
    name, port = address
    client = access.client("elb", region)
    with translated("elasticloadbalancing:SetLoadBalancerListenerSSLCertificate", mutating=True):
        answer = client.set_load_balancer_listener_ssl_certificate(
            LoadBalancerName=name, LoadBalancerPort=port, SSLCertificateId=change.certificate_arn
        )
    return receipt(answer)
