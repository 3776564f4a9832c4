"""A machine with a bad disk: the shared journal goes on, and says that nothing is remembered."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Closed, HandedOver
from acm_tui.journal.shared import SharedJournal
from tests.domain.stories import ACTOR, START, started
from tests.journal.conftest import OpenAt
from tests.journal.kinds import InMemory
from tests.journal.memory import MemoryObjects
from tests.journal.writing import write

LAYOUT = InMemory.LAYOUT


def test_a_cache_that_makes_no_sense_is_said_and_not_believed(
    open_at: OpenAt, tmp_path: Path, objects: MemoryObjects
) -> None:
    written = write(open_at(), "m", started(), HandedOver("CSV"))
    (tmp_path / "cache.sqlite3").write_bytes(b"To whom it may concern" * 100)
    journal = open_at()
    assert journal.read("m") == written
    assert "not a database" in journal.standing().uncached
    added = journal.append("m", 2, START, ACTOR, Closed())
    assert journal.read("m") == (*written, added)
    objects.put_out_of_reach()
    with pytest.raises(JournalTrouble):
        journal.read("m")


def test_a_cache_that_was_altered_is_fetched_anew(
    open_at: OpenAt, tmp_path: Path, objects: MemoryObjects
) -> None:
    written = write(open_at(), "m", started(), HandedOver("CSV"), Closed())
    with closing(sqlite3.connect(tmp_path / "cache.sqlite3")) as connection, connection:
        connection.execute("UPDATE entries SET actor = 'mallory' WHERE seq = 2")
    journal = open_at()
    assert journal.read("m") == written
    objects.calls.clear()
    assert open_at().read("m") == written
    assert objects.calls["get"] == 0, "it was put right"
    objects.put_out_of_reach()
    assert open_at().read("m") == written


def test_where_nothing_can_be_written_down_the_journal_still_goes_on(
    objects: MemoryObjects, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    journal = SharedJournal(objects, InMemory.STORE, tmp_path / "file" / "cache.sqlite3")
    written = write(journal, "m", started(), HandedOver("CSV"))
    assert journal.read("m") == written
    assert "File exists" in journal.standing().uncached


def test_two_programs_of_one_machine_share_the_cache(open_at: OpenAt) -> None:
    first, second = open_at(), open_at()
    for number in range(6):
        journal = first if number % 2 else second
        journal.append("m", number, START, ACTOR, HandedOver(str(number)))
        list(journal.migrations())
    assert first.read("m") == second.read("m")
    assert first.damage() == second.damage() == ()
