"""A store of objects in memory, which a test can fill, count, break and put out of reach."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.shared_store import Stored


class Fate(Enum):
    """What becomes of a call."""

    ARRIVES = "carried out, and answered"
    LOST = "carried out, and not answered"
    CUT = "not carried out, and not answered"


class MemoryObjects:
    """Implements :class:`acm_tui.journal.objects.Objects`. ``fate`` is asked for each call, by its name."""

    def __init__(self, held: dict[str, bytes] | None = None) -> None:
        self.held: dict[str, bytes] = {} if held is None else held
        self.calls: Counter[str] = Counter()
        self.fate: Callable[[str], Fate] = lambda call: Fate.ARRIVES
        self.before: Callable[[str, str], None] = lambda call, key: None
        """Called before a call is carried out, with its name and the key or prefix."""
        self._lock = threading.Lock()

    def put_out_of_reach(self) -> None:
        """Nothing arrives any more."""
        self.fate = lambda call: Fate.CUT

    def bring_back(self) -> None:
        """Everything arrives again."""
        self.fate = lambda call: Fate.ARRIVES

    def create(self, key: str, body: bytes) -> str | None:
        fate = self._begin("create", key)
        with self._lock:
            free = key not in self.held
            if free:
                self.held[key] = body
        self._end(fate)
        return mark(body) if free else None

    def get(self, key: str) -> bytes | None:
        fate = self._begin("get", key)
        found = self.held.get(key)
        self._end(fate)
        return found

    def bodies(self, keys: Sequence[str]) -> list[bytes | None]:
        return [self.get(key) for key in keys]

    def listed(self, prefix: str, after: str = "") -> Iterator[Stored]:
        fate = self._begin("listed", prefix)
        keys = sorted(key for key in self.held if key.startswith(prefix) and key > after)
        found = [Stored(key, mark(self.held[key])) for key in keys]
        self._end(fate)
        return iter(found)

    def _begin(self, call: str, key: str) -> Fate:
        self.calls[call] += 1
        fate = self.fate(call)
        if fate is Fate.CUT:
            raise lost()
        self.before(call, key)
        return fate

    def _end(self, fate: Fate) -> None:
        if fate is Fate.LOST:
            raise lost()


def mark(body: bytes) -> str:
    return hashlib.md5(body).hexdigest()


def lost() -> JournalTrouble:
    return JournalTrouble("The journal cannot be used.", cause="the test wants it so", remedy="Wait.")
