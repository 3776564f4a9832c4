"""Reading migrations from the journal and adding to them."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Iterable

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.errors import JournalTrouble, Occupied, Refused, SomebodyWasFirst
from acm_tui.domain.events import DECISIONS, Abandoned, Entry, Event, Intended, Started
from acm_tui.domain.fold import fold
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import place_of
from acm_tui.domain.seat import somebody_else
from acm_tui.journal.store import Journal, Remote
from acm_tui.workflow.permission import not_read_only
from acm_tui.workflow.seat import append, logged, occupied, seated
from acm_tui.workflow.services import Services

_AT_THE_SEAT = (*DECISIONS, Intended)
"""What only the program that sits at the migration writes."""


def saved(journal: Journal) -> tuple[Migration, ...]:
    """Every migration of *journal*, the latest changed first.

    Raises:
        JournalTrouble: the journal cannot be read.
    """
    return _latest_first(journal.migrations())


def remembered(journal: Remote) -> tuple[Migration, ...]:
    """The same as this machine remembers it, at once: *journal* is not asked, and may have gone on."""
    return _latest_first(journal.remembered())


def _latest_first(found: Iterable[tuple[Entry, ...]]) -> tuple[Migration, ...]:
    migrations = [m for entries in found if (m := fold(entries)) is not None]
    return tuple(sorted(migrations, key=lambda m: m.updated_at, reverse=True))


def load(services: Services, migration_id: str) -> Migration:
    """One migration as the journal has it now.

    Raises:
        Refused: there is none with that id.
        JournalTrouble: the journal cannot be read.
    """
    migration = fold(services.journal.read(migration_id))
    if migration is None:
        raise no_such(migration_id)
    return migration


def no_such(migration_id: str) -> Refused:
    """The answer to an id that no saved migration has."""
    return Refused(
        f"There is no saved migration {migration_id}.",
        remedy="`acm-tui sessions` lists those there are.",
    )


def record(services: Services, migration: Migration, event: Event) -> Migration:
    """Commit *event* behind what *migration* knows, and answer the migration after it.

    Raises:
        Refused: it is a decision, and the program was started with ``--read-only``.
        Occupied: it is for whoever is at work on the migration, and that is another program.
        SomebodyWasFirst: the journal has gone on since *migration* was read.
        JournalTrouble: it cannot be written.
    """
    if isinstance(event, DECISIONS):
        not_read_only(services)
    try:
        if isinstance(event, _AT_THE_SEAT):
            migration = seated(services, migration)
        return append(services, migration, event)
    except Occupied:
        raise
    except SomebodyWasFirst:
        now = load(services, migration.id)
        if (holder := somebody_else(now.holder, services.seat)) is not None:
            raise occupied(now, holder) from None
        raise


def record_behind(services: Services, migration: Migration, event: Event) -> Migration:
    """Commit *event* also behind what somebody else wrote meanwhile: what was seen or done must not be lost.

    Raises:
        JournalTrouble: it cannot be written.
    """
    while True:
        try:
            return record(services, migration, event)
        except SomebodyWasFirst:
            migration = load(services, migration.id)


def begin(services: Services, certificate: Certificate) -> Migration:
    """Start migrating *certificate*, or take up the unfinished migration that it already has.

    Its id follows from the certificate, so that of two who begin at the same time one is first, and the other
    finds what he began.

    Raises:
        JournalTrouble: the journal cannot be read as it is, or cannot be written.
    """
    for migration in saved(services.journal):  # also those whose ids do not follow from anything
        if migration.old.arn == certificate.arn and not migration.over:
            return migration
    _require_as_it_is(services.journal)
    started = Started(place=place_of(certificate.arn), certificate=certificate)
    for attempt in itertools.count():
        migration_id = _id_of(certificate.arn, attempt)
        while (found := fold(services.journal.read(migration_id))) is None:
            with contextlib.suppress(SomebodyWasFirst):
                logged(services.journal.append(migration_id, 0, services.clock(), services.actor, started))
        if found.old.arn == certificate.arn and not found.over:
            return found
    raise AssertionError("there is always another number")


def _id_of(arn: str, attempt: int) -> str:
    """The id of the migration of *arn* after *attempt* earlier ones; short enough to be typed."""
    return hashlib.sha256(f"{arn} {attempt}".encode()).hexdigest()[:8]


def _require_as_it_is(journal: Journal) -> None:
    """A migration may have been taken in from elsewhere, under an id that does not follow from anything."""
    if isinstance(journal, Remote) and (standing := journal.standing()).as_of is not None:
        raise JournalTrouble(
            "It cannot be seen now whether somebody has begun with this certificate. Nothing was begun.",
            cause=standing.why,
            remedy="Try again when the journal can be reached.",
        )


def give_up(services: Services, migration_id: str) -> Migration:
    """End a migration without finishing it. AWS is not touched. What is over already stays as it ended.

    Raises:
        Refused: a cutover is half done or the outcome of a call is not known; that is finished first.
        JournalTrouble: the journal cannot be written.
    """
    migration = load(services, migration_id)
    if migration.over:
        return migration
    if migration.in_flight:
        raise Refused(
            "The outcome of the last call is not known yet; it cannot be given up like this.",
            remedy="Go on with its next step first: it finds out what became of the call.",
        )
    if migration.half_done:
        raise Refused(
            "The cutover is half done; it cannot be given up like this.",
            remedy="Finish the cutover or roll it back first.",
        )
    return record(services, migration, Abandoned())
