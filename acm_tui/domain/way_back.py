"""The way back as the journal alone knows it: for somebody who has no program at hand, only the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from acm_tui.domain.cutover import CutoverPlan, changed, rollback
from acm_tui.domain.listener import Listener, load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import AddToList, Change, DeleteCertificate, RemoveFromList
from acm_tui.domain.obstacles import may_roll_back
from acm_tui.domain.ways import BACK_IN_PLACE


class WayBack(msgspec.Struct, frozen=True, kw_only=True):
    """What restores the listeners as they were before the cutover.

    ``plan`` is ``None`` where there is nothing to do, or no way any more: ``why_not`` says which.
    ``in_program``: the program itself still offers it. ``unsure`` are calls whose outcome is not known; the
    plan is right whether they were carried out or not. ``deleting``: it is not known whether the old
    certificate is deleted. ``expired``: it is no longer valid.
    """

    plan: CutoverPlan | None = None
    why_not: str = ""
    in_program: bool = False
    unsure: tuple[Change, ...] = ()
    deleting: bool = False
    expired: bool = False


def way_back(
    m: Migration, confirmed: Sequence[CutoverPlan], known: Iterable[Listener], now: datetime
) -> WayBack:
    """The way back for *m* at *now* (aware), from what is recorded.

    Args:
        confirmed: every plan that was confirmed, in order.
        known: the listeners of these plans as they are after every change whose outcome is known.
    """
    if m.in_place and not m.perhaps_changed:
        return WayBack(why_not=_from_a_switch(m))
    if m.old_gone:
        return WayBack(why_not="It is not possible any more: the old certificate is deleted.")
    called = tuple(one.mutation for one in m.in_flight)
    doubtful = tuple(one for one in called if isinstance(one, Change))
    present = {one.arn: one for one in known}
    origins = {one.arn: one for one in m.origins}
    undone = m.plan is not None and m.plan.direction == "rollback"
    for change in doubtful:
        if not undone and change.listener_arn in present:
            listener = present[change.listener_arn]
            origins.setdefault(listener.arn, listener)
            # As if it had been carried out: to undo what was not done changes nothing.
            present[listener.arn] = changed(listener, (change,))
    if not origins or not confirmed:
        restored = any(plan.direction == "rollback" for plan in confirmed)
        return WayBack(
            why_not="Everything that was changed is restored."
            if restored
            else "No listener has been changed."
        )
    made = rollback(
        origins.values(),
        present.values(),
        m.old.arn,
        confirmed[-1].new,
        remove_first=frozenset(one.load_balancer_arn for one in origins.values()),
    )
    return WayBack(
        plan=msgspec.structs.replace(made, changes=_leaving_first(made.changes, _were_full(confirmed))),
        in_program=may_roll_back(m) is None,
        unsure=doubtful,
        deleting=any(isinstance(one, DeleteCertificate) for one in called),
        expired=m.old.not_after is not None and m.old.not_after <= now,
    )


def _from_a_switch(m: Migration) -> str:
    """What there is instead of a way back where the certificate is switched in place."""
    if m.switched or m.switch_waits:
        return f"{BACK_IN_PLACE[0].upper()}{BACK_IN_PLACE[1:]}."
    return "Nothing has been switched, as far as it is known: there is nothing to go back from."


def _were_full(confirmed: Iterable[CutoverPlan]) -> frozenset[str]:
    """The load balancers whose lists were full, as the order of a plan gives away.

    A plan names only the chosen listeners: the lists of the others, which count too, are not recorded.
    """
    found = set()
    for plan in confirmed:
        taken: set[str] = set()
        for change in plan.changes:
            if isinstance(change, RemoveFromList):
                taken.add(change.listener_arn)
            elif isinstance(change, AddToList) and change.listener_arn in taken:
                found.add(load_balancer_of(change.listener_arn))
    return frozenset(found)


def _leaving_first(changes: Sequence[Change], full: frozenset[str]) -> tuple[Change, ...]:
    """*changes* so that in the lists of *full* load balancers a place is made before it is taken."""
    ordered: list[Change] = []
    for arn in dict.fromkeys(change.listener_arn for change in changes):
        own = [change for change in changes if change.listener_arn == arn]
        leaving = [at for at, change in enumerate(own) if isinstance(change, RemoveFromList)]
        if leaving and load_balancer_of(arn) in full:
            before, after = own[: leaving[-1] + 1], own[leaving[-1] + 1 :]
            entering = [change for change in before if isinstance(change, AddToList)]
            own = [*(change for change in before if change not in entering), *entering, *after]
        ordered += own
    return tuple(ordered)
