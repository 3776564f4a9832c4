"""What the operator types before a plan is carried out."""

from __future__ import annotations

from acm_tui.domain.cutover.plan import CutoverPlan
from acm_tui.domain.listener import Kind, kind_of, load_balancer_name, load_balancer_of


def asked_phrase(plan: CutoverPlan, domain: str) -> str:
    """The name to type, where capital letters count: the load balancer's, for several the *domain*.

    Empty where the plan changes nothing.
    """
    arns = {load_balancer_of(arn) for arn in plan.involved}
    if not arns:
        return ""
    return load_balancer_name(arns.pop()) if len(arns) == 1 else domain


def kinds_changed(plan: CutoverPlan) -> frozenset[Kind]:
    """The types of load balancers that the plan changes."""
    return frozenset(kind_of(load_balancer_of(arn)) for arn in plan.involved)
