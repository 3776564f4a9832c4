"""What every journal can do, whatever it is kept in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

import msgspec

from acm_tui.domain.events import Entry, Event
from acm_tui.domain.standing import Standing
from acm_tui.journal.line import Line


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
            JournalTrouble: it cannot be read, or is not as it was written.
        """
        ...

    def migrations(self) -> Iterator[tuple[Entry, ...]]:
        """The entries of every migration that can be read whole, one at a time, in the order of their ids.

        Raises:
            JournalTrouble: nothing can be read.
        """
        ...


class Damage(msgspec.Struct, frozen=True):
    """What is not as it was written: ``migration`` from behind its entry ``intact`` on, and ``why``.

    ``migration`` is empty where the whole store is meant.
    """

    migration: str
    intact: int
    why: str


class Archive(Journal, Protocol):
    """A journal whose lines can be carried elsewhere as they are."""

    def lines(self, migration: str) -> tuple[Line, ...]:
        """The lines of *migration* that are as they were written: all of them, or those before the damage.

        Raises:
            JournalTrouble: nothing can be read.
        """
        ...

    def adopt(self, lines: Sequence[Line]) -> None:
        """Take in a whole migration that was written elsewhere: all of *lines*, or none.

        Raises:
            SomebodyWasFirst: there is one with that id.
            JournalTrouble: they are not as they were written, or cannot be written here.
        """
        ...

    def damage(self) -> tuple[Damage, ...]:
        """What is not as it was written, in the order of the ids; empty where everything is.

        Raises:
            JournalTrouble: nothing can be read.
        """
        ...


@runtime_checkable
class Remote(Archive, Protocol):
    """A journal that is not on this machine. What cannot be reached is read from what is remembered of it."""

    def standing(self) -> Standing:
        """What the last reading was worth; asks nobody."""
        ...

    def remembered(self) -> Iterator[tuple[Entry, ...]]:
        """What this machine remembers of every migration, at once: asks nobody, and may be out of date."""
        ...
