"""Application and Network Load Balancers: what their TLS listeners hold, and the calls that change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from acm_tui.aws.at_once import at_once
from acm_tui.aws.errors import translated
from acm_tui.aws.pages import chunks, flat, pages
from acm_tui.aws.receipt import Receipt, receipt
from acm_tui.aws.session import Access
from acm_tui.domain.errors import NotFound
from acm_tui.domain.listener import Kind, Listener, LoadBalancer
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import ListenerTypeDef, LoadBalancerTypeDef

_A_CALL = 20
"""Load balancers or tagged resources that one call takes (ELBv2 API reference)."""

_TLS = ("HTTPS", "TLS")
_KINDS: dict[str, Kind] = {"application": "application", "network": "network"}


def load_balancers(access: Access, region: str, arns: Sequence[str]) -> tuple[LoadBalancer, ...]:
    """The load balancers *arns* that are there, in that order; one that is gone is left out.

    Gateway Load Balancers are left out too: they hold no certificates.
    """
    found = at_once(lambda chunk: _described(access, region, chunk), chunks(arns, _A_CALL))
    by_arn = {one.arn: one for one in _with_tags(access, region, flat(found))}
    return tuple(by_arn[arn] for arn in arns if arn in by_arn)


def every_load_balancer(access: Access, region: str) -> tuple[LoadBalancer, ...]:
    """Every Application and Network Load Balancer of *region*, all pages, with its tags."""
    answers = access.client("elbv2", region).get_paginator("describe_load_balancers").paginate()
    found = flat(
        page["LoadBalancers"] for page in pages("elasticloadbalancing:DescribeLoadBalancers", answers)
    )
    return _with_tags(access, region, found)


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


def _with_tags(
    access: Access, region: str, described: Iterable[LoadBalancerTypeDef]
) -> tuple[LoadBalancer, ...]:
    found = [one for one in described if one["Type"] in _KINDS]
    tags = _tags(access, region, [one["LoadBalancerArn"] for one in found])
    return tuple(_load_balancer(one, tags) for one in found)


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
    found = at_once(lambda chunk: _tags_of(access, region, chunk), chunks(arns, _A_CALL))
    return {arn: tags for some in found for arn, tags in some.items()}


def _tags_of(access: Access, region: str, arns: Sequence[str]) -> dict[str, dict[str, str]]:
    client = access.client("elbv2", region)
    try:
        with translated("elasticloadbalancing:DescribeTags"):
            answer = client.describe_tags(ResourceArns=arns)["TagDescriptions"]
    except NotFound:
        if len(arns) == 1:
            return {}
        return {key: tags for arn in arns for key, tags in _tags_of(access, region, [arn]).items()}
    return {one["ResourceArn"]: {tag["Key"]: tag.get("Value", "") for tag in one["Tags"]} for one in answer}


def listeners(access: Access, region: str, load_balancer_arns: Iterable[str]) -> tuple[Listener, ...]:
    """The TLS listeners of the load balancers; one that vanishes in between is left out."""
    found = at_once(lambda arn: _listeners_of(access, region, arn), load_balancer_arns)
    return _with_certificates(access, region, flat(found))


def _listeners_of(access: Access, region: str, load_balancer_arn: str) -> list[ListenerTypeDef]:
    client = access.client("elbv2", region)
    answers = client.get_paginator("describe_listeners").paginate(LoadBalancerArn=load_balancer_arn)
    try:
        found = flat(page["Listeners"] for page in pages("elasticloadbalancing:DescribeListeners", answers))
    except NotFound:
        return []
    return [one for one in found if one.get("Protocol") in _TLS]


def tls_listeners(access: Access, region: str, load_balancer_arn: str) -> tuple[Listener, ...]:
    """The TLS listeners of one load balancer as DescribeListeners alone shows them: no list, no tags.

    None where it is gone.
    """
    return tuple(
        Listener(
            arn=one["ListenerArn"],
            load_balancer_arn=load_balancer_arn,
            protocol=one["Protocol"],
            port=one["Port"],
            default=next((held["CertificateArn"] for held in one.get("Certificates", ())), None),
        )
        for one in _listeners_of(access, region, load_balancer_arn)
    )


def with_list(access: Access, region: str, known: Listener) -> Listener | None:
    """*known* with all that it holds now (DescribeListenerCertificates); ``None`` where it is gone."""
    held = _held(access, region, known.arn)
    return msgspec.structs.replace(known, default=held.default, sni=held.sni) if held is not None else None


def listener(access: Access, region: str, arn: str) -> Listener | None:
    """The TLS listener *arn* as it is now; ``None`` when there is no such TLS listener (any more)."""
    found = _described_listeners(access, region, [arn])
    held = _with_certificates(access, region, tuple(found.values()))
    return held[0] if held else None


def _with_certificates(access: Access, region: str, found: Sequence[ListenerTypeDef]) -> tuple[Listener, ...]:
    arns = [one["ListenerArn"] for one in found]
    tags = _tags(access, region, arns)
    held = at_once(lambda arn: _held(access, region, arn), arns)
    return tuple(
        Listener(
            arn=one["ListenerArn"],
            load_balancer_arn=one["LoadBalancerArn"],
            protocol=one["Protocol"],
            port=one["Port"],
            default=now.default,
            sni=now.sni,
            tags=tags.get(one["ListenerArn"], {}),
        )
        for one, now in zip(found, held, strict=True)
        if now is not None
    )


def holding(access: Access, region: str, known: Sequence[Listener]) -> tuple[Listener, ...]:
    """*known* as they are now, tags taken over; one that is gone, or is none of TLS any more, is left out.

    Costs one DescribeListenerCertificates each, and one DescribeListeners for twenty: nothing else tells
    the port.
    """
    arns = [one.arn for one in known]
    # What both kinds of calls tell comes side by side: a check of one listener takes as long as one call.
    reads: list[Callable[[], _Held | dict[str, ListenerTypeDef] | None]] = [
        *(partial(_described_listeners, access, region, chunk) for chunk in chunks(arns, _A_CALL)),
        *(partial(_held, access, region, arn) for arn in arns),
    ]
    present: dict[str, ListenerTypeDef] = {}
    held: dict[str, _Held] = {}
    for answer in at_once(lambda read: read(), reads):
        if isinstance(answer, _Held):
            held[answer.listener_arn] = answer
        elif answer is not None:
            present |= answer
    return tuple(
        msgspec.structs.replace(
            one,
            protocol=present[one.arn]["Protocol"],
            port=present[one.arn]["Port"],
            default=held[one.arn].default,
            sni=held[one.arn].sni,
        )
        for one in known
        if one.arn in held and one.arn in present
    )


def _described_listeners(access: Access, region: str, arns: Sequence[str]) -> dict[str, ListenerTypeDef]:
    client = access.client("elbv2", region)
    try:
        with translated("elasticloadbalancing:DescribeListeners"):
            found = client.describe_listeners(ListenerArns=arns)["Listeners"]
    except NotFound:
        # One that is gone fails the whole call: ask for each by itself.
        if len(arns) == 1:
            return {}
        return {key: one for arn in arns for key, one in _described_listeners(access, region, [arn]).items()}
    return {one["ListenerArn"]: one for one in found if one.get("Protocol") in _TLS}


class _Held(msgspec.Struct, frozen=True):
    """The certificates of a listener at one moment."""

    listener_arn: str
    default: str | None
    sni: tuple[str, ...]


def _held(access: Access, region: str, arn: str) -> _Held | None:
    """The default and the sorted certificate list of a listener, both from the one call that shows both.

    A certificate that is the default and in the list comes twice (ELBv2 API reference,
    DescribeListenerCertificates). ``None``: there is no such listener (any more).
    """
    answers = access.client("elbv2", region).get_paginator("describe_listener_certificates")
    found = pages("elasticloadbalancing:DescribeListenerCertificates", answers.paginate(ListenerArn=arn))
    try:
        shown = flat(page["Certificates"] for page in found)
    except NotFound:
        return None
    default = next((one["CertificateArn"] for one in shown if one.get("IsDefault")), None)
    sni = {one["CertificateArn"] for one in shown if not one.get("IsDefault")}
    return _Held(arn, default, tuple(sorted(sni)))


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
