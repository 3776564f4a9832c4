"""Sitting down to a migration: one program at a time does, and it alone decides and changes AWS."""

from __future__ import annotations

import logging
from datetime import datetime

from acm_tui.domain.errors import Occupied
from acm_tui.domain.events import Entry, Event, Intended, SeatTaken
from acm_tui.domain.fold import evolve
from acm_tui.domain.journey import step
from acm_tui.domain.migration import Migration
from acm_tui.domain.seat import Holder, somebody_else
from acm_tui.workflow.services import Services

_log = logging.getLogger(__name__)


def seated(services: Services, migration: Migration) -> Migration:
    """*migration* with this program at it: it sits down where nobody does, or where who did has ended.

    Raises:
        Occupied: another program is at work on it, as far as can be told.
        SomebodyWasFirst: the journal has gone on since *migration* was read.
        JournalTrouble: the journal cannot be written.
    """
    holder = somebody_else(migration.holder, services.seat)
    if holder is None and migration.holder is not None:
        return migration
    if holder is not None and not services.locks.is_gone(holder.seat.id):
        raise occupied(migration, holder)
    return sit_down(services, migration, over=holder.seat.id if holder else "")


def sit_down(services: Services, migration: Migration, *, over: str, said_gone: bool = False) -> Migration:
    """*migration* with this program at it, where *over* is the id of the seat that it takes over, if any.

    Raises:
        SomebodyWasFirst: the journal has gone on since *migration* was read.
        JournalTrouble: the journal cannot be written.
    """
    services.locks.hold(services.seat.id)
    after = append(services, migration, SeatTaken(services.seat, over, said_gone))
    services.sitting.add(migration.id)
    return after


def occupied(migration: Migration, holder: Holder) -> Occupied:
    """Who is at work on *migration*, where, since when and at which step."""
    at = step(migration)
    return Occupied(
        f"{holder.name} has been at work on this migration since {_moment(holder.since)},"
        f" and is at step {at.value} {at.title}. Nothing was done.",
        remedy="Talk to each other; `t` takes over.",
    )


def taken_over(migration: Migration) -> Occupied:
    """Who took *migration* over from this program, which was in the middle of it, and when."""
    holder = migration.holder
    who = f"{holder.name} took" if holder is not None else "Somebody took"
    since = f" at {_moment(holder.since)}" if holder is not None else ""
    return Occupied(
        f"{who} this migration over{since}. Nothing more was done.",
        cause=f"{migration.updated_by} wrote to its journal last, at {_moment(migration.updated_at)}",
        remedy="Talk to each other, look at the migration as it is now, then decide again.",
    )


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def append(services: Services, migration: Migration, event: Event) -> Migration:
    """Commit *event* behind what *migration* knows, whoever sits there; the migration after it.

    Raises:
        SomebodyWasFirst: the journal has gone on since *migration* was read.
        JournalTrouble: it cannot be written.
    """
    entry = services.journal.append(migration.id, migration.seq, services.clock(), services.actor, event)
    after = evolve(migration, logged(entry))
    assert after is not None  # noqa: S101 - a migration that exists stays one
    return after


def logged(entry: Entry) -> Entry:
    """*entry*, told to the log."""
    event = entry.event
    about = f" {type(event.mutation).__name__}" if isinstance(event, Intended) else ""
    _log.info("journal %s #%d %s%s", entry.migration, entry.seq, type(event).__name__, about)
    return entry
