"""Step 5, before anything is changed: the plan from what is there now, and what to know about it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acm_tui.aws import acm, elb
from acm_tui.domain import cutover
from acm_tui.domain.certificate import Certificate
from acm_tui.domain.cutover import Caution, CutoverPlan, Surroundings, cautions, unusable
from acm_tui.domain.errors import Refused
from acm_tui.domain.journey import LOST_VALIDATION
from acm_tui.domain.listener import Attachment, Listener, LoadBalancer, holder_of, load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_roll_back
from acm_tui.workflow.reconcile import settle
from acm_tui.workflow.record import load
from acm_tui.workflow.services import Services
from acm_tui.workflow.validation import look


class Planned(msgspec.Struct, frozen=True):
    """A plan, what to know before it is confirmed, and what it was made from."""

    plan: CutoverPlan
    cautions: tuple[Caution, ...]
    seen: Surroundings

    @property
    def crowded(self) -> frozenset[str]:
        """The load balancers whose full lists alone stand in the way: there, removing first is possible."""
        return frozenset(load_balancer_of(one.listener_arn) for one in self.plan.conflicts if one.full)


def prepare(services: Services, migration_id: str, remove_first: Iterable[str] = ()) -> Planned:
    """The plan for the cutover, from AWS as it is now. Changes nothing there.

    What became of a call without an outcome is found out first. *remove_first* are the ARNs of load
    balancers with full lists where a gap is accepted.

    Raises:
        Refused: the new certificate is gone or not issued, or no listeners are chosen.
        Trouble: AWS cannot be read.
    """
    migration = _found_out(services, migration_id)
    new, chosen = _ready(migration)
    # What is left alone is told as well, on whatever load balancer it is.
    holders = {one.arn for one in map(holder_of, migration.old.in_use_by) if one.is_load_balancer}
    seen = _surroundings(services, migration, new, {one.listener_arn for one in chosen}, holders)
    made = cutover.plan(
        chosen,
        seen.listeners,
        migration.old.arn,
        new.arn,
        origins=migration.perhaps_changed,
        remove_first=frozenset(remove_first),
        unusable=_unusable(seen.load_balancers, new.key_algorithm),
    )
    return _planned(services, made, seen)


def _found_out(services: Services, migration_id: str) -> Migration:
    """The migration with what became of calls without an outcome, and with what ACM says now.

    A swap of this process that is under way writes its outcomes itself.
    """
    migration = load(services, migration_id)
    if not services.under_way.is_swapping(migration_id):
        migration = settle(services, migration)
    return look(services, migration.id)


def _ready(m: Migration) -> tuple[Certificate, tuple[Attachment, ...]]:
    """The issued new certificate and where to put it.

    Raises:
        Refused: one of them is missing.
    """
    if m.new is None:
        lost = m.successor
        raise Refused(
            "The new certificate is gone." if lost else "There is no new certificate yet.",
            cause=f"ACM does not know {lost.arn} any more" if lost else "",
            remedy="Request it at step 2.",
        )
    if m.new.status != "ISSUED":
        comes = m.new.status in ("PENDING_VALIDATION", *LOST_VALIDATION)
        raise Refused(
            "The new certificate is not issued.",
            cause=f"ACM says {m.new.status} of {m.new.arn}",
            remedy="Go on with it at step 3." if comes else "It serves no more: begin another migration.",
        )
    if m.chosen is None:
        raise Refused("No listeners are chosen yet.", remedy="Choose where to swap at step 4.")
    return m.new, m.chosen


def prepare_rollback(
    services: Services,
    migration_id: str,
    remove_first: Iterable[str] = (),
    left_out: Iterable[str] = (),
) -> Planned:
    """The plan to restore every listener that was changed, from AWS as it is now. Changes nothing there.

    What became of a call without an outcome is found out first. *left_out* are listeners that stay as they
    are for now.

    Raises:
        Refused: nothing can be restored: no listener was changed, or the old certificate is gone.
        Trouble: AWS cannot be read.
    """
    # A call without an outcome may have been the first change of a listener, and then there is a way back.
    migration = _found_out(services, migration_id)
    # Also where the new certificate is gone by now, the old one goes back to where it was.
    new = migration.successor
    if (why := may_roll_back(migration)) is not None or new is None:
        raise Refused(f"There is nothing to roll back: {why or 'there is no new certificate'}.")
    origins = migration.perhaps_changed
    seen = _surroundings(services, migration, new, {one.arn for one in origins})
    made = cutover.rollback(
        origins,
        seen.listeners,
        migration.old.arn,
        new.arn,
        remove_first=frozenset(remove_first),
        left_out=frozenset(left_out),
    )
    return _planned(services, made, seen)


def _planned(services: Services, plan: CutoverPlan, seen: Surroundings) -> Planned:
    return Planned(plan, cautions(plan, seen, services.clock()), seen)


def _surroundings(
    services: Services,
    migration: Migration,
    new: Certificate,
    listeners: Iterable[str],
    beside: Iterable[str] = (),
) -> Surroundings:
    """What is around a plan for *listeners*; *beside* their load balancers, those of these ARNs."""
    access = services.access_for(migration.place)
    region = migration.place.region
    involved = frozenset(listeners)
    arns = {*map(load_balancer_of, involved), *beside}
    balancers = elb.load_balancers(access, region, sorted(arns))
    held = elb.listeners(access, region, balancers)
    others = _certificates(one for one in held if one.arn in involved) - {migration.old.arn, new.arn}
    holders = [holder_of(arn) for arn in migration.old.in_use_by]
    return Surroundings(
        load_balancers=balancers,
        listeners=held,
        old=migration.old,
        new=new,
        others=tuple(acm.described(access, region, sorted(others)).values()),
        elsewhere=tuple(one for one in holders if not one.is_load_balancer),
    )


def _certificates(listeners: Iterable[Listener]) -> set[str]:
    return {arn for one in listeners for arn in (one.default, *one.sni) if arn is not None}


def _unusable(balancers: Iterable[LoadBalancer], key_algorithm: str) -> dict[str, str]:
    """Why a certificate with that key cannot be used, by load balancer."""
    said = {one.arn: unusable(one.kind, key_algorithm) for one in balancers}
    return {arn: why for arn, why in said.items() if why is not None}
