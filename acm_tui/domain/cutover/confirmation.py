"""What the operator types before a plan is carried out."""

from __future__ import annotations

from acm_tui.domain.cutover.plan import CutoverPlan
from acm_tui.domain.listener import Kind, kind_of, load_balancer_name, load_balancer_of


def asked_phrase(plan: CutoverPlan, domain: str) -> str:
    """The name to type, where capital letters count: the load balancer's, for several the *domain*.

    Empty where the plan changes nothing.
    """
    match sorted(balancers_changed(plan)):
        case []:
            return ""
        case [arn]:
            return load_balancer_name(arn)
        case _:
            return domain


def balancers_changed(plan: CutoverPlan) -> frozenset[str]:
    """The ARNs of the load balancers that the plan changes."""
    return frozenset(load_balancer_of(arn) for arn in plan.involved)


def kinds_changed(plan: CutoverPlan) -> frozenset[Kind]:
    """The types of load balancers that the plan changes."""
    return frozenset(kind_of(arn) for arn in balancers_changed(plan))
