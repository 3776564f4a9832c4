"""Disks that are full or may only be read, real ones where the machine lets us, and calls that fail."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from acm_tui.journal.sqlite import SqliteJournal
from tests.cli.conftest import environment, in_terminal, refused, run
from tests.domain.stories import MIGRATION, issued
from tests.journal.writing import write

__all__ = ["environment", "in_terminal", "refused", "run"]

SMALL_KIB = 512


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that fails calls, to be preloaded."""
    if shutil.which("gcc") is None or os.uname().sysname != "Linux":
        pytest.skip("calls on files are made to fail by a library that gcc builds, on Linux")
    library, source = tmp_path_factory.mktemp("faults") / "faults.so", Path(__file__).with_name("faults.c")
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"], check=True
    )
    return library


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with one migration, the place where the program looks."""
    directory = tmp_path / "data"
    directory.mkdir(mode=0o700)
    write(SqliteJournal(directory / "journal.sqlite3"), MIGRATION, *issued())
    return directory


@contextmanager
def _mounted(*arguments: str, at: Path) -> Iterator[None]:
    done = subprocess.run(["mount", *arguments, str(at)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"only root may mount a disk of its own: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


@pytest.fixture
def mounts() -> Iterator[ExitStack]:
    """What is mounted is taken away when the test is over."""
    if os.name != "posix":
        pytest.skip("mounting is POSIX's")
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def full_disk(data: Path, mounts: ExitStack) -> Callable[[], None]:
    """Put the data directory on a disk of its own, which is full to the last byte from then on."""

    def full_disk() -> None:
        kept = {one.name: one.read_bytes() for one in data.iterdir()}
        mounts.enter_context(_mounted("-t", "tmpfs", "-o", f"size={SMALL_KIB}k,mode=0700", "tmpfs", at=data))
        for name, content in kept.items():
            (data / name).write_bytes(content)
            (data / name).chmod(0o600)
        with (
            pytest.raises(OSError, match="No space left"),
            (data / "filler").open("wb", buffering=0) as filler,
        ):
            while True:
                filler.write(bytes(1024))

    return full_disk


@pytest.fixture
def only_to_read(data: Path, mounts: ExitStack) -> Callable[[], None]:
    """From then on nothing in the data directory can be written, not even by root."""

    def only_to_read() -> None:
        mounts.enter_context(_mounted("--bind", str(data), at=data))
        mounts.enter_context(_remounted(data))

    return only_to_read


@contextmanager
def _remounted(at: Path) -> Iterator[None]:
    subprocess.run(["mount", "-o", "remount,ro,bind", str(at)], check=True)
    yield
