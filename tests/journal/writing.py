"""Writing to a journal as the tests do it."""

from __future__ import annotations

from acm_tui.domain.events import Entry, Event
from acm_tui.journal.store import Journal
from tests.domain.stories import ACTOR, START


def write(journal: Journal, migration: str, *events: Event) -> tuple[Entry, ...]:
    """Append *events* as the first entries of *migration*."""
    return tuple(journal.append(migration, after, START, ACTOR, event) for after, event in enumerate(events))
