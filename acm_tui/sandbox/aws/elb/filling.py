"""Fills the certificate lists of a load balancer, as those of a busy one are."""

from collections.abc import Callable

from moto.elbv2.models import elbv2_backends

from acm_tui.sandbox.aws.elb.certificate_list import in_lists
from acm_tui.sandbox.aws.elb.listeners import SECURE
from acm_tui.sandbox.aws.elb.setting import CHANGES, in_force


def fill_lists(load_balancer_arn: str, make: Callable[[int], str], leaving: int = 0) -> list[str]:
    """Put certificates into the list of the first TLS listener until only *leaving* more find a place.

    *make* gives the ARN of the certificate for each free place, numbered from 0. Returns what was put in;
    nothing where the lists hold as much already. An ALB or NLB only: the others have no lists.

    Raises:
        KeyError: there is no such load balancer.
        ValueError: it has no TLS listener.
    """
    region, account = load_balancer_arn.split(":")[3:5]
    load_balancer = elbv2_backends[account][region].load_balancers[load_balancer_arn]
    secure = [one for one in load_balancer.listeners.values() if one.protocol in SECURE]
    if not secure:
        raise ValueError(f"{load_balancer_arn} has no TLS listener, so no certificate list")
    free = in_force().certificate_quota - in_lists(load_balancer) - leaving
    put = [make(number) for number in range(free)]
    with CHANGES:
        secure[0].sni_certificates = (*secure[0].sni_certificates, *put)
    return put
