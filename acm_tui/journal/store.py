"""What every journal can do, whatever it is kept in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

import msgspec

from acm_tui.domain.events import Entry, Event
from acm_tui.domain.standing import Standing
from acm_tui.journal.line import Line


class Damage(msgspec.Struct, frozen=True):
    """What is not as it was written: ``migration`` from behind its entry ``intact`` on, and ``why``.

    ``migration`` is empty where the whole store is meant.
    """

    migration: str
    intact: int
    why: str

    @property
    def sentence(self) -> str:
        """The same for an operator."""
        if not self.migration:
            return f"The file itself is damaged: {self.why}."
        if not self.intact:
            return f"Migration {self.migration} cannot be read: {self.why}."
        return f"Migration {self.migration} is damaged behind entry {self.intact}: {self.why}."


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

    def last(self, migration: str) -> int:
        """The number of the last entry of *migration*, 0 where there is none: cheap enough to ask often.

        It is the store that is asked, at this moment, never what is remembered of it.

        Raises:
            JournalTrouble: it cannot be read.
        """
        ...

    def migrations(self) -> Iterator[tuple[Entry, ...]]:
        """The entries of every migration that can be read whole, one at a time, in the order of their ids.

        Raises:
            JournalTrouble: nothing can be read.
        """
        ...

    def notes(self) -> tuple[str, ...]:
        """What an operator should know of the store before relying on it, in sentences; mostly nothing.

        Raises:
            JournalTrouble: nothing can be read.
        """
        ...


class Archive(Journal, Protocol):
    """A journal whose lines can be carried elsewhere as they are."""

    def lines(self, migration: str) -> tuple[Line, ...]:
        """The lines of *migration* that are as they were written: all of them, or those before the damage.

        Raises:
            JournalTrouble: nothing can be read.
        """
        ...

    def adopt(self, lines: Sequence[Line]) -> int:
        """Take in a migration that was written elsewhere, from its first line on: all of *lines*, or none.

        Where the beginning is here already, what is new is added behind it.

        Returns:
            How many lines were new.

        Raises:
            SomebodyWasFirst: the migration has gone on differently here.
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

    def put_back(self) -> int:
        """Create anew what this machine remembers and what is gone from the journal: how much that was.

        Raises:
            JournalTrouble: the journal cannot be read or written.
        """
        ...
