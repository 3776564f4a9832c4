"""Load balancers of every type that holds certificates: each goes to the API that knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from acm_tui.aws import acm, classic, elbv2
from acm_tui.aws.patience import patiently
from acm_tui.aws.receipt import Receipt
from acm_tui.aws.session import Access
from acm_tui.domain.errors import NotFound, OutcomeUnknown, ServiceTrouble, Trouble
from acm_tui.domain.listener import Listener, LoadBalancer, classic_address, load_balancer_of
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


def everything(access: Access, region: str) -> tuple[LoadBalancer, ...]:
    """Every Application, Network and Classic Load Balancer of *region*, all pages, with their tags.

    For a full scan: ``InUseBy`` lags behind what the listeners hold.
    """
    return (*elbv2.every_load_balancer(access, region), *classic.every_load_balancer(access, region))


def listener(access: Access, region: str, arn: str) -> Listener | None:
    """The TLS listener *arn* as it is now; ``None`` when there is no such TLS listener (any more)."""
    read = elbv2.listener if classic_address(arn) is None else classic.listener
    return read(access, region, arn)


def holding(access: Access, region: str, listeners: Sequence[Listener]) -> dict[str, Listener]:
    """*listeners* as they are now, by ARN, with the fewest calls; their tags are taken over as given.

    One that is gone, or no longer ends TLS, is missing. Costs, for Application and Network Load Balancers,
    one DescribeListenerCertificates a listener and one DescribeListeners for twenty; for Classic ones one
    DescribeLoadBalancers for twenty.
    """
    own = [one for one in listeners if classic_address(one.arn) is None]
    arns = {one.arn for one in listeners} - {one.arn for one in own}
    ports = classic.listeners(access, region, sorted({load_balancer_of(arn) for arn in arns}))
    found = (*elbv2.holding(access, region, own), *(one for one in ports if one.arn in arns))
    return {one.arn: one for one in found}


def apply(access: Access, region: str, change: Change, sleep: Callable[[float], object]) -> Receipt:
    """Make the one call that *change* says, again where AWS asks to slow down.

    ELB may not know a certificate yet that ACM has just issued: then the call is made again, for up to 60
    seconds, with *sleep* (given seconds) in between. ACM is asked once before that: for a certificate that
    it does not know, or has not issued, there is nothing to wait for.

    Raises:
        Refused: *change* does not fit the type of the load balancer.
        OutcomeUnknown: it was sent, and may have been carried out.
        ServiceTrouble: it was refused.
    """
    one_call = elbv2.apply if classic_address(change.listener_arn) is None else classic.apply

    def make() -> Receipt:
        return patiently(lambda: one_call(access, region, change), sleep)

    for number, pause in enumerate(_PAUSES_S):
        try:
            return make()
        except OutcomeUnknown:
            raise
        except ServiceTrouble as trouble:
            if trouble.code not in _NOT_THERE_YET or isinstance(change, RemoveFromList):
                raise
            if number == 0 and (why := _no_use_waiting(access, region, change.certificate_arn)) is not None:
                raise _not_usable(trouble, why) from trouble
        sleep(pause)
    return make()


def _no_use_waiting(access: Access, region: str, certificate_arn: str) -> str | None:
    """Why ELB will not come to know the certificate, by what ACM says; ``None``: it may, or ACM is silent."""
    if not acm.is_of_acm(certificate_arn):
        return None
    try:
        status = acm.status(access, region, certificate_arn)
    except NotFound:
        return "ACM does not know this certificate (any more)."
    except Trouble:
        # Not this question's answer but the change's is what counts: its next attempt will tell.
        return None
    return None if status == "ISSUED" else f"The certificate is not issued: in ACM it is {status}."


def _not_usable(refusal: ServiceTrouble, why: str) -> ServiceTrouble:
    return type(refusal)(
        why,
        cause=refusal.cause,
        remedy="Nothing was changed by this call. Look at the new certificate, then go on or roll back.",
        code=refusal.code,
        operation=refusal.operation,
    )
