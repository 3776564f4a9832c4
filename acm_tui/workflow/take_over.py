"""Getting up from a migration, taking it over from somebody, and noticing that somebody did."""

from __future__ import annotations

from acm_tui.domain.errors import JournalTrouble, Occupied, Refused, SomebodyWasFirst
from acm_tui.domain.events import SeatLeft
from acm_tui.domain.migration import Migration
from acm_tui.domain.seat import Holder, somebody_else, why_not_take_over
from acm_tui.journal.store import Remote
from acm_tui.workflow.permission import not_read_only
from acm_tui.workflow.record import load
from acm_tui.workflow.seat import append, occupied, sit_down
from acm_tui.workflow.services import Services


def take_over(services: Services, migration_id: str, typed: str) -> Migration:
    """Take the seat from whoever has it. *typed* is what the operator typed: see :func:`asked_for`.

    Raises:
        Refused: nobody else has it, something else was typed, or the program was started with
            ``--read-only``: whoever only looks would keep from work who is at it.
        SomebodyWasFirst: somebody wrote meanwhile; look again.
        JournalTrouble: the journal cannot be read or written.
    """
    migration = load(services, migration_id)
    holder = somebody_else(migration.holder, services.seat)
    if holder is None:
        raise Refused("Nobody else is at work on this migration.", remedy="Just go on.")
    said_gone = typed == asked_for(services, holder, said_gone=True)
    if typed != asked_for(services, holder, said_gone=said_gone):
        raise Refused("That is not what was asked for; nothing was taken over.")
    if (why := why_not_take_over(len(migration.in_flight), said_gone=said_gone)) is not None:
        raise Refused(
            f"{holder.name} cannot be taken over from: {why}.",
            remedy="Wait until it has its outcome; or make sure that the program is gone, and say so.",
        )
    return sit_down(services, migration, over=holder.seat.id, said_gone=said_gone)


def asked_for(services: Services, holder: Holder, *, said_gone: bool) -> str:
    """What has to be typed to take over from *holder*: the name, and that it is gone where that is needed.

    Raises:
        Refused: the program was started with ``--read-only``.
    """
    not_read_only(services)
    return f"{holder.seat.actor} is gone" if said_gone else holder.seat.actor


def leave(services: Services, migration_id: str) -> Migration:
    """Get up, so that a colleague finds the seat free. Whoever does not sit there changes nothing.

    A call without an outcome keeps the seat: its own program is the one to settle it. Where the journal
    cannot be reached nothing is tried: whoever leaves does not wait for it.

    Raises:
        JournalTrouble: the journal cannot be read or written.
    """
    while True:
        migration = load(services, migration_id)
        sits = migration.holder is not None and migration.holder.seat.id == services.seat.id
        if not sits or migration.in_flight:
            return migration
        if isinstance(services.journal, Remote) and services.journal.standing().as_of is not None:
            raise JournalTrouble(
                "The seat at this migration stays taken: the journal cannot be reached.",
                cause=services.journal.standing().why,
                remedy="Tell your colleagues; `t` takes over.",
            )
        try:
            left = append(services, migration, SeatLeft(services.seat.id))
        except SomebodyWasFirst:
            continue
        services.sitting.discard(migration_id)
        return left


def leave_all(services: Services) -> None:
    """Get up everywhere, as at the end of the program.

    Raises:
        JournalTrouble: the journal cannot be read or written.
    """
    for migration_id in tuple(services.sitting):
        leave(services, migration_id)


def present(services: Services, migration: Migration) -> Migration | None:
    """The migration as the journal has it, if it has gone on since *migration* was read; else ``None``.

    A journal elsewhere that cannot be reached has not gone on, as far as can be told.

    Raises:
        JournalTrouble: the journal cannot be read.
    """
    if isinstance(services.journal, Remote):
        now = load(services, migration.id)
        return now if now.seq > migration.seq else None
    if services.journal.last(migration.id) == migration.seq:
        return None
    return load(services, migration.id)


def still_ours(services: Services, migration: Migration, intent: int) -> None:
    """Ask the journal whether the call of *intent* may still be made: at the last moment before it is sent.

    A program that was suspended in between finds here that somebody took over.

    Args:
        migration: as its own writer knows it at this moment.
        intent: the sequence number of the intent.

    Raises:
        Occupied: the seat was taken by somebody else, or the intent has been settled by somebody else.
        JournalTrouble: the journal cannot be read.
    """
    last = services.journal.last(migration.id)
    if last == migration.seq:
        return
    now = load(services, migration.id)
    if now.seq < last:
        raise JournalTrouble(
            "It cannot be seen now who is at work on this migration. The call was not made.",
            remedy="Try again when the journal can be reached.",
        )
    holder = somebody_else(now.holder, services.seat)
    if holder is not None:
        raise occupied(now, holder)
    if all(one.intent != intent for one in now.in_flight):
        raise Occupied(
            "Somebody else has settled this call meanwhile. It was not made.",
            remedy="Look at the migration as it is now, then decide again.",
        )
