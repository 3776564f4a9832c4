"""Which listeners may be chosen, and which be left out, wherever the cutover stands."""

from __future__ import annotations

from collections.abc import Collection, Set

from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.listener import Attachment, load_balancer_name, load_balancer_of
from acm_tui.domain.migration import NOT_CARRIED_OUT, Migration
from acm_tui.domain.mutation import Change


def may_choose(m: Migration, wanted: Collection[Attachment], gone: Set[str] = frozenset()) -> str | None:
    """Why the attachments *wanted* cannot be chosen in place of those that are, or ``None`` when they can.

    *gone* are listeners (ARNs) that are known not to exist any more. In the middle of a cutover listeners can
    be left out on which nothing was changed, so that one that cannot be changed does not hold up the others.
    What was changed is finished or restored first; of what is gone there is nothing to do.
    """
    if m.under_way:
        if m.in_flight:
            return "the outcome of a call is not known yet"
        if not {*wanted} <= {*(m.chosen or ())}:
            return "the cutover has begun; others can be chosen once it is finished or rolled back"
        if not wanted:
            return "the cutover has begun, and nothing would be left of it: roll it back instead"
    if m.cutover_done or m.turned_back:
        return None
    dropped = {one.listener_arn for one in {*(m.chosen or ())} - {*wanted}}
    if held := sorted(dropped.intersection(one.arn for one in m.origins) - gone):
        names = ", ".join(sorted({load_balancer_name(load_balancer_of(arn)) for arn in held}))
        return f"{names} has been changed already; that is finished or rolled back first"
    return None


def to_leave_out(m: Migration, plan: CutoverPlan) -> frozenset[str]:
    """The listeners (ARNs) that keep *plan* from being carried out and that can be left out of it.

    They are in conflict, or the last call was refused there. In a rollback a conflict holds nothing up, and
    what is left out stays to be restored.
    """
    refused = _refused(m).intersection(plan.involved)
    if plan.direction == "rollback":
        return refused if set(plan.involved) - refused else frozenset()
    stuck = refused | {one.listener_arn for one in plan.conflicts}
    chosen = {one.listener_arn for one in plan.attachments}
    gone = chosen - {one.arn for one in plan.before}
    found = frozenset(
        arn
        for arn in stuck
        if may_choose(m, [one for one in m.chosen or () if one.listener_arn != arn], gone) is None
    )
    return found if chosen - found else frozenset()


def _refused(m: Migration) -> frozenset[str]:
    """Where the last call was refused, if it was one that changes a listener."""
    if m.failure is None or m.failure.code == NOT_CARRIED_OUT or not isinstance(m.failure.mutation, Change):
        return frozenset()
    return frozenset({m.failure.mutation.listener_arn})
