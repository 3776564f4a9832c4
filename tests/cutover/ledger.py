"""A journal in memory: entries are kept as a store keeps them, and writing can be refused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import Entry, Event
from acm_tui.journal.wire import decode, encode


def _everything_is_written(_: Event) -> None:
    """Nothing stands in the way."""


class Ledger:
    """Keeps each event as the bytes that a file would hold.

    *before* is called with each event that is about to be written: what it raises is raised, and nothing is
    written.
    """

    def __init__(self) -> None:
        self.before: Callable[[Event], object] = _everything_is_written
        self._lines: dict[str, list[tuple[datetime, str, bytes]]] = {}
        self._lock = threading.Lock()

    def mend(self) -> None:
        """Whatever comes is written."""
        self.before = _everything_is_written

    def append(self, migration: str, after: int, at: datetime, actor: str, event: Event) -> Entry:
        """As :class:`acm_tui.journal.store.Journal`."""
        self.before(event)
        with self._lock:
            lines = self._lines.setdefault(migration, [])
            if len(lines) < after:
                raise JournalTrouble("The journal has lost entries.")
            if len(lines) > after:
                raise SomebodyWasFirst(f"{lines[-1][1]} was first.")
            lines.append((at, actor, encode(event)))
        return Entry(migration=migration, seq=after + 1, at=at, actor=actor, event=event)

    def read(self, migration: str) -> tuple[Entry, ...]:
        """As :class:`acm_tui.journal.store.Journal`."""
        return tuple(
            Entry(migration=migration, seq=seq, at=at, actor=actor, event=decode(body))
            for seq, (at, actor, body) in enumerate(self._lines.get(migration, ()), 1)
        )

    def migrations(self) -> Iterator[tuple[Entry, ...]]:
        """As :class:`acm_tui.journal.store.Journal`."""
        return (self.read(migration) for migration in sorted(self._lines))

    def last(self, migration: str) -> int:
        """As :class:`acm_tui.journal.store.Journal`."""
        return len(self._lines.get(migration, ()))

    def notes(self) -> tuple[str, ...]:
        """As :class:`acm_tui.journal.store.Journal`."""
        return ()

    def tell(self, migration: str, events: Iterable[Event], at: datetime, actor: str) -> None:
        """Write *events* down as if they had happened *at* that moment."""
        for event in events:
            self.append(migration, len(self._lines.get(migration, ())), at, actor, event)


class Full(JournalTrouble):
    """The disk is full."""


def refuse(*kinds: type) -> Callable[[Event], None]:
    """For :attr:`Ledger.before`: events of these *kinds* find no place."""

    def before(event: Event) -> None:
        if isinstance(event, kinds):
            raise Full("The disk is full.")

    return before
