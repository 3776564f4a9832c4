"""Classic Load Balancers: one certificate per HTTPS or SSL port, and no ARNs in their API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from acm_tui.aws.at_once import at_once
from acm_tui.aws.errors import translated
from acm_tui.aws.pages import chunks, flat, pages
from acm_tui.aws.receipt import Receipt, receipt
from acm_tui.aws.session import Access
from acm_tui.domain.errors import NotFound, Refused
from acm_tui.domain.listener import Listener, LoadBalancer, classic_address, classic_listener
from acm_tui.domain.mutation import Change, SetDefault

if TYPE_CHECKING:
    from mypy_boto3_elb.type_defs import LoadBalancerDescriptionTypeDef

A_CALL = 20
"""Load balancers that one DescribeTags call takes (ELB API reference, 2012-06-01)."""

_TLS = ("HTTPS", "SSL")


def is_classic(load_balancer_arn: str) -> bool:
    """Whether the ARN is a Classic Load Balancer's: ``…:loadbalancer/NAME`` without ``app/`` or ``net/``."""
    return load_balancer_arn.split(":", 5)[-1].count("/") == 1


def load_balancers(access: Access, region: str, arns: Sequence[str]) -> tuple[LoadBalancer, ...]:
    """The load balancers *arns* that are there, in that order; one that is gone is left out."""
    arn_of = {_name(arn): arn for arn in arns}
    by_arn = {
        one.arn: one for one in _with_tags(access, region, _all_described(access, region, arn_of), arn_of)
    }
    return tuple(by_arn[arn] for arn in arns if arn in by_arn)


def every_load_balancer(access: Access, region: str) -> tuple[LoadBalancer, ...]:
    """Every Classic Load Balancer of *region*, all pages, with its tags.

    Their API gives no ARNs: they are formed from the name and the account (Service Authorization Reference,
    "Elastic Load Balancing": no type and no id).
    """
    answers = access.client("elb", region).get_paginator("describe_load_balancers").paginate()
    found = flat(
        page["LoadBalancerDescriptions"]
        for page in pages("elasticloadbalancing:DescribeLoadBalancers", answers)
    )
    if not found:
        return ()
    us = access.identity_in_force(region)
    head = f"arn:{us.partition}:elasticloadbalancing:{region}:{us.account}:loadbalancer/"
    return _with_tags(
        access, region, found, {one["LoadBalancerName"]: head + one["LoadBalancerName"] for one in found}
    )


def _with_tags(
    access: Access,
    region: str,
    described: Iterable[LoadBalancerDescriptionTypeDef],
    arn_of: Mapping[str, str],
) -> tuple[LoadBalancer, ...]:
    found = tuple(described)
    names = [one["LoadBalancerName"] for one in found]
    tagged = at_once(lambda chunk: _tags_of(access, region, chunk), chunks(names, A_CALL))
    tags = {name: own for some in tagged for name, own in some.items()}
    return tuple(
        LoadBalancer(
            arn=arn_of[one["LoadBalancerName"]],
            name=one["LoadBalancerName"],
            kind="classic",
            dns_name=one["DNSName"],
            scheme=one["Scheme"],
            tags=tags.get(one["LoadBalancerName"], {}),
        )
        for one in found
    )


def _name(load_balancer_arn: str) -> str:
    return load_balancer_arn.split(":", 5)[-1].partition("/")[2]


def _all_described(access: Access, region: str, names: Iterable[str]) -> list[LoadBalancerDescriptionTypeDef]:
    return flat(at_once(lambda chunk: _described(access, region, chunk), chunks(tuple(names), A_CALL)))


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


def _tags_of(access: Access, region: str, names: Sequence[str]) -> dict[str, dict[str, str]]:
    client = access.client("elb", region)
    try:
        with translated("elasticloadbalancing:DescribeTags"):
            answer = client.describe_tags(LoadBalancerNames=names)["TagDescriptions"]
    except NotFound:
        if len(names) == 1:
            return {}
        return {key: tags for name in names for key, tags in _tags_of(access, region, [name]).items()}
    return {
        one["LoadBalancerName"]: {tag["Key"]: tag.get("Value", "") for tag in one["Tags"]} for one in answer
    }


def listeners(access: Access, region: str, load_balancer_arns: Iterable[str]) -> tuple[Listener, ...]:
    """The TLS listeners of the load balancers, by port; a load balancer that is gone has none.

    One call tells of up to twenty load balancers with all that their listeners hold.
    """
    arn_of = {_name(arn): arn for arn in load_balancer_arns}
    return tuple(
        held
        for one in _all_described(access, region, arn_of)
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
