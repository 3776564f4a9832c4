"""Step 5: plan, confirm, swap, listener by listener."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Set

from acm_tui.aws import elb
from acm_tui.aws.session import Access
from acm_tui.domain import cutover
from acm_tui.domain.cutover import CutoverPlan, Drift
from acm_tui.domain.errors import PlanStale, Refused
from acm_tui.domain.events import PlanConfirmed
from acm_tui.domain.listener import Attachment, Listener
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Change
from acm_tui.workflow.gate import Freshness, mutate, permitted
from acm_tui.workflow.reconcile import settle
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services

Progress = Callable[[Migration], None]


def prepare(services: Services, migration_id: str) -> CutoverPlan:
    """The plan from the listeners as they are now. Changes nothing.

    Raises:
        Refused: the new certificate is not issued, or no listeners are chosen.
        Trouble: AWS cannot be read.
    """
    migration = load(services, migration_id)
    if migration.new is None or migration.new.status != "ISSUED" or migration.chosen is None:
        raise Refused("There is nothing to cut over yet.", remedy="Choose the listeners first.")
    access = services.access_for(migration.place)
    wanted = {attachment.listener_arn for attachment in migration.chosen}
    present = _listeners(access, migration.place.region, wanted).values()
    return cutover.plan(migration.chosen, present, migration.old.arn, migration.new.arn)


def confirm(services: Services, migration_id: str, plan: CutoverPlan, typed: str) -> Migration:
    """Write down that the operator confirmed *plan* by typing what :func:`phrase` asks for.

    A plan without changes asks for nothing.

    Raises:
        Refused: what was typed is something else, the plan has conflicts, or nothing may be changed.
        PlanStale: the listeners are no longer what the plan saw, or others were chosen meanwhile.
        JournalTrouble: the journal cannot be written.
    """
    migration = settle(services, load(services, migration_id))
    access = permitted(services, migration)
    if plan.conflicts:
        raise Refused(
            f"The plan has {len(plan.conflicts)} conflict(s).", remedy="Choose the listeners again."
        )
    if plan.changes and typed != phrase(migration):
        raise Refused(f"That is not {phrase(migration)}.", remedy="Type the name exactly, or leave.")
    if (plan.old, plan.new, plan.attachments) != _wanted(migration):
        raise PlanStale(
            "The listeners or the certificates are others than when the plan was made.",
            cause=f"{migration.updated_by} changed this migration at {migration.updated_at:%H:%M:%S} UTC",
            remedy="Review the plan as it is now and confirm it again.",
        )
    # Nothing of *plan* is made yet: what an earlier plan made is part of what this one saw.
    _check(access, migration.place.region, plan, (), {one.arn for one in plan.before})
    return record(services, migration, PlanConfirmed(plan, typed))


def _wanted(migration: Migration) -> tuple[str, str | None, tuple[Attachment, ...] | None]:
    return migration.old.arn, migration.new.arn if migration.new else None, migration.chosen


def phrase(migration: Migration) -> str:
    """What the operator types to confirm: the certificate's domain."""
    return migration.old.domain


def apply(services: Services, migration_id: str, progress: Progress) -> Migration:
    """Make every change of the confirmed plan that is not made yet, in order.

    Before the first change all listeners are compared with the plan, and each listener again before its
    first change. *progress* is called with the migration after each change.

    Raises:
        Refused: no plan is confirmed.
        PlanStale: a listener is not what the plan expects; nothing more was changed.
        Trouble: as the gate does; what is made stays made and is known.
    """
    migration = settle(services, load(services, migration_id))
    if migration.plan is None:
        raise Refused("No plan is confirmed.", remedy="Review the plan and confirm it.")
    plan = migration.plan
    everything = frozenset(listener.arn for listener in plan.before)
    groups = itertools.groupby(migration.changes_left, key=lambda change: change.listener_arn)
    for number, (arn, changes) in enumerate(groups):
        fresh: Freshness | None = _freshness(migration, plan, everything if number == 0 else {arn})
        for change in changes:
            migration = mutate(services, migration, change, fresh)
            fresh = None
            progress(migration)
    return migration


def _freshness(migration: Migration, plan: CutoverPlan, listeners: Set[str]) -> Freshness:
    def check(access: Access) -> None:
        _check(access, migration.place.region, plan, migration.made, listeners)

    return check


def _check(
    access: Access, region: str, plan: CutoverPlan, made: Iterable[Change], listeners: Set[str]
) -> None:
    present = _listeners(access, region, listeners)
    found = [one for one in cutover.drift(plan, made, present) if one.listener_arn in listeners]
    if found:
        raise PlanStale(
            f"{len(found)} listener(s) changed since the plan was made. Nothing more was changed.",
            cause="; ".join(_differs(one) for one in found),
            remedy="Review the plan as it is now and confirm it again.",
        )


def _differs(drift: Drift) -> str:
    if drift.actual is None:
        return f"{drift.listener_arn} is gone"
    return f"{drift.listener_arn} holds other certificates than expected"


def _listeners(access: Access, region: str, arns: Iterable[str]) -> dict[str, Listener]:
    found = (elb.listener(access, region, arn) for arn in sorted(arns))
    return {listener.arn: listener for listener in found if listener is not None}
