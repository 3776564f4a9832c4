"""Whether ACM still has the certificate that a cutover puts in place, and has it issued."""

from __future__ import annotations

from acm_tui.aws import acm
from acm_tui.aws.session import Access
from acm_tui.domain.cutover import CutoverPlan, unfit
from acm_tui.domain.errors import NotFound, PlanStale


def refuse_unfit(access: Access, region: str, plan: CutoverPlan) -> None:
    """Ask ACM once, before the first change, for the certificate that *plan* puts in place.

    A rollback waits for no answer of ACM: what the listeners held may be put back whatever it says.

    Raises:
        PlanStale: a load balancer would refuse it, or nobody could be served with it.
        Trouble: ACM cannot be read.
    """
    if plan.direction == "rollback":
        return
    try:
        status = acm.status(access, region, plan.new)
    except NotFound:
        status = None
    if (why := unfit(status)) is not None:
        raise PlanStale(
            "The new certificate is not what it was when the plan was made. Nothing more was changed.",
            cause=f"{why} ({plan.new})",
            remedy="Look at it in ACM, and review the plan as it is now.",
        )
