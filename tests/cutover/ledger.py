"""A journal in memory: entries are kept as a store keeps them, and writing can be refused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from acm_tui.domain.errors import JournalTrouble, OutcomeUnwritten, SomebodyWasFirst
from acm_tui.domain.events import Entry, Event, Intended, Succeeded
from acm_tui.journal.wire import decode, encode


def _everything_is_written(_: Event) -> None:
    """Nothing stands in the way."""


def _nobody_asks() -> None:
    """Nobody wants to know."""


class Ledger:
    """Keeps each event as it comes back from the bytes that a file would hold.

    *begins* is called with each event that the program is told to write, and *on_the_way* after it; *before*
    is called where the event is about to be written: what it raises is raised, and nothing is written.
    *refused* is called when that happens.
    """

    def __init__(self) -> None:
        self.begins: Callable[[Event], object] = _everything_is_written
        self.on_the_way: Callable[[], object] = _nobody_asks
        self.before: Callable[[Event], object] = _everything_is_written
        self.refused: Callable[[], object] = _nobody_asks
        self._entries: dict[str, list[Entry]] = {}
        self._lock = threading.Lock()

    def mend(self) -> None:
        """Whatever comes is written."""
        self.before = _everything_is_written

    def append(self, migration: str, after: int, at: datetime, actor: str, event: Event) -> Entry:
        """As :class:`acm_tui.journal.store.Journal`."""
        self.begins(event)
        self.on_the_way()
        try:
            self.before(event)
        except JournalTrouble:
            self.refused()
            raise
        with self._lock:
            entries = self._entries.setdefault(migration, [])
            if len(entries) < after:
                raise JournalTrouble("The journal has lost entries.")
            if len(entries) > after:
                raise SomebodyWasFirst(f"{entries[-1].actor} was first.")
            return self._written(migration, at, actor, event)

    def _written(self, migration: str, at: datetime, actor: str, event: Event) -> Entry:
        entries = self._entries.setdefault(migration, [])
        told = decode(encode(event))
        entries.append(Entry(migration=migration, seq=len(entries) + 1, at=at, actor=actor, event=told))
        return entries[-1]

    def read(self, migration: str) -> tuple[Entry, ...]:
        """As :class:`acm_tui.journal.store.Journal`."""
        return tuple(self._entries.get(migration, ()))

    def migrations(self) -> Iterator[tuple[Entry, ...]]:
        """As :class:`acm_tui.journal.store.Journal`."""
        return (self.read(migration) for migration in sorted(self._entries))

    def last(self, migration: str) -> int:
        """As :class:`acm_tui.journal.store.Journal`."""
        return len(self._entries.get(migration, ()))

    def notes(self) -> tuple[str, ...]:
        """As :class:`acm_tui.journal.store.Journal`."""
        return ()

    def tell(self, migration: str, events: Iterable[Event], at: datetime, actor: str) -> None:
        """Write *events* down as if they had happened *at* that moment, behind all else and at one stroke.

        Nothing comes between, and nobody is asked: so a story begins, and so another program writes.
        """
        with self._lock:
            for event in events:
                self._written(migration, at, actor, event)


class Full(JournalTrouble):
    """The disk is full."""


REFUSED_FOR: dict[type, type[JournalTrouble]] = {Intended: Full, Succeeded: OutcomeUnwritten}
"""What the program says where an event of that kind finds no place."""


def refuse(*kinds: type) -> Callable[[Event], None]:
    """For :attr:`Ledger.before`: events of these *kinds* find no place."""

    def before(event: Event) -> None:
        if isinstance(event, kinds):
            raise Full("The disk is full.")

    return before
