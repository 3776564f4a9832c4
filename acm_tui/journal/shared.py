"""The journal of a team: one object for each line, created once, in a store that several machines reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Entry, Event
from acm_tui.domain.shared_store import Store
from acm_tui.domain.standing import Standing, caveat
from acm_tui.journal.cache import Cache, Held
from acm_tui.journal.layout import Layout, body_of
from acm_tui.journal.line import Line, line_after
from acm_tui.journal.mirror import Mirror
from acm_tui.journal.objects import Objects
from acm_tui.journal.proof import prove
from acm_tui.journal.reading import NewerLayout, Reading
from acm_tui.journal.refusals import entries_lost, new_behind, require_whole, somebody_was_first
from acm_tui.journal.store import Damage

REST_S = 10.0
"""Seconds after a store could not be reached in which reading goes on from what is remembered, unasked."""


class SharedJournal:
    """Events in a store of objects. Implements :class:`acm_tui.journal.store.Remote`.

    A number is won by creating its object: the store lets one writer do that. While the store cannot be
    reached nothing is appended; reading goes on from what is remembered, and :meth:`standing` says so.

    Args:
        objects: the store.
        store: where the journal lies in it.
        cache: the file in which this machine remembers what it read.
        clock: the present moment (aware, UTC).
        rest_s: see :data:`REST_S`.
    """

    def __init__(
        self,
        objects: Objects,
        store: Store,
        cache: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        rest_s: float = REST_S,
    ) -> None:
        self._objects = objects
        self._name = store.name
        self._layout = Layout(store.root)
        self._mirror = Mirror(objects, self._layout, Cache(cache), clock)
        self._reading = Reading(self._mirror, self._require_layout, rest_s)
        self._proved = self._layout_known = False

    def append(self, migration: str, after: int, at: datetime, actor: str, event: Event) -> Entry:
        """See ``Journal.append``."""
        self._require_proof()
        held = self._up_to(migration, after)
        previous = held.lines[-1].digest if held.lines else ""
        line = line_after(previous, migration, after, at, actor, event)
        mark = self._objects.create(self._layout.key(migration, line.seq), body_of([line]))
        self._reading.answered()
        if mark is None:
            self._look_up_to(migration, after)
            raise self._lost(expected=line.seq, found=after)
        self._mirror.wrote(previous, line, mark)
        return Entry(migration=migration, seq=line.seq, at=at, actor=actor, event=event)

    def read(self, migration: str) -> tuple[Entry, ...]:
        """See ``Journal.read``."""
        seen = self._reading.one(migration)
        if damage := seen.damage or self._reading.damage(migration):
            raise self._damaged(damage)
        return seen.entries

    def last(self, migration: str) -> int:
        """See ``Journal.last``. What is remembered does not count: calls to AWS are made on this answer."""
        seen = self._reading.now(migration)
        if seen.damage is not None:
            raise self._damaged(seen.damage)
        return len(seen.lines)

    def migrations(self) -> Iterator[tuple[Entry, ...]]:
        """See ``Journal.migrations``."""
        found = self._reading.everything().values()
        return (seen.entries for seen in found if seen.entries and seen.damage is None)

    def notes(self) -> tuple[str, ...]:
        """See ``Journal.notes``. Of everything it is said what the last look at everything has found."""
        damage = self._reading.all_damage()
        return (*caveat(self.standing()).splitlines(), *(one.sentence for one in damage))

    def lines(self, migration: str) -> tuple[Line, ...]:
        """See ``Archive.lines``."""
        return self._reading.one(migration).lines

    def damage(self) -> tuple[Damage, ...]:
        """See ``Archive.damage``."""
        found = self._reading.everything().values()
        return tuple(seen.damage for seen in found if seen.damage is not None)

    def adopt(self, lines: Sequence[Line]) -> int:
        """See ``Archive.adopt``. What is new becomes one object: it is there all at once, or not at all."""
        migration = require_whole(lines)
        self._require_proof()
        seen = self._mirror.look(migration)
        if damage := seen.damage or self._reading.damage(migration):
            raise self._damaged(damage)
        new = new_behind(seen.lines, lines)
        if not new:
            return 0
        if self._objects.create(self._layout.key(migration, new[0].seq), body_of(new)) is None:
            self._look_up_to(migration, len(seen.lines))
            raise self._lost(expected=new[0].seq, found=len(seen.lines))
        return len(new)

    def put_back(self) -> int:
        """Create anew what this machine remembers and what is gone from the store.

        Returns:
            How many objects were put back.

        Raises:
            JournalTrouble: the store cannot be read or written.
        """
        self._require_proof()
        return self._mirror.put_back()

    def standing(self) -> Standing:
        """See ``Remote.standing``."""
        return self._reading.standing()

    def remembered(self) -> Iterator[tuple[Entry, ...]]:
        """See ``Remote.remembered``."""
        found = self._reading.remembered().values()
        return (seen.entries for seen in found if seen.entries and seen.damage is None)

    def _up_to(self, migration: str, after: int) -> Held:
        """What is known of *migration*, which ends with its line *after*; the store is asked if it must be.

        Raises:
            SomebodyWasFirst: it goes on behind that.
            JournalTrouble: it is damaged, has lost lines, or cannot be read.
        """
        if damage := self._reading.damage(migration):
            raise self._damaged(damage)
        held = self._mirror.known(migration)
        if len(held.lines) < after:
            return self._look_up_to(migration, after)
        return self._ending_with(held, after)

    def _look_up_to(self, migration: str, after: int) -> Held:
        seen = self._mirror.look(migration)
        if seen.damage is not None:
            raise self._damaged(seen.damage)
        return self._ending_with(seen.held, after)

    def _ending_with(self, held: Held, after: int) -> Held:
        found = len(held.lines)
        if found > after:
            raise somebody_was_first(held.lines[-1].actor, held.lines[-1].at, after=after, found=found)
        if found < after:
            raise self._lost(expected=after, found=found)
        return held

    def _require_layout(self) -> None:
        if self._layout_known:
            return
        if next(self._objects.listed(self._layout.later), None) is not None:
            raise NewerLayout(
                f"The journal {self._name} was written by a newer acm-tui.",
                cause=f"there are objects below {self._layout.later}",
                remedy="Start the newer program, or name another place in [journal] store.",
            )
        self._layout_known = True

    def _require_proof(self) -> None:
        self._require_layout()
        if not self._proved:
            prove(self._objects, self._layout, self._name)
            self._proved = True

    def _lost(self, *, expected: int, found: int) -> JournalTrouble:
        return entries_lost(
            self._name,
            expected=expected,
            found=found,
            remedy="See whether objects were deleted there; bring them back from their versions or a copy.",
        )

    def _damaged(self, damage: Damage) -> JournalTrouble:
        return JournalTrouble(
            f"Migration {damage.migration} is damaged in the journal {self._name}:"
            f" {damage.intact} of its entries can still be read.",
            cause=damage.why,
            remedy="Bring the objects back from their versions; those that are gone and that this machine"
            " remembers, `acm-tui sessions recover` puts back.",
        )
