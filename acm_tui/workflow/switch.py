"""Steps 2 and 3 of the way in place: the certificate itself is switched to DNS validation, once."""

from __future__ import annotations

from acm_tui.aws import switching
from acm_tui.domain.certificate import why_not_switch
from acm_tui.domain.errors import Occupied, Refused, ServiceTrouble, SomebodyWasFirst
from acm_tui.domain.events import Way, WayChosen
from acm_tui.domain.journey import may_take, missed
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import DeleteCertificate, SwitchInPlace
from acm_tui.domain.offer import hindrance
from acm_tui.domain.removal import held_by
from acm_tui.domain.ways import Advice, Hindrance, advice, hindered_by
from acm_tui.workflow.finish import attached_now
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.permission import permitted
from acm_tui.workflow.reconcile import settle
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services
from acm_tui.workflow.validation import look
from acm_tui.workflow.writer import Writer

_CONFLICT = "ConflictException"


def advise(services: Services, migration_id: str) -> Advice:
    """Both ways for the certificate of a migration as ACM describes it now. Changes nothing in AWS.

    Whether the records of a switch may be read is tried; whether one may be asked for is known only where it
    was refused before.

    Raises:
        Trouble: ACM cannot be read.
    """
    migration = look(services, migration_id)
    return advice(migration.old, services.clock(), _hindrance(services, migration))


def _hindrance(services: Services, migration: Migration) -> Hindrance | None:
    if why_not_switch(migration.old) is not None or migration.old_gone:
        return None
    place = migration.place
    access = services.access_for(place)
    if not switching.known(access, place.region):
        return "library"
    if (known := hindrance(migration)) is not None:
        return known
    try:
        switching.domains(access, place.region, migration.old.arn)
    except ServiceTrouble as trouble:
        if (met := hindered_by(trouble.code)) is not None:
            return met
        raise
    return None


def take(services: Services, migration_id: str, way: Way) -> Migration:
    """Take *way* from here on. What the other way has begun in AWS stays: ``journey.left_behind`` tells it.

    Raises:
        Refused: that way is not open, or the program was started with ``--read-only``.
        Occupied: another program is at work on it.
        Trouble: the outcome of an earlier call cannot be read, or the journal cannot be written.
    """
    while True:
        migration = settle(services, load(services, migration_id))
        if migration.way == way:
            return migration
        if (why := may_take(migration, way)) is not None:
            raise Refused(f"This way cannot be taken: {why}.", remedy="Look at the other way.")
        permitted(services, migration)  # what the gate will refuse is not written down as decided
        try:
            return record(services, migration, WayChosen(way))
        except Occupied:
            raise
        except SomebodyWasFirst:
            continue  # what was seen meanwhile, here or elsewhere, is taken in before it is decided


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
    domain = load(services, migration_id).old.domain
    if typed != domain:
        raise Refused(f"That is not {domain}.", remedy="Type the name exactly, or leave.")
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


def delete_requested(services: Services, migration_id: str) -> Migration:
    """Delete the certificate that was requested before the mind was changed to the way in place.

    Raises:
        Refused: it is the way that is taken, or a listener holds it by now.
        StillInUse: something else holds it.
        Trouble: as the gate does.
    """
    migration = settle(services, load(services, migration_id))
    if migration.new is None:
        return migration
    if not migration.in_place:
        raise Refused(
            "The requested certificate is the one that replaces the old one.",
            remedy="Go on with it, or choose the way in place first.",
        )
    migration = look(services, migration.id)
    if migration.new is None:
        return migration
    if migration.new.status == "ISSUED":
        _not_held(services, migration, migration.new.arn)
    return mutate(Writer(services, migration), DeleteCertificate(migration.new.arn, "not needed"))


def _not_held(services: Services, migration: Migration, arn: str) -> None:
    """Look at the listeners themselves: what somebody has put there lately ACM counts minutes later."""
    if held := tuple(held_by(arn, attached_now(services, migration.id).listeners)):
        raise Refused(
            f"The requested certificate sits on {len(held)} listener(s). It was not deleted.",
            cause="; ".join(words for _, words in held),
            remedy="Put another one there first, or leave it.",
        )


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
