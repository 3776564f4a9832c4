"""The library that makes calls on files fail: in a program that it is preloaded into."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOR_EVER = -1
"""As a count: every call fails from then on."""


def armed(library: Path, path: Path, calls: str, error: int, skipped: int = 0) -> dict[str, str]:
    """The environment of a program whose *calls* on files at *path* fail with *error*, but for the first."""
    return {"LD_PRELOAD": str(library), "FAULTS": f"{path} {calls} {skipped} {FOR_EVER} {error}"}


class Faults:
    """Those of this process, into which the library has to be preloaded. ``failed`` counts the last ones."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self.failed = 0

    @contextmanager
    def failing(self, path: Path, calls: str, error: int, skipped: int, count: int) -> Iterator[None]:
        """Inside, *count* of the *calls* fail after *skipped* were made."""
        self._library.faults_arm(os.fsencode(path), calls.encode(), skipped, count, error)
        try:
            yield
        finally:
            self.failed = int(self._library.faults_failed())
            self._library.faults_arm(b"", b"", 0, 0, 0)
