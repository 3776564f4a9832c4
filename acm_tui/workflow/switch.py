"""Steps 2 and 3 of the way in place: the certificate itself is switched to DNS validation, once."""

from __future__ import annotations

from acm_tui.domain.certificate import why_not_switch
from acm_tui.domain.errors import Refused, ServiceTrouble
from acm_tui.domain.journey import missed
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import SwitchInPlace
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.reconcile import settle
from acm_tui.workflow.record import load
from acm_tui.workflow.services import Services
from acm_tui.workflow.typed import require
from acm_tui.workflow.validation import look
from acm_tui.workflow.which_way import take
from acm_tui.workflow.writer import Writer

_CONFLICT = "ConflictException"


def submit(services: Services, migration_id: str, typed: str) -> Migration:
    """Switch the certificate in place. Where a switch is pending or complete already, nothing is asked.

    Args:
        typed: what the operator typed: the certificate's domain.

    Returns:
        The migration with its switch, waiting for the records.

    Raises:
        Refused: something else was typed, or the certificate cannot be switched; nothing was changed.
        Trouble: as the gate does.
    """
    require(typed, load(services, migration_id).old.domain)
    return _submit(services, take(services, migration_id, "in place"))


def submit_counted(services: Services, migration_id: str) -> Migration:
    """The same for one of several, whose number was typed instead: see ``workflow.together``.

    Raises:
        Refused: the certificate cannot be switched; nothing was changed.
        Trouble: as the gate does.
    """
    return _submit(services, take(services, migration_id, "in place"))


def again(services: Services, migration_id: str) -> Migration:
    """Ask for the switch anew after it came to nothing; the certificate has gone on working meanwhile.

    Raises:
        Refused: no switch has come to nothing, or the certificate cannot be switched any more.
        Trouble: as the gate does.
    """
    migration = settle(services, load(services, migration_id))
    if missed(migration) is None and migration.in_place and not migration.in_flight:
        migration = look(services, migration_id)
    if migration.in_place and (migration.switch_waits or migration.switched):
        return migration
    if missed(migration) is None:
        raise Refused("No switch has come to nothing.", remedy="Go on with the next step.")
    return _submit(services, migration)


def _submit(services: Services, migration: Migration) -> Migration:
    """Read ACM, and ask for the switch only where none is there: another may have begun one meanwhile."""
    migration = look(services, migration.id)
    if migration.switch_waits or migration.switched:
        return migration
    why = "it is gone" if migration.old_gone else why_not_switch(migration.old)
    if why is not None:
        raise Refused(
            f"{migration.old.domain} cannot be switched in place: {why}.",
            remedy="Replacing it is the other way, where that is open.",
        )
    try:
        return mutate(Writer(services, migration), SwitchInPlace(migration.old.arn))
    except ServiceTrouble as trouble:
        if trouble.code != _CONFLICT:
            raise
        # Somebody was quicker, or an earlier call was carried out after all and is shown only now.
        migration = look(services, migration.id)
        if migration.in_flight or not migration.switch_waits:
            raise
        return migration
