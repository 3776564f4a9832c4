"""One process at a time for one state file, on every platform."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

# The lock lies on one byte far beyond the text: Windows locks are mandatory, and the process id at the
# start of the file must stay readable to whoever finds it locked.
_LOCKED_BYTE = 1 << 30

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class StateInUseError(RuntimeError):
    """Another sandbox holds the state file; ``holder`` is its process id, where it could be read."""

    def __init__(self, state: Path, holder: int | None) -> None:
        who = f"process {holder}" if holder is not None else "another process"
        super().__init__(
            f"The sandbox's state {state} is in use by {who}. "
            "End that demo first, or give this one a state file of its own."
        )
        self.holder = holder


class StateLock:
    """An exclusive lock beside the state file.

    The operating system drops it when the process ends, however it ends, so that no dead holder
    ever has to be cleared away by hand. The lock file itself stays: removing it would let two
    processes lock two different files of one name.
    """

    def __init__(self, state: Path) -> None:
        self._state = state
        self._path = state.with_name(state.name + ".lock")
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            StateInUseError: another process holds it.
        """
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # O_CLOEXEC is Python's default: a child of ours does not keep the lock alive.
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(descriptor)
        except OSError as problem:
            holder = self._holder(descriptor)
            os.close(descriptor)
            raise StateInUseError(self._state, holder) from problem
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; without it, nothing happens."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @staticmethod
    def _holder(descriptor: int) -> int | None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        text = os.read(descriptor, 32).decode("ascii", "replace").strip()
        return int(text) if text.isdecimal() else None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
