"""Which swaps are under way in this process, so that whoever looks at a migration can stop its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class UnderWay:
    """The swaps by migration; may be asked from any thread."""

    def __init__(self) -> None:
        self._wishes: dict[str, tuple[Event, ...]] = {}
        self._lock = Lock()

    @contextmanager
    def swapping(self, migration_id: str, *wishes: Event) -> Iterator[None]:
        """As long as the block runs, a swap of that migration is under way; *wishes* are set to stop it."""
        with self._lock:
            self._wishes[migration_id] = wishes
        try:
            yield
        finally:
            with self._lock:
                del self._wishes[migration_id]

    def is_swapping(self, migration_id: str) -> bool:
        """Whether a swap of that migration is under way."""
        with self._lock:
            return migration_id in self._wishes

    def stop(self, migration_id: str) -> bool:
        """Ask the swap of that migration to begin no more calls; answers whether there is one."""
        with self._lock:
            wishes = self._wishes.get(migration_id, ())
        for wish in wishes:
            wish.set()
        return bool(wishes)
