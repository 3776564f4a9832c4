"""Step 4: where the old certificate sits, and the choice of where to swap."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acm_tui.aws import elb
from acm_tui.domain.choice import may_choose
from acm_tui.domain.errors import Refused
from acm_tui.domain.events import ListenersChosen
from acm_tui.domain.journey import Step, step
from acm_tui.domain.listener import (
    Attachment,
    Holder,
    Listener,
    LoadBalancer,
    Role,
    attachments_of,
    holder_of,
    load_balancer_of,
)
from acm_tui.domain.migration import Migration
from acm_tui.workflow.reconcile import settle
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services
from acm_tui.workflow.validation import look


class Attached(msgspec.Struct, frozen=True):
    """Where a certificate sits, with the listeners and load balancers around it, and its other holders."""

    attachments: tuple[Attachment, ...]
    listeners: tuple[Listener, ...]
    load_balancers: tuple[LoadBalancer, ...]
    elsewhere: tuple[Holder, ...]

    def load_balancer(self, listener: Listener) -> LoadBalancer:
        """The load balancer that *listener* belongs to."""
        return next(one for one in self.load_balancers if one.arn == listener.load_balancer_arn)

    def roles(self, listener: Listener) -> tuple[Role, ...]:
        """In which roles the certificate sits on *listener*."""
        return tuple(a.role for a in self.attachments if a.listener_arn == listener.arn)

    def has_left(self, holder: str) -> bool:
        """Whether *holder* (ARN) is a load balancer of which no listener holds the certificate any more.

        ``InUseBy`` may go on naming it for some minutes.
        """
        held = {load_balancer_of(one.listener_arn) for one in self.attachments}
        return holder not in held and any(one.arn == holder for one in self.load_balancers)


def find(services: Services, migration_id: str, everywhere: bool = False) -> Attached:
    """Ask AWS where the old certificate sits now: the load balancers of ``InUseBy``, then their listeners.

    *everywhere*: look through every load balancer of the region as well, because ``InUseBy`` lags by minutes
    and may name one late. What neither is named nor holds the certificate is left out again.

    Raises:
        Trouble: AWS cannot be read.
    """
    migration = look(services, migration_id)
    # What was swapped before belongs to a later choice, though the certificate sits there no more.
    holders = tuple(dict.fromkeys((*migration.old.in_use_by, *sorted(chosen_load_balancers(migration)))))
    if not everywhere:
        return attached(services, migration, holders)
    access = services.access_for(migration.place)
    region = migration.place.region
    everything = elb.everything(access, region)
    listeners = elb.listeners(access, region, everything)
    found = {load_balancer_of(one.listener_arn) for one in attachments_of(migration.old.arn, listeners)}
    near = found.union(holders)
    return _around(
        migration,
        holders,
        tuple(one for one in everything if one.arn in near),
        tuple(one for one in listeners if one.load_balancer_arn in near),
    )


def chosen_load_balancers(migration: Migration) -> set[str]:
    """The ARNs of the load balancers that the chosen listeners belong to."""
    return {load_balancer_of(one.listener_arn) for one in migration.chosen or ()}


def attached(services: Services, migration: Migration, holders: Iterable[str]) -> Attached:
    """Where the old certificate sits among *holders* (ARNs as ``InUseBy`` gives them)."""
    access = services.access_for(migration.place)
    region = migration.place.region
    known = tuple(holders)
    balancers = elb.load_balancers(access, region, [arn for arn in known if holder_of(arn).is_load_balancer])
    return _around(migration, known, balancers, elb.listeners(access, region, balancers))


def _around(
    migration: Migration,
    holders: Iterable[str],
    load_balancers: tuple[LoadBalancer, ...],
    listeners: tuple[Listener, ...],
) -> Attached:
    known = [holder_of(arn) for arn in holders]
    return Attached(
        attachments=attachments_of(migration.old.arn, listeners),
        listeners=listeners,
        load_balancers=load_balancers,
        elsewhere=tuple(one for one in known if not one.is_load_balancer),
    )


def choose(services: Services, migration_id: str, attachments: Iterable[Attachment]) -> Migration:
    """Settle where to swap; empty where the certificate is attached to no listener.

    In the middle of a cutover, listeners on which nothing was changed, or which are gone, can be left out.

    Raises:
        Refused: a cutover is under way that has changed what would be left out, or that others would be added
            to; or the successor is not issued.
        Trouble: AWS cannot be read.
    """
    migration = settle(services, load(services, migration_id))
    if migration.in_place:
        raise Refused(
            "No listener is touched: the certificate is switched in place.", remedy="Go on at the last step."
        )
    if step(migration) < Step.LISTENERS:
        raise Refused("The new certificate is not issued yet.", remedy="Go on with the DNS step.")
    chosen = tuple(sorted(set(attachments)))
    if (why := may_choose(migration, chosen, _gone(services, migration, chosen))) is not None:
        raise Refused(
            "The listeners cannot be chosen like this.",
            cause=why,
            remedy="Go on with the cutover, or roll it back with u at step 5.",
        )
    return migration if migration.chosen == chosen else record(services, migration, ListenersChosen(chosen))


def leave_out(services: Services, migration_id: str, listeners: Iterable[str]) -> Migration:
    """Choose what is chosen already, without *listeners* (ARNs).

    Raises:
        Refused: nothing would be left, or as :func:`choose` does.
        Trouble: AWS cannot be read.
    """
    left_out = set(listeners)
    chosen = load(services, migration_id).chosen or ()
    rest = [one for one in chosen if one.listener_arn not in left_out]
    if not rest:
        raise Refused("Nothing would be left to swap.", remedy="Choose other listeners at step 4.")
    return choose(services, migration_id, rest)


def _gone(services: Services, migration: Migration, chosen: Iterable[Attachment]) -> set[str]:
    """Of the listeners that were changed and are not in *chosen* any more: those that exist no more."""
    dropped = {one.listener_arn for one in {*(migration.chosen or ())} - {*chosen}}
    changed = sorted(dropped.intersection(one.arn for one in migration.origins))
    if not changed or migration.cutover_done:
        return set()
    access = services.access_for(migration.place)
    region = migration.place.region
    return {arn for arn in changed if elb.listener(access, region, arn) is None}
