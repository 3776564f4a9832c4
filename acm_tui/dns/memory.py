"""What is believed for some time."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Memory(Generic[_T]):
    """Values by name, each until its time is over. *clock* gives seconds that only rise."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, _T]] = {}

    def get(self, key: str) -> _T | None:
        """The value, or ``None`` when there is none any more."""
        kept = self._kept.get(key)
        return kept[1] if kept is not None and self._clock() < kept[0] else None

    def until(self, key: str) -> float:
        """Until when, on the clock, the value is believed; the beginning of time when there never was one."""
        kept = self._kept.get(key)
        return kept[0] if kept is not None else -math.inf

    def keep(self, key: str, value: _T, seconds: float, until: float = math.inf) -> _T:
        """Believe *value* for *seconds*, but not beyond *until* on the clock; answers it."""
        self._kept[key] = (min(self._clock() + seconds, until), value)
        return value

    def forget(self, which: Callable[[str, _T], bool]) -> None:
        """Forget the values for whose name and value *which* is true."""
        self._kept = {key: kept for key, kept in self._kept.items() if not which(key, kept[1])}
