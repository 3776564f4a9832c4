"""Application and Network Load Balancers: what their TLS listeners hold, and the calls that change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from acm_tui.aws.errors import translated
from acm_tui.aws.pages import chunks, pages
from acm_tui.aws.receipt import Receipt, receipt
from acm_tui.aws.session import Access
from acm_tui.domain.errors import NotFound
from acm_tui.domain.listener import Kind, Listener, LoadBalancer
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import ListenerTypeDef, LoadBalancerTypeDef

_AT_ONCE = 20
"""Load balancers or tagged resources that one call takes (ELBv2 API reference)."""

_TLS = ("HTTPS", "TLS")
_KINDS: dict[str, Kind] = {"application": "application", "network": "network"}


def load_balancers(access: Access, region: str, arns: Sequence[str]) -> tuple[LoadBalancer, ...]:
    """The load balancers *arns* that are there, in that order; one that is gone is left out.

    Gateway Load Balancers are left out too: they hold no certificates.
    """
    found = [
        one
        for chunk in chunks(arns, _AT_ONCE)
        for one in _described(access, region, chunk)
        if one["Type"] in _KINDS
    ]
    tags = _tags(access, region, [one["LoadBalancerArn"] for one in found])
    by_arn = {one["LoadBalancerArn"]: _load_balancer(one, tags) for one in found}
    return tuple(by_arn[arn] for arn in arns if arn in by_arn)


def _described(access: Access, region: str, arns: Sequence[str]) -> list[LoadBalancerTypeDef]:
    client = access.client("elbv2", region)
    try:
        with translated("elasticloadbalancing:DescribeLoadBalancers"):
            return client.describe_load_balancers(LoadBalancerArns=arns)["LoadBalancers"]
    except NotFound:
        # One that is gone fails the whole call without a word on which: ask for each by itself.
        if len(arns) == 1:
            return []
        return [one for arn in arns for one in _described(access, region, [arn])]


def _load_balancer(one: LoadBalancerTypeDef, tags: dict[str, dict[str, str]]) -> LoadBalancer:
    arn = one["LoadBalancerArn"]
    return LoadBalancer(
        arn=arn,
        name=one["LoadBalancerName"],
        kind=_KINDS[one["Type"]],
        dns_name=one["DNSName"],
        scheme=one["Scheme"],
        tags=tags.get(arn, {}),
    )


def _tags(access: Access, region: str, arns: Sequence[str]) -> dict[str, dict[str, str]]:
    """The tags of each of *arns* that is still there."""
    client = access.client("elbv2", region)
    found: dict[str, dict[str, str]] = {}
    for chunk in chunks(arns, _AT_ONCE):
        try:
            with translated("elasticloadbalancing:DescribeTags"):
                answer = client.describe_tags(ResourceArns=chunk)["TagDescriptions"]
        except NotFound:
            if len(chunk) > 1:
                for arn in chunk:
                    found |= _tags(access, region, [arn])
            continue
        for one in answer:
            found[one["ResourceArn"]] = {tag["Key"]: tag.get("Value", "") for tag in one["Tags"]}
    return found


def listeners(access: Access, region: str, load_balancer_arns: Iterable[str]) -> tuple[Listener, ...]:
    """The TLS listeners of the load balancers; one that vanishes in between is left out."""
    client = access.client("elbv2", region)
    found: list[ListenerTypeDef] = []
    for arn in load_balancer_arns:
        answers = client.get_paginator("describe_listeners").paginate(LoadBalancerArn=arn)
        try:
            for page in pages("elasticloadbalancing:DescribeListeners", answers):
                found += [one for one in page["Listeners"] if one.get("Protocol") in _TLS]
        except NotFound:
            continue
    return _with_certificates(access, region, found)


def listener(access: Access, region: str, arn: str) -> Listener | None:
    """The TLS listener *arn* as it is now; ``None`` when there is no such TLS listener (any more)."""
    client = access.client("elbv2", region)
    try:
        with translated("elasticloadbalancing:DescribeListeners"):
            found = client.describe_listeners(ListenerArns=[arn])["Listeners"]
    except NotFound:
        return None
    held = _with_certificates(access, region, [one for one in found if one.get("Protocol") in _TLS])
    return held[0] if held else None


def _with_certificates(access: Access, region: str, found: Sequence[ListenerTypeDef]) -> tuple[Listener, ...]:
    tags = _tags(access, region, [one["ListenerArn"] for one in found])
    seen = []
    for one in found:
        arn = one["ListenerArn"]
        try:
            default, sni = _certificates(access, region, arn)
        except NotFound:
            continue
        seen.append(
            Listener(
                arn=arn,
                load_balancer_arn=one["LoadBalancerArn"],
                protocol=one["Protocol"],
                port=one["Port"],
                default=default,
                sni=sni,
                tags=tags.get(arn, {}),
            )
        )
    return tuple(seen)


def _certificates(access: Access, region: str, arn: str) -> tuple[str | None, tuple[str, ...]]:
    """The default and the sorted certificate list of a listener, both from the one call that shows both.

    A certificate that is the default and in the list comes twice (ELBv2 API reference,
    DescribeListenerCertificates).
    """
    answers = access.client("elbv2", region).get_paginator("describe_listener_certificates")
    default: str | None = None
    sni: set[str] = set()
    for page in pages("elasticloadbalancing:DescribeListenerCertificates", answers.paginate(ListenerArn=arn)):
        for held in page["Certificates"]:
            if held.get("IsDefault"):
                default = held["CertificateArn"]
            else:
                sni.add(held["CertificateArn"])
    return default, tuple(sorted(sni))


def apply(access: Access, region: str, change: Change) -> Receipt:
    """Make the one call that *change* says, and nothing else.

    ModifyListener is sent the listener and one certificate only: what is not named stays as it is, and
    ``IsDefault`` is refused (ELBv2 API reference, ModifyListener).

    Raises:
        OutcomeUnknown: it was sent, and may have been carried out.
        ServiceTrouble: it was refused.
    """
    client = access.client("elbv2", region)
    arn = change.listener_arn
    match change:
        case SetDefault(certificate_arn=certificate):
            with translated("elasticloadbalancing:ModifyListener", mutating=True):
                return receipt(
                    client.modify_listener(ListenerArn=arn, Certificates=[{"CertificateArn": certificate}])
                )
        case AddToList(certificate_arn=certificate):
            with translated("elasticloadbalancing:AddListenerCertificates", mutating=True):
                return receipt(
                    client.add_listener_certificates(
                        ListenerArn=arn, Certificates=[{"CertificateArn": certificate}]
                    )
                )
        case RemoveFromList(certificate_arn=certificate):
            with translated("elasticloadbalancing:RemoveListenerCertificates", mutating=True):
                return receipt(
                    client.remove_listener_certificates(
                        ListenerArn=arn, Certificates=[{"CertificateArn": certificate}]
                    )
                )
