"""What is believed for some time."""

from __future__ import annotations

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

    def keep(self, key: str, value: _T, seconds: float) -> _T:
        """Believe *value* for *seconds*; answers it."""
        self._kept[key] = (self._clock() + seconds, value)
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
