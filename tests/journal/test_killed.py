"""Processes that share the journal, and processes that die in the middle of it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from acm_tui.domain.errors import SomebodyWasFirst
from acm_tui.domain.events import Closed, Entry, HandedOver
from acm_tui.journal.sqlite import SqliteJournal
from tests.domain.stories import ACTOR, START, started

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is POSIX's")

KILLS = 20

APPENDING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from acm_tui.domain.errors import SomebodyWasFirst
from acm_tui.domain.events import HandedOver
from acm_tui.journal.sqlite import SqliteJournal

file, name, count = sys.argv[1:]
journal = SqliteJournal(Path(file))
print("ready", flush=True)
sys.stdin.readline()
last = len(journal.read("m"))
number = refused = 0
while number < int(count):
    how = f"{name} {number} " + "x" * (number % 7 * 1500)
    try:
        last = journal.append("m", last, datetime.now(UTC), name, HandedOver(how)).seq
    except SomebodyWasFirst:
        last = len(journal.read("m"))
        refused += 1
        if refused > 1000:
            sys.exit("never first")
        continue
    print(last, how, flush=True)
    number += 1
"""
"""Appends and says what is committed, line by line; entries are of several sizes, some over a page."""

HALF_COMMITTED = """
import os, signal, sqlite3, sys

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE entries SET actor = 'nobody', event = zeroblob(5000)")
os.kill(os.getpid(), signal.SIGKILL)
"""
"""Dies with pages of an open transaction in the file: SQLite spills what its cache cannot hold."""


def writer(file: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A process that appends; it begins when a line is written to it."""
    return subprocess.Popen(
        [sys.executable, "-c", APPENDING, str(file), name, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def rest(process: subprocess.Popen[str]) -> list[str]:
    """What the process said until its end; a line that the kill cut off is no acknowledgement."""
    with process:
        assert process.stdout is not None
        return [one for one in process.stdout if one.endswith("\n")]


def said(lines: list[str]) -> dict[int, str]:
    """What was acknowledged: sequence number and text."""
    pairs = (one.rstrip("\n").split(" ", 1) for one in lines)
    return {int(seq): how for seq, how in pairs}


def held(entries: tuple[Entry, ...]) -> dict[int, str]:
    return {one.seq: one.event.how for one in entries if isinstance(one.event, HandedOver)}


def test_two_processes_never_share_a_number_and_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite3"
    processes = [writer(file, name, 25) for name in ("ann", "bob")]
    assert [line(one) for one in processes] == ["ready\n", "ready\n"]
    for one in processes:
        go(one)
    acknowledged = [said(rest(one)) for one in processes]
    assert [one.returncode for one in processes] == [0, 0]
    found = SqliteJournal(file).read("m")
    assert [one.seq for one in found] == list(range(1, 51))
    assert held(found) == {**acknowledged[0], **acknowledged[1]}


def test_what_was_acknowledged_survives_a_kill_and_the_next_one_goes_on(tmp_path: Path) -> None:
    """At any moment: before the file is laid out, within a commit, after it."""
    file = tmp_path / "journal.sqlite3"
    acknowledged: dict[int, str] = {}
    for kill in range(KILLS):
        process = writer(file, f"w{kill}", 10_000)
        assert line(process) == "ready\n"
        go(process)
        before = [line(process) for _ in range(kill % 4)]
        process.kill()
        acknowledged |= said(before + rest(process))
        assert process.returncode == -signal.SIGKILL
        found = SqliteJournal(file).read("m")
        assert [one.seq for one in found] == list(range(1, len(found) + 1))
        assert acknowledged.items() <= held(found).items()
        unacknowledged = held(found).keys() - acknowledged.keys()
        assert len(unacknowledged) <= kill + 1, "each killed writer may leave one that it could not tell of"
    assert len(acknowledged) >= KILLS
    entry = SqliteJournal(file).append("m", len(found), START, ACTOR, Closed())
    assert SqliteJournal(file).read("m") == (*found, entry)


@pytest.fixture
def half_committed(tmp_path: Path) -> tuple[SqliteJournal, tuple[Entry, ...]]:
    """A journal whose file holds half of a transaction, and what it held before."""
    file = tmp_path / "journal.sqlite3"
    journal = SqliteJournal(file)
    written = tuple(
        journal.append("m", after, START, ACTOR, HandedOver("x" * 3000) if after else started())
        for after in range(30)
    )
    before = file.read_bytes()
    died = subprocess.run([sys.executable, "-c", HALF_COMMITTED, str(file)], check=False)
    assert died.returncode == -signal.SIGKILL
    assert file.read_bytes() != before, "nothing was spilled: the test says nothing"
    assert (tmp_path / "journal.sqlite3-journal").stat().st_size > 0
    return journal, written


def test_a_reader_finds_the_state_before_a_transaction_that_died(
    half_committed: tuple[SqliteJournal, tuple[Entry, ...]],
) -> None:
    journal, written = half_committed
    assert journal.read("m") == written
    assert list(journal.migrations()) == [written]


def test_a_writer_goes_on_after_a_transaction_that_died(
    half_committed: tuple[SqliteJournal, tuple[Entry, ...]],
) -> None:
    journal, written = half_committed
    with pytest.raises(SomebodyWasFirst, match=ACTOR):
        journal.append("m", 3, START, "bob", Closed())
    entry = journal.append("m", 30, START, "bob", Closed())
    assert journal.read("m") == (*written, entry)


def test_a_commit_is_flushed_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill cannot show it, only a power cut can: so the setting itself is looked at, while writing."""
    modes = []
    head = SqliteJournal._head

    def look(self: SqliteJournal, connection: sqlite3.Connection, migration: str, after: int) -> str:
        modes.append(connection.execute("PRAGMA synchronous").fetchone()[0])
        modes.append(connection.execute("PRAGMA journal_mode").fetchone()[0])
        return head(self, connection, migration, after)

    monkeypatch.setattr(SqliteJournal, "_head", look)
    SqliteJournal(tmp_path / "journal.sqlite3").append("m", 0, START, ACTOR, started())
    assert modes == [3, "delete"], "EXTRA is 3 (SQLite documentation, PRAGMA synchronous)"
