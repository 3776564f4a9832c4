"""Step 5: confirm the plan, and carry it out, listener by listener. A rollback goes the same way."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Set
from functools import partial

from acm_tui.aws import elb
from acm_tui.aws.session import Access
from acm_tui.domain import cutover
from acm_tui.domain.cutover import (
    CutoverPlan,
    Drift,
    ListenersDrifted,
    asked_phrase,
    kinds_changed,
)
from acm_tui.domain.errors import PlanStale, Refused
from acm_tui.domain.events import PlanConfirmed
from acm_tui.domain.listener import load_balancer_name, load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Change
from acm_tui.domain.obstacles import may_roll_back
from acm_tui.domain.window import asks_reason
from acm_tui.workflow.fitness import refuse_unfit
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.lanes import side_by_side
from acm_tui.workflow.permission import permitted
from acm_tui.workflow.reconcile import settle
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services
from acm_tui.workflow.typed import require
from acm_tui.workflow.writer import Halted, Writer

Progress = Callable[[Migration], None]


def confirm(
    services: Services, migration_id: str, plan: CutoverPlan, typed: str, override: str = ""
) -> Migration:
    """Write down that the operator confirmed *plan* by typing what :func:`asked_phrase` asks for.

    A plan without changes asks for nothing. *override* is the reason to go on outside the maintenance
    window. In a rollback, listeners with a conflict are left as they are and the others restored.

    Raises:
        Refused: what was typed is something else, a reason is missing, the plan has conflicts, or nothing
            may be changed.
        PlanStale: the listeners are no longer what the plan saw, or others were chosen meanwhile.
        JournalTrouble: the journal cannot be written.
    """
    migration = settle(services, load(services, migration_id))
    access = permitted(services, migration, restores=plan.direction == "rollback")
    if plan.conflicts and plan.direction == "cutover":
        raise Refused(
            f"The plan has {len(plan.conflicts)} conflict(s).",
            remedy="Leave these listeners out, or choose again.",
        )
    require(typed, asked_phrase(plan, migration.old.domain))
    if reason_needed(services, migration, plan) and not override.strip():
        raise Refused(
            "It is outside the maintenance window, and no reason was given.",
            remedy="Wait for the window, or give the reason for going on now.",
        )
    _wanted_still(migration, plan)
    # Nothing of *plan* is made yet: what an earlier plan made is part of what this one saw.
    _check(access, migration.place.region, plan, (), {one.arn for one in plan.seen})
    return record(services, migration, PlanConfirmed(plan, typed, override.strip()))


def reason_needed(services: Services, migration: Migration, plan: CutoverPlan) -> bool:
    """Whether *plan* may be confirmed now only with a reason: outside the window, where one is needed.

    A rollback never waits for a window.
    """
    if plan.direction == "rollback":
        return False
    return asks_reason(kinds_changed(plan), migration.window, services.clock())


def _wanted_still(migration: Migration, plan: CutoverPlan) -> None:
    """Refuse a plan for something else than is wanted now: a colleague may have gone on meanwhile."""
    new = migration.new
    if plan.direction == "rollback":
        new = migration.successor
        same = may_roll_back(migration) is None and {one.arn for one in migration.origins} == {
            *(one.arn for one in plan.before),
            *(one.listener_arn for one in plan.conflicts),
        }
    else:
        same = plan.attachments == migration.chosen
    if not same or (plan.old, plan.new) != (migration.old.arn, new.arn if new else None):
        raise PlanStale(
            "The listeners or the certificates are others than when the plan was made.",
            cause=f"{migration.updated_by} changed this migration at {migration.updated_at:%H:%M:%S} UTC",
            remedy="Review the plan as it is now and confirm it again.",
        )


def apply(
    services: Services, migration_id: str, progress: Progress, stop: threading.Event | None = None
) -> Migration:
    """Make every change of the confirmed plan that is not made yet.

    Before the first change all listeners are compared with the plan, and each listener again before its own
    first change. The changes of one load balancer are made in the plan's order; ``services.lanes`` load
    balancers are changed at the same time. *progress* is called with the migration after each change, by one
    thread at a time. When *stop* is set, no call is begun any more; those under way come to their end, and
    what is left can be made later.

    Raises:
        Refused: no plan is confirmed.
        PlanStale: a listener is not what the plan expects; nothing more was changed.
        Trouble: as the gate does; what is made stays made and is known. The first one where several load
            balancers are changed: calls that were under way beside it have come to their end.
    """
    migration = settle(services, load(services, migration_id))
    if migration.plan is None:
        raise Refused("No plan is confirmed.", remedy="Review the plan and confirm it.")
    if not migration.changes_left:
        return migration
    swapping = _Swapping(Writer(services, migration, stop), migration.plan, progress)
    lanes = _lanes(migration.changes_left)
    swapping.begin(lanes[: services.lanes])
    side_by_side(swapping.lane, lanes, services.lanes)
    return swapping.writer.migration


_Lane = tuple[tuple[Change, ...], ...]
"""The changes of one load balancer, listener by listener."""


def _lanes(changes: Iterable[Change]) -> list[_Lane]:
    balancers: dict[str, list[Change]] = {}
    for change in changes:
        balancers.setdefault(load_balancer_of(change.listener_arn), []).append(change)
    return [
        tuple(tuple(own) for _, own in itertools.groupby(lane, key=lambda change: change.listener_arn))
        for lane in balancers.values()
    ]


class _Swapping:
    """A plan that is carried out, load balancer by load balancer."""

    def __init__(self, writer: Writer, plan: CutoverPlan, progress: Progress) -> None:
        self.writer = writer
        self._plan = plan
        self._progress = progress
        self._one_at_a_time = threading.Lock()
        self._fresh: set[str] = set()

    def begin(self, at_once: Iterable[_Lane]) -> None:
        """Compare every listener with the plan; those that *at_once* begin with are fresh then."""
        access = permitted(self.writer.services, self.writer.migration)
        self._check(access, {one.arn for one in self._plan.seen})
        refuse_unfit(access, self.writer.migration.place.region, self._plan)
        self._fresh = {lane[0][0].listener_arn for lane in at_once}

    def lane(self, listeners: _Lane) -> None:
        """Make all changes of one load balancer, or as many as can be while no other lane has failed."""
        try:
            for changes in listeners:
                self._listener(changes)
        except Halted:
            return
        except BaseException:
            self.writer.halt()
            raise

    def _listener(self, changes: Iterable[Change]) -> None:
        for number, change in enumerate(changes):
            arn = change.listener_arn
            look = number == 0 and arn not in self._fresh
            mutate(self.writer, change, partial(self._check, listeners={arn}) if look else None)
            with self._one_at_a_time:
                self._progress(self.writer.migration)

    def _check(self, access: Access, listeners: Set[str]) -> None:
        migration = self.writer.migration
        _check(access, migration.place.region, self._plan, migration.made, listeners)


def _check(
    access: Access, region: str, plan: CutoverPlan, made: Iterable[Change], listeners: Set[str]
) -> None:
    present = elb.holding(access, region, [one for one in plan.seen if one.arn in listeners])
    found = tuple(one for one in cutover.drift(plan, made, present) if one.listener_arn in listeners)
    if found:
        raise ListenersDrifted(
            f"{len(found)} listener(s) changed since the plan was made. Nothing more was changed.",
            cause="; ".join(_differs(one) for one in found),
            remedy="Review the plan as it is now and confirm it again.",
            drift=found,
        )


def _differs(drift: Drift) -> str:
    where = f"{load_balancer_name(load_balancer_of(drift.listener_arn))} port {drift.expected.port}"
    if drift.actual is None:
        return f"{where} is gone"
    if (drift.actual.protocol, drift.actual.port) != (drift.expected.protocol, drift.expected.port):
        return f"{where} listens on {drift.actual.protocol} {drift.actual.port} now"
    return f"{where} holds other certificates than expected"
