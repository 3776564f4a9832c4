"""The file behind the log: several processes append to it, and none of them lets it grow without end."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

MOST_BYTES = 2 * 1024 * 1024
"""Size at which the file is put aside. A cutover of 60 listeners writes some 100 kB."""
KEPT = 3
"""Earlier files that are kept beside it, ``.1`` the latest of them."""

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class LogFile:
    """A file of lines that is private to the user (0600). Its directory is not made.

    It is opened for each line: whoever puts it aside meanwhile, the next line goes into the new one, and a
    file that was taken away, or a disk that was full, is no matter for longer than that.
    """

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES, kept: int = KEPT) -> None:
        self.path = path
        self._most_bytes = most_bytes
        self._kept = kept

    def append(self, text: str) -> None:
        """Write *text* behind what is there, in one piece, and put the file aside when it is full.

        Raises:
            OSError: it cannot be written, or not be put aside.
        """
        data = text.encode("utf-8", "backslashreplace")
        # O_APPEND: what several processes write at the same time does not overlap (POSIX, write(2)).
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            found = os.fstat(descriptor)
            if os.name == "posix" and stat.S_IMODE(found.st_mode) != 0o600:
                os.fchmod(descriptor, 0o600)
            while data:
                data = data[os.write(descriptor, data) :]
        finally:
            os.close(descriptor)
        if found.st_size >= self._most_bytes:
            self._put_aside()

    def _put_aside(self) -> None:
        """Make it the latest of the earlier files. Nobody waits for one who does so: it may be suspended."""
        # The lock file stays: were it removed, two processes could hold two files of its name.
        lock = os.open(self.path.with_name(f"{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                _lock(lock)
            except OSError:
                return
            # Somebody may have done it between our look and our lock.
            if self.path.stat().st_size >= self._most_bytes:
                self._shift()
        finally:
            os.close(lock)

    def _shift(self) -> None:
        names = [self.path, *(self.path.with_name(f"{self.path.name}.{n}") for n in range(1, self._kept + 1))]
        for older, newer in zip(names[:0:-1], names[-2::-1], strict=True):
            if newer.exists():
                try:
                    newer.replace(older)
                except PermissionError:
                    if os.name == "posix":
                        raise
                    return  # Windows renames no file that is open elsewhere: the next line tries again
