"""What a store of objects holds of each migration, as it is now: listed, and only what is new is fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import islice

from acm_tui.domain.errors import JournalTrouble
from acm_tui.journal.cache import EVERYTHING, Cache, Held
from acm_tui.journal.layout import Layout, body_of
from acm_tui.journal.line import Line
from acm_tui.journal.objects import Objects
from acm_tui.journal.piecing import Seen, pieced

_AT_ONCE = 200
"""Objects that are fetched in one go: what is held in memory, while the store decides how many at a time."""
_NOTED_EVERY = timedelta(seconds=30)
"""How old the remembered moment of the last look may be: each time would cost a commit a look."""


class Mirror:
    """Reads from *objects*, and remembers in *cache* what it read. Safe to use from several threads."""

    def __init__(self, objects: Objects, layout: Layout, cache: Cache, clock: Callable[[], datetime]) -> None:
        self._objects = objects
        self._layout = layout
        self._cache = cache
        self._clock = clock
        self._looked: dict[str, datetime] = {}
        self._noted: dict[str, datetime] = {}
        self.uncached: JournalTrouble | None = None
        """Why nothing is remembered on this machine; reading goes on without it, only slower."""

    def look(self, migration: str) -> Seen:
        """*migration* as the store holds it now: what is behind the known, and that its end is still there.

        Raises:
            JournalTrouble: the store cannot be read.
        """
        at = self._clock()
        held = self.known(migration)
        last = held.begin_of(len(held.lines))
        after = self._layout.key(migration, last - 1) if last > 1 else ""
        listed = self._listed(self._layout.of(migration), after).get(migration, {})
        found = self._seen({migration: held}, {migration: listed}, {migration: last - 1})
        self._remember({migration: held}, found, of=migration, at=at)
        return found[migration]

    def look_at_all(self) -> dict[str, Seen]:
        """Every migration as the store holds it now, in the order of their ids. Each object is listed.

        Raises:
            JournalTrouble: the store cannot be read.
        """
        at = self._clock()
        held = self.everything_known()
        listed = self._listed(self._layout.all, "")
        found = self._seen(held, listed, {})
        self._remember(held, found, of=EVERYTHING, at=at)
        return dict(sorted(found.items()))

    def known(self, migration: str) -> Held:
        """What is remembered of *migration*; nothing where that cannot be read."""
        try:
            return self._cache.held(migration)
        except JournalTrouble as trouble:
            self.uncached = trouble
            return Held()

    def everything_known(self) -> dict[str, Held]:
        """What is remembered of each migration; nothing where that cannot be read."""
        try:
            return self._cache.everything()
        except JournalTrouble as trouble:
            self.uncached = trouble
            return {}

    def known_as_of(self, migration: str = EVERYTHING) -> datetime | None:
        """When the store was last seen to hold what is remembered; ``None``: never, as far as can be told."""
        try:
            remembered = self._cache.as_of(migration)
        except JournalTrouble as trouble:
            self.uncached = trouble
            return None
        looked = (self._looked.get(EVERYTHING), self._looked.get(migration), remembered)
        return max((one for one in looked if one is not None), default=None)

    def put_back(self) -> int:
        """Create the objects anew that this machine remembers and that are gone: how many there were.

        Raises:
            JournalTrouble: the store cannot be read or written.
        """
        listed = self._listed(self._layout.all, "")
        gone = [
            (self._layout.key(migration, begin), body_of(lines))
            for migration, held in self.everything_known().items()
            for begin, lines in held.objects().items()
            if begin not in listed.get(migration, {})
        ]
        return sum(self._objects.create(*one) is not None for one in gone)

    def wrote(self, previous: str, line: Line, mark: str) -> None:
        """Remember a line that was just created behind the one whose digest is *previous*."""
        try:
            self._cache.extend(previous, line, mark)
        except JournalTrouble as trouble:
            self.uncached = trouble

    def _listed(self, prefix: str, after: str) -> dict[str, dict[int, str]]:
        """Numbers and marks by migration. What no line can be is somebody else's, and left alone."""
        found: dict[str, dict[int, str]] = {}
        for one in self._objects.listed(prefix, after):
            if (line := self._layout.line_at(one.key)) is not None:
                found.setdefault(line[0], {})[line[1]] = one.mark
        return found

    def _seen(
        self,
        held: Mapping[str, Held],
        listed: Mapping[str, Mapping[int, str]],
        begun_at: Mapping[str, int],
    ) -> dict[str, Seen]:
        """What is there, of every migration that is remembered or listed.

        *begun_at* is the number up to which a listing was not asked for: what is known until there, is.
        """
        new = [
            (migration, seq)
            for migration, marks in listed.items()
            for seq, mark in marks.items()
            if held.get(migration, Held()).marks.get(seq) != mark
            or seq > len(held.get(migration, Held()).lines)
        ]
        fetched = self._fetched(new)
        return {
            one: self._one(one, held.get(one, Held()), listed.get(one, {}), fetched, begun_at.get(one, 0))
            for one in held.keys() | listed.keys()
        }

    def _fetched(self, wanted: list[tuple[str, int]]) -> dict[tuple[str, int], bytes | None]:
        found: dict[tuple[str, int], bytes | None] = {}
        remaining = iter(wanted)
        while piece := list(islice(remaining, _AT_ONCE)):
            bodies = self._objects.bodies([self._layout.key(*one) for one in piece])
            found.update(zip(piece, bodies, strict=True))
        return found

    def _one(
        self,
        migration: str,
        held: Held,
        listed: Mapping[int, str],
        fetched: Mapping[tuple[str, int], bytes | None],
        begun_at: int,
    ) -> Seen:
        def is_as_held(begin: int) -> bool:
            return (migration, begin) not in fetched and (begin <= begun_at or begin in listed)

        def body(begin: int) -> bytes | None:
            # What a listing lacks may have been created while it was made: that number is asked for.
            return fetched.get((migration, begin)) or self._objects.get(self._layout.key(migration, begin))

        return pieced(migration, held, listed, is_as_held, body)

    def _remember(
        self, before: Mapping[str, Held], found: Mapping[str, Seen], *, of: str, at: datetime
    ) -> None:
        changed = {
            one: seen.held
            for one, seen in found.items()
            if len(seen.lines) > len((held := before.get(one, Held())).lines)
            or any(held.marks.get(seq) != mark for seq, mark in seen.held.marks.items())
        }
        noted = self._noted.get(of)
        if changed or noted is None or at - noted >= _NOTED_EVERY:
            try:
                self._cache.keep(changed, of=of, at=at)
            except JournalTrouble as trouble:
                self.uncached = trouble
                return
            self._noted[of], self.uncached = at, None
        self._looked[of] = at
