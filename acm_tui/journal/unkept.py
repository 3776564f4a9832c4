"""A journal for looking only: what it cannot write is known until the program ends, and then forgotten.

Whoever only looks is not stopped by a full disk or a directory that may only be read. Nobody changes anything
on the strength of it: with ``--read-only`` there are no intents.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import Entry, Event
from acm_tui.domain.standing import Standing
from acm_tui.journal.line import Line
from acm_tui.journal.store import Damage, Journal, Remote


def unkept_of(kept: Journal, why: str = "") -> Journal:
    """A journal over *kept* for whoever only looks; see :class:`UnkeptJournal`."""
    return UnkeptRemote(kept, why) if isinstance(kept, Remote) else UnkeptJournal(kept, why)


class UnkeptJournal:
    """Writes to *kept* as long as that is possible. Implements :class:`acm_tui.journal.store.Journal`.

    What *kept* does not take stands behind what it has, until somebody else writes there: then it is dropped.

    Args:
        kept: the journal that others see.
        why: it is known beforehand that nothing can be written; empty: it is tried.
    """

    def __init__(self, kept: Journal, why: str = "") -> None:
        self._kept = kept
        self._why = why
        self._ahead: dict[str, tuple[Entry, ...]] = {}
        self._lock = threading.Lock()

    def append(self, migration: str, after: int, at: datetime, actor: str, event: Event) -> Entry:
        """See ``Journal.append``; only what is kept is on disk when this returns."""
        with self._lock:
            if not self._why and migration not in self._ahead:
                try:
                    return self._kept.append(migration, after, at, actor, event)
                except SomebodyWasFirst:
                    raise
                except JournalTrouble as trouble:
                    self._why = trouble.cause or trouble.sentence
            alone = self._ahead.get(migration)
            known = self._read(migration)
            if len(known) != after or self._ahead.get(migration) != alone:
                raise SomebodyWasFirst(
                    "Somebody changed this migration after you had read it. Nothing was done.",
                    cause=f"expected entry {after + 1}, found {len(known)} entries",
                    remedy="Look at it as it is now.",
                )
            entry = Entry(migration=migration, seq=after + 1, at=at, actor=actor, event=event)
            self._ahead[migration] = (*self._ahead.get(migration, ()), entry)
            return entry

    def read(self, migration: str) -> tuple[Entry, ...]:
        """See ``Journal.read``."""
        with self._lock:
            return self._read(migration)

    def _read(self, migration: str) -> tuple[Entry, ...]:
        kept = self._kept.read(migration)
        return (*kept, *self._behind(migration, len(kept)))

    def _behind(self, migration: str, kept: int) -> tuple[Entry, ...]:
        """What stands behind the *kept* entries of *migration*; none where somebody else went on there."""
        ahead = self._ahead.get(migration, ())
        if ahead and ahead[0].seq != kept + 1:
            del self._ahead[migration]
            return ()
        return ahead

    def last(self, migration: str) -> int:
        """See ``Journal.last``."""
        with self._lock:
            kept = self._kept.last(migration)
            return kept + len(self._behind(migration, kept))

    def migrations(self) -> Iterator[tuple[Entry, ...]]:
        """See ``Journal.migrations``."""
        with self._lock:
            found = {entries[0].migration: entries for entries in self._kept.migrations()}
            for migration in tuple(self._ahead):
                entries = found.get(migration, ())
                found[migration] = (*entries, *self._behind(migration, len(entries)))
        return (found[one] for one in sorted(found) if found[one])

    def notes(self) -> tuple[str, ...]:
        """See ``Journal.notes``."""
        unkept = f"The journal cannot be written ({self._why}): what is seen is shown, and not kept."
        return (*((unkept,) if self._why else ()), *self._kept.notes())


class UnkeptRemote(UnkeptJournal):
    """The same over a team's journal. Implements :class:`acm_tui.journal.store.Remote`."""

    def __init__(self, kept: Remote, why: str = "") -> None:
        super().__init__(kept, why)
        self._remote = kept

    def standing(self) -> Standing:
        """See ``Remote.standing``."""
        return self._remote.standing()

    def remembered(self) -> Iterator[tuple[Entry, ...]]:
        """See ``Remote.remembered``: what others can see as well."""
        return self._remote.remembered()

    def lines(self, migration: str) -> tuple[Line, ...]:
        """See ``Archive.lines``: what others can see as well."""
        return self._remote.lines(migration)

    def damage(self) -> tuple[Damage, ...]:
        """See ``Archive.damage``."""
        return self._remote.damage()

    def adopt(self, lines: Sequence[Line]) -> int:
        """See ``Archive.adopt``."""
        return self._remote.adopt(lines)

    def put_back(self) -> int:
        """See ``Remote.put_back``."""
        return self._remote.put_back()
