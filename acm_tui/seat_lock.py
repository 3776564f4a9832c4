"""Whether a program that sat down on this machine is still there: the system drops its lock at its end.

However it ends: also a killed program leaves nothing that a person has to clear away, and a suspended one
keeps its lock. Only programs that share a data directory can tell this of one another.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class SeatLocks:
    """The locks in one directory, a file for each running program, named by the id of its seat.

    Args:
        directory: private to the user; created when the first lock is taken.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._held: dict[str, int] = {}

    def hold(self, seat: str) -> None:
        """Take the lock of one's own *seat*, until the program ends; where that cannot be, others must ask.

        Holding it again does nothing.
        """
        if seat in self._held:
            return
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            # O_CLOEXEC is Python's default: a child of ours does not keep the lock alive.
            descriptor = os.open(self._directory / seat, os.O_RDWR | os.O_CREAT, 0o600)
            _take(descriptor)
        except OSError:
            return  # a file system without locks: nothing can be proven then, and nothing is claimed
        self._held[seat] = descriptor

    def release(self) -> None:
        """Give back every lock that is held here: as the end of the program does."""
        for descriptor in self._held.values():
            os.close(descriptor)
        self._held.clear()

    def is_gone(self, seat: str) -> bool:
        """Whether the program with *seat* has certainly ended. ``False`` also where that cannot be told."""
        if seat in self._held:
            return False
        try:
            descriptor = os.open(self._directory / seat, os.O_RDWR)
        except OSError:
            return False
        try:
            _take(descriptor)
        except OSError:
            return False
        finally:
            os.close(descriptor)
        return True
