"""Reading a shared journal: from the store, and where that cannot be reached, from what is remembered."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Entry
from acm_tui.domain.standing import Standing
from acm_tui.journal.cache import EVERYTHING, Held
from acm_tui.journal.line import entry_of
from acm_tui.journal.mirror import Mirror
from acm_tui.journal.piecing import Seen
from acm_tui.journal.store import Damage

Found = TypeVar("Found")


class NewerLayout(JournalTrouble):
    """A later program has laid the journal out in another way: what is remembered is of no use."""


class Reading:
    """Reads through *mirror*. Safe to use from several threads.

    Args:
        mirror: the store, as far as it is known here.
        require_layout: raises :class:`NewerLayout` where the store is a later program's.
        rest_s: seconds after a failure in which the store is not asked: each try may take as long.
    """

    def __init__(self, mirror: Mirror, require_layout: Callable[[], None], rest_s: float) -> None:
        self._mirror = mirror
        self._require_layout = require_layout
        self._rest_s = rest_s
        self._rests_until = 0.0
        self._trouble: JournalTrouble | None = None
        self._as_of: datetime | None = None
        self._damaged: dict[str, Damage] | None = None

    def one(self, migration: str) -> Seen:
        """*migration* as it is, or as it was when the store could be read last.

        Raises:
            JournalTrouble: the store cannot be read, and has not been yet.
        """
        return self._found(
            migration,
            lambda: self._mirror.look(migration),
            lambda: _remembered(migration, self._mirror.known(migration)),
        )

    def everything(self) -> dict[str, Seen]:
        """Every migration, by id and in the order of the ids, as it is or as it was.

        Raises:
            JournalTrouble: the store cannot be read, and has not been yet.
        """
        return self._found(EVERYTHING, self._look_at_all, self.remembered)

    def damage(self, migration: str) -> Damage | None:
        """What the last look at everything found wrong with *migration*: only that one sees each object."""
        return (self._damaged or {}).get(migration)

    def all_damage(self) -> tuple[Damage, ...]:
        """The same of every migration; looks at everything where nobody has yet.

        Raises:
            JournalTrouble: the store cannot be read, and has not been yet.
        """
        if self._damaged is None:
            found = self.everything()
            return tuple(seen.damage for seen in found.values() if seen.damage is not None)
        return tuple(self._damaged.values())

    def now(self, migration: str) -> Seen:
        """*migration* as it is in the store at this moment, and never as it is remembered.

        Raises:
            JournalTrouble: the store cannot be read.
        """
        self._require_layout()
        found = self._mirror.look(migration)
        self.answered()
        return found

    def answered(self) -> None:
        """The store has just answered somebody: the next reading asks it again."""
        self._rests_until = 0.0

    def standing(self) -> Standing:
        """What the last reading was worth."""
        trouble, uncached = self._trouble, self._mirror.uncached
        return Standing(
            as_of=self._as_of,
            why=(trouble.cause or trouble.sentence) if trouble is not None else "",
            uncached=(uncached.cause or uncached.sentence) if uncached is not None else "",
        )

    def _found(self, of: str, look: Callable[[], Found], remembered: Callable[[], Found]) -> Found:
        trouble = self._trouble
        if trouble is None or time.monotonic() >= self._rests_until:
            try:
                self._require_layout()
                found = look()
            except NewerLayout:
                raise
            except JournalTrouble as unread:
                trouble = self._trouble = unread
                self._rests_until = time.monotonic() + self._rest_s
            else:
                self._trouble = self._as_of = None
                return found
        if (as_of := self._mirror.known_as_of(of)) is None:
            raise JournalTrouble(trouble.sentence, cause=trouble.cause, remedy=trouble.remedy) from trouble
        self._as_of = as_of
        return remembered()

    def _look_at_all(self) -> dict[str, Seen]:
        found = self._mirror.look_at_all()
        self._damaged = {one: seen.damage for one, seen in found.items() if seen.damage is not None}
        return found

    def remembered(self) -> dict[str, Seen]:
        """Every migration as it is remembered, by id and in the order of the ids; asks nobody."""
        known, damaged = self._mirror.everything_known(), self._damaged or {}
        return {
            one: Seen(damage=damaged[one]) if one in damaged else _remembered(one, known[one])
            for one in sorted(known)
        }


def _remembered(migration: str, held: Held) -> Seen:
    entries: list[Entry] = []
    for line in held.lines:
        try:
            entries.append(entry_of(line))
        except JournalTrouble as trouble:
            why = f"entry {line.seq} cannot be read: {trouble.cause}"
            return Seen(held, tuple(entries), Damage(migration, len(entries), why))
    return Seen(held, tuple(entries))
