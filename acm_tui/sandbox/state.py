"""The sandbox's world as one file: written whole or not at all, and never thrown away unread."""

import json
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

VERSION = 2
"""Raised when an older program could not read the file."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was found: the saved ``world``, or None for a fresh one with, if it is a surprise, the reason."""

    world: Mapping[str, Any] | None
    notice: str | None = None


def write(path: Path, world: Mapping[str, Any]) -> None:
    """Put *world* (JSON-able) into *path*, readable by its owner only.

    A reader sees the former file or this one, whenever the process or the machine stops.

    Raises:
        OSError: the directory cannot be written; the former file is untouched.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes the file 0600; the same directory, because a rename is atomic within a file system only.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"version": VERSION, "world": world}, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    """Make the rename itself durable where directories can be synced (not on Windows)."""
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path) -> Restored:
    """The world saved in *path*.

    A file that is broken or of another version is kept aside under a name that says when, and a
    fresh world is asked for with a notice.

    Raises:
        OSError: the file is there and cannot be read or moved.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Restored(None)
    try:
        document = json.loads(content)
    except ValueError as problem:
        return set_aside(path, f"is not readable ({problem})")
    if not isinstance(document, dict) or not isinstance(document.get("world"), dict):
        return set_aside(path, "is not a saved sandbox")
    if document.get("version") != VERSION:
        return set_aside(path, f"is of version {document.get('version')!r}; this program reads {VERSION}")
    return Restored(document["world"])


def set_aside(path: Path, why: str) -> Restored:
    """Keep the unusable file *path* under another name and ask for a fresh world, saying *why*."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    kept = path.with_name(f"{path.name}.unreadable-{stamp}")
    path.replace(kept)
    return Restored(None, f"The saved sandbox {path} {why}. It is kept as {kept.name}; a fresh one was made.")


class Saver:
    """Writes the world a moment after it changed, so that a burst of changes costs one write.

    A change is told by :meth:`touch`, or shows in *stamp*: its value differs from that of the last
    write. It is looked at every *quiet_s* seconds, for what changes without a request (ACM issues).
    A write that fails is reported to *complain* (once for each failure) and tried again with the
    next change and at the end; the sandbox goes on serving.
    """

    def __init__(
        self,
        path: Path,
        dump: Callable[[], Mapping[str, Any]],
        complain: Callable[[str], None],
        stamp: Callable[[], object] = lambda: None,
        quiet_s: float = 0.05,
    ) -> None:
        self._path = path
        self._dump = dump
        self._complain = complain
        self._stamp = stamp
        self._written_stamp = stamp()
        self._quiet_s = quiet_s
        self._changed = threading.Event()
        self._ending = threading.Event()
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="sandbox-saver", daemon=True)

    def start(self) -> None:
        """Begin to save in the background."""
        self._thread.start()

    def touch(self) -> None:
        """Say that the world has changed; returns at once."""
        self._changed.set()

    def flush(self) -> None:
        """Write what is not written yet, now, in this thread.

        Raises:
            OSError: the file cannot be written.
        """
        with self._writing:
            stamp = self._stamp()
            if not self._changed.is_set() and stamp == self._written_stamp:
                return
            # Cleared before the dump: a change that comes during the write is written the next time.
            self._changed.clear()
            self._written_stamp = stamp
            try:
                write(self._path, self._dump())
            except BaseException:
                self._changed.set()
                raise

    def stop(self) -> None:
        """Write what is left and end the background thread.

        Raises:
            OSError: the last write failed.
        """
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        self._changed.set()
        self.flush()

    def _run(self) -> None:
        while not self._ending.wait(self._quiet_s):
            try:
                self.flush()
            except OSError as problem:
                self._complain(f"The sandbox could not be saved: {problem}. The next change tries again.")
                self._changed.clear()
