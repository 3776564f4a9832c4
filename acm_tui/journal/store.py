"""What every journal can do, whatever it is kept in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from acm_tui.domain.events import Entry, Event


class Journal(Protocol):
    """Events of migrations, appended and never changed. Safe to use from several threads and processes."""

    def append(self, migration: str, after: int, at: datetime, actor: str, event: Event) -> Entry:
        """Commit *event* as entry ``after + 1`` of *migration*; it is on disk when this returns.

        Raises:
            SomebodyWasFirst: entry ``after + 1`` exists already; nothing was written.
            JournalTrouble: it cannot be written.
        """
        ...

    def read(self, migration: str) -> tuple[Entry, ...]:
        """Every entry of *migration*, in order; empty when there is none.

        Raises:
            JournalTrouble: it cannot be read.
        """
        ...

    def migrations(self) -> Iterator[tuple[Entry, ...]]:
        """The entries of every migration, one migration at a time, in the order of their ids.

        Raises:
            JournalTrouble: it cannot be read.
        """
        ...
