"""Step 4: where the old certificate sits, and the choice of where to swap."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acm_tui.aws import elb
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


def find(services: Services, migration_id: str) -> Attached:
    """Ask AWS where the old certificate sits now: the load balancers of ``InUseBy``, then their listeners.

    Raises:
        Trouble: AWS cannot be read.
    """
    migration = look(services, migration_id)
    return attached(services, migration, migration.old.in_use_by)


def chosen_now(services: Services, migration_id: str) -> Attached:
    """The load balancers of the chosen listeners with everything they hold now.

    Raises:
        Trouble: AWS cannot be read.
    """
    migration = load(services, migration_id)
    return attached(services, migration, chosen_load_balancers(migration))


def chosen_load_balancers(migration: Migration) -> set[str]:
    """The ARNs of the load balancers that the chosen listeners belong to."""
    return {load_balancer_of(one.listener_arn) for one in migration.chosen or ()}


def attached(services: Services, migration: Migration, holders: Iterable[str]) -> Attached:
    """Where the old certificate sits among *holders* (ARNs as ``InUseBy`` gives them)."""
    access = services.access_for(migration.place)
    region = migration.place.region
    known = [holder_of(arn) for arn in holders]
    balancers = [one.arn for one in known if one.is_load_balancer]
    load_balancers = elb.load_balancers(access, region, balancers)
    listeners = elb.listeners(access, region, load_balancers)
    return Attached(
        attachments=attachments_of(migration.old.arn, listeners),
        listeners=listeners,
        load_balancers=load_balancers,
        elsewhere=tuple(one for one in known if not one.is_load_balancer),
    )


def choose(services: Services, migration_id: str, attachments: Iterable[Attachment]) -> Migration:
    """Settle where to swap; empty where the certificate is attached to no listener.

    Raises:
        Refused: a cutover is under way, or the successor is not issued.
        JournalTrouble: the journal cannot be written.
    """
    migration = settle(services, load(services, migration_id))
    if migration.cutover_begun and migration.changes_left:
        raise Refused(
            "The cutover has begun; the listeners cannot be chosen anew before it is finished.",
            remedy="Finish the cutover, then choose the listeners that are left.",
        )
    if step(migration) < Step.LISTENERS:
        raise Refused("The new certificate is not issued yet.", remedy="Go on with the DNS step.")
    chosen = tuple(sorted(set(attachments)))
    return migration if migration.chosen == chosen else record(services, migration, ListenersChosen(chosen))
