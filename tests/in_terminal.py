"""A program in a pseudo-terminal: what it paints, the keys it is given, how it ends. POSIX only."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class Terminal:
    """*command* in a terminal of its own. Leaving the ``with`` block kills it, if it still runs.

    Args:
        command: program and arguments.
        environment: the whole environment of the program.
        size: columns and rows.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int] = (120, 30)
    ) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        try:
            self._process = subprocess.Popen(
                command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
            )
        finally:
            os.close(theirs)
        self._painted = b""

    @property
    def painted(self) -> str:
        """Everything so far, with its escape sequences."""
        return self._painted.decode(errors="replace")

    def forget(self) -> None:
        """What was painted so far does not count any more."""
        self._painted = b""

    def wait_for(self, text: str, limit_s: float = 30) -> None:
        """Read until *text* was painted in one piece.

        Raises:
            TimeoutError: it was not, within *limit_s* seconds.
            EOFError: the program ended first.
        """
        wanted = text.encode()
        end = time.monotonic() + limit_s
        while wanted not in self._painted:
            if not self._read(end):
                raise EOFError(f"ended with code {self._process.wait()} without {text!r}: {self._last()}")

    def wait_for_end(self, limit_s: float = 30) -> int:
        """Read until the program has ended, and answer its exit code.

        Raises:
            TimeoutError: it did not, within *limit_s* seconds.
        """
        end = time.monotonic() + limit_s
        while self._read(end):
            continue
        return self._process.wait(limit_s)

    def _read(self, end: float) -> bool:
        """Read what there is, and answer whether there may be more."""
        if time.monotonic() > end:
            raise TimeoutError(f"not in time: {self._last()}")
        if not select.select([self._ours], [], [], 0.05)[0]:
            return True
        try:
            read = os.read(self._ours, 65536)
        except OSError:  # Linux answers EIO once the program has closed its side
            return False
        self._painted += read
        return bool(read)

    def _last(self) -> str:
        return self.painted[-2000:]

    def press(self, keys: str) -> None:
        """Type *keys*."""
        os.write(self._ours, keys.encode())

    def peak_mib(self) -> float:
        """The most memory that the program has held so far, in MiB (Linux, proc(5), VmHWM).

        Not ``ru_maxrss``: that starts with the peak of the process that forked.
        """
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        (kib,) = (row.split()[1] for row in status.splitlines() if row.startswith("VmHWM:"))
        return int(kib) / 1024

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)
