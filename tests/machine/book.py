"""The journal as one program has it: what happens around one of its entries can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from acm_tui.domain.events import Entry, Event
from acm_tui.journal.sqlite import SqliteJournal


@dataclass(frozen=True)
class Moment:
    """*happens* is called around the entry that is *at* (from 0) among those to come, *after* it or before.

    What it raises is raised, as if by the journal. *lasting*: around each one from there on.
    """

    at: int
    happens: Callable[[], object]
    after: bool = False
    lasting: bool = False

    def comes(self, number: int) -> bool:
        """Whether it comes with entry *number*."""
        return number == self.at or (self.lasting and number > self.at)


class Book:
    """Implements :class:`acm_tui.journal.store.Journal` on *journal*.

    *offered* is told of which migration something is to be written, and what; *kept* what was confirmed.
    """

    def __init__(
        self,
        journal: SqliteJournal,
        offered: Callable[[str, Event], object],
        kept: Callable[[Entry], object],
    ) -> None:
        self._journal = journal
        self._offered = offered
        self._kept = kept
        self._number = 0
        self._moment: Moment | None = None

    def expect(self, moment: Moment | None) -> None:
        """From now on entries are counted for *moment*; ``None``: nothing happens any more."""
        self._number, self._moment = 0, moment

    def append(self, migration: str, after: int, at: datetime, actor: str, event: Event) -> Entry:
        self._offered(migration, event)
        moment = self._moment
        comes = moment is not None and moment.comes(self._number)
        self._number += 1
        if moment is not None and comes and not moment.after:
            moment.happens()
        entry = self._journal.append(migration, after, at, actor, event)
        if moment is not None and comes and moment.after:
            moment.happens()
        self._kept(entry)
        return entry

    def read(self, migration: str) -> tuple[Entry, ...]:
        return self._journal.read(migration)

    def last(self, migration: str) -> int:
        return self._journal.last(migration)

    def migrations(self) -> Iterator[tuple[Entry, ...]]:
        return self._journal.migrations()

    def notes(self) -> tuple[str, ...]:
        return self._journal.notes()
