"""Step 5: the plan is carried out while every address is watched, from before the first call until after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

from acm_tui.aws import acm
from acm_tui.domain import watchings
from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.errors import JournalTrouble, Refused, Trouble
from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.listener import LoadBalancer
from acm_tui.domain.migration import Migration
from acm_tui.domain.monitor import Watched
from acm_tui.domain.served import ServingHost, serving_hosts
from acm_tui.workflow.cutover import Progress, apply
from acm_tui.workflow.monitor import Monitor
from acm_tui.workflow.record import load, record_behind
from acm_tui.workflow.services import Services

LONGEST_SETTLING_S = 120.0
"""Seconds that are watched at most after the last call: load balancers take up a certificate with a delay."""

OnWatched = Callable[[tuple[Watched, ...]], None]


def swap(
    services: Services,
    migration_id: str,
    load_balancers: Sequence[LoadBalancer],
    progress: Progress,
    on_watched: OnWatched,
    enough: Event,
    stop: Event | None = None,
) -> Migration:
    """Carry out the confirmed plan under the eyes of the monitor; what it saw goes into the journal.

    That is written down before the first call and after the last one too: of a program that is killed the
    journal tells that it watched, and until when.

    Args:
        load_balancers: those of the plan, as they were described: where to shake hands.
        progress: called with the migration after each change.
        on_watched: called with the figures as they become others, from the monitor's thread.
        enough: set to end the watching after the last call before everything shows the certificate.
        stop: set, together with *enough*, to begin no more calls: those under way come to their end, what is
            left can be made later. Through ``services.under_way`` anybody in this process can set the two.

    Raises:
        Trouble: as :func:`acm_tui.workflow.cutover.apply` does; what was seen until then is written down.
    """
    stop = stop or Event()
    with services.under_way.swapping(migration_id, stop, enough):
        return _watched(services, migration_id, load_balancers, progress, on_watched, enough, stop)


def _watched(
    services: Services,
    migration_id: str,
    load_balancers: Sequence[LoadBalancer],
    progress: Progress,
    on_watched: OnWatched,
    enough: Event,
    stop: Event,
) -> Migration:
    migration = load(services, migration_id)
    if migration.plan is None:
        raise Refused("No plan is confirmed.", remedy="Review the plan and confirm it.")
    plan = migration.plan
    failed: Trouble | None = None
    with _monitor(services, migration, plan, load_balancers, on_watched) as monitor:
        _write_down(services, migration_id, monitor, plan.put, so_far=True)
        try:
            migration = apply(services, migration_id, progress, stop)
            _write_down(services, migration_id, monitor, plan.put, so_far=True)
            if not stop.is_set():
                monitor.settle(LONGEST_SETTLING_S, enough)
        except Trouble as trouble:
            failed = trouble
            monitor.ask_held(enough)
    try:
        migration = _write_down(services, migration_id, monitor, plan.put)
    except JournalTrouble as lost:
        raise failed or lost from lost
    if failed is not None:
        raise failed
    return migration


def _monitor(
    services: Services,
    migration: Migration,
    plan: CutoverPlan,
    load_balancers: Sequence[LoadBalancer],
    on_watched: OnWatched,
) -> Monitor:
    """The monitor for what *plan* changes; without a place to look at where the leaves cannot be read.

    Raises:
        Trouble: ACM does not give the leaves. A rollback goes on unwatched then.
    """
    access = services.access_for(migration.place)
    region = migration.place.region
    try:
        new, old = (acm.leaf(access, region, arn).fingerprint for arn in (plan.new, plan.old))
    except Trouble:
        if plan.direction == "cutover":
            raise
        return Monitor(services, (), "", None, on_watched)
    put, leaving = (new, old) if plan.direction == "cutover" else (old, new)
    return Monitor(services, _hosts(plan, load_balancers, migration.old.names), put, leaving, on_watched)


def _hosts(
    plan: CutoverPlan, load_balancers: Sequence[LoadBalancer], names: Sequence[str]
) -> tuple[ServingHost, ...]:
    known = {one.arn: one for one in load_balancers}
    pairs = [
        (known[after.load_balancer_arn], after)
        for after in plan.after
        if after.arn in plan.involved and after.load_balancer_arn in known
    ]
    return serving_hosts(pairs, plan.put, names)


def _write_down(
    services: Services, migration_id: str, monitor: Monitor, put: str, *, so_far: bool = False
) -> Migration:
    migration = load(services, migration_id)
    listeners = monitor.figures()
    if not listeners:
        return migration
    event = CutoverWatched(
        put, monitor.begun, monitor.ended, monitor.interval_ms, listeners, monitor.trouble or ""
    )
    return record_behind(services, migration, watchings.so_far(event) if so_far else event)
