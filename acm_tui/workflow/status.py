"""How a migration stands now, as the journal, ACM and the load balancers tell. Writes nothing anywhere."""

from __future__ import annotations

import msgspec

from acm_tui.domain.errors import Trouble
from acm_tui.domain.events import Entry
from acm_tui.domain.fold import evolve
from acm_tui.domain.listener import load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.workflow.attachments import Attached, attached, chosen_load_balancers
from acm_tui.workflow.record import load
from acm_tui.workflow.services import Services
from acm_tui.workflow.validation import told


class Standing(msgspec.Struct, frozen=True):
    """The migration as it is now. ``attached`` is ``None`` where ``trouble`` kept it from being read."""

    migration: Migration
    attached: Attached | None
    trouble: Trouble | None


def standing(services: Services, migration_id: str) -> Standing:
    """Read the journal, both certificates and the listeners around them.

    While the outcome of a call is not known, the migration is told as the journal has it.

    Raises:
        Refused: there is no migration with that id, or the credentials are another account's.
        Trouble: the journal or ACM cannot be read.
    """
    migration = load(services, migration_id)
    if not migration.in_flight:
        migration = _as_it_is(services, migration)
    try:
        return Standing(migration, _attached(services, migration), None)
    except Trouble as trouble:
        return Standing(migration, None, trouble)


def _as_it_is(services: Services, migration: Migration) -> Migration:
    """*migration* with what ACM says, as if that had been written down."""
    written_at = migration.updated_at
    arns = [] if migration.old_gone else [migration.old.arn]
    arns += [migration.new.arn] if migration.new is not None else []
    for arn in arns:
        if (event := told(services, migration, arn)) is None:
            continue
        entry = Entry(
            migration=migration.id,
            seq=migration.seq,
            at=services.clock(),
            actor=migration.updated_by,
            event=event,
        )
        migration = evolve(migration, entry) or migration
    return msgspec.structs.replace(migration, updated_at=written_at)


def _attached(services: Services, migration: Migration) -> Attached:
    holders = {*migration.old.in_use_by, *chosen_load_balancers(migration)}
    holders |= {*migration.new.in_use_by} if migration.new is not None else set()
    holders |= {load_balancer_of(one.arn) for one in migration.origins}
    return attached(services, migration, sorted(holders))
