"""What a shared journal asks of the store that it is kept in: create once, get, list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from acm_tui.domain.shared_store import Stored


class Objects(Protocol):
    """Objects by their keys, strongly consistent: what was created is there for whoever asks next.

    Safe to use from several threads.
    """

    def create(self, key: str, body: bytes) -> str | None:
        """Create *key* with *body*, unless it exists: the mark of what was created; ``None``: it was taken.

        *body* must be one that nobody else would write: after a lost answer that is how one's own is known.

        Raises:
            JournalTrouble: it was not created, or nobody can say whether it was.
        """
        ...

    def get(self, key: str) -> bytes | None:
        """What *key* holds now; ``None``: there is no such object.

        Raises:
            JournalTrouble: it cannot be read.
        """
        ...

    def bodies(self, keys: Sequence[str]) -> list[bytes | None]:
        """What each of *keys* holds now, in their order; several are asked for at the same time.

        Raises:
            JournalTrouble: one of them cannot be read.
        """
        ...

    def listed(self, prefix: str, after: str = "") -> Iterator[Stored]:
        """The objects whose keys begin with *prefix* and come behind *after*, in the order of their keys.

        Raises:
            JournalTrouble: they cannot be listed; also in the middle.
        """
        ...
