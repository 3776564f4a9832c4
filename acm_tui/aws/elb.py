"""Load balancers of every type that holds certificates: each goes to the API that knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from acm_tui.aws import classic, elbv2
from acm_tui.aws.receipt import Receipt
from acm_tui.aws.session import Access
from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.listener import Listener, LoadBalancer, classic_address
from acm_tui.domain.mutation import Change, RemoveFromList

_NOT_THERE_YET = ("UnsupportedCertificate", "CertificateNotFound")
"""What ELB answers for minutes at most about a certificate that ACM has only just issued."""

_PAUSES_S = (1, 2, 4, 8, 15, 15, 15)
"""Seconds between the attempts while a new certificate becomes known to ELB: 60 together."""


def load_balancers(access: Access, region: str, arns: Iterable[str]) -> tuple[LoadBalancer, ...]:
    """The load balancers *arns* that are there, in that order and each once, with their tags.

    One that is gone is left out; so is what is no Application, Network or Classic Load Balancer.
    """
    wanted = tuple(dict.fromkeys(arns))
    found = (
        *elbv2.load_balancers(access, region, [arn for arn in wanted if not classic.is_classic(arn)]),
        *classic.load_balancers(access, region, [arn for arn in wanted if classic.is_classic(arn)]),
    )
    return tuple(sorted(found, key=lambda one: wanted.index(one.arn)))


def listeners(access: Access, region: str, load_balancers: Iterable[LoadBalancer]) -> tuple[Listener, ...]:
    """The TLS listeners of *load_balancers* with the certificates they hold now."""
    given = tuple(load_balancers)
    return (
        *elbv2.listeners(access, region, [one.arn for one in given if one.kind != "classic"]),
        *classic.listeners(access, region, [one.arn for one in given if one.kind == "classic"]),
    )


def listener(access: Access, region: str, arn: str) -> Listener | None:
    """The TLS listener *arn* as it is now; ``None`` when there is no such TLS listener (any more)."""
    read = elbv2.listener if classic_address(arn) is None else classic.listener
    return read(access, region, arn)


def apply(access: Access, region: str, change: Change, sleep: Callable[[float], object]) -> Receipt:
    """Make the one call that *change* says.

    ELB may not know a certificate yet that ACM has just issued: then the call is made again, for up to 60
    seconds, with *sleep* (given seconds) in between.

    Raises:
        Refused: *change* does not fit the type of the load balancer.
        OutcomeUnknown: it was sent, and may have been carried out.
        ServiceTrouble: it was refused.
    """
    make = elbv2.apply if classic_address(change.listener_arn) is None else classic.apply
    for pause in _PAUSES_S:
        try:
            return make(access, region, change)
        except ServiceTrouble as trouble:
            if trouble.code not in _NOT_THERE_YET or isinstance(change, RemoveFromList):
                raise
        sleep(pause)
    return make(access, region, change)
