"""The file of the journal: private, any path, replaced, newer, damaged, or not to be used."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import Closed, HandedOver, Unknown
from acm_tui.journal.line import line_after
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.sqlite_file import LAYOUT
from acm_tui.journal.store import Archive, Journal
from tests.domain.stories import ACTOR, START, started
from tests.journal.writing import write

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")


@POSIX
def test_the_file_is_private_whatever_the_umask(journal: Journal, file: Path) -> None:
    before = os.umask(0)
    try:
        write(journal, "m", started())
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_path_of_strange_characters_is_taken_as_it_is(tmp_path: Path) -> None:
    directory = tmp_path / "a?mode=memory#b %41 日本"
    directory.mkdir()
    write(SqliteJournal(directory / "j&x.sqlite3"), "m", started())
    assert [path.name for path in directory.iterdir()] == ["j&x.sqlite3"]
    assert len(SqliteJournal(directory / "j&x.sqlite3").read("m")) == 1


def test_a_path_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(SqliteJournal(Path("journal.sqlite3")), "m", started())
    assert len(SqliteJournal(tmp_path / "journal.sqlite3").read("m")) == 1


def test_a_file_that_may_only_be_read_is_read(
    journal: Journal, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = write(journal, "m", started())
    monkeypatch.setattr("acm_tui.journal.sqlite_file.os.access", lambda *_: False)
    assert journal.read("m") == written


def test_a_file_removed_after_reading_is_not_written_on(journal: Journal, file: Path) -> None:
    write(journal, "m", started(), HandedOver("CSV"))
    file.unlink()
    assert journal.read("m") == ()
    with pytest.raises(JournalTrouble, match="has lost entries of this migration") as caught:
        journal.append("m", 2, START, ACTOR, Closed())
    assert not isinstance(caught.value, SomebodyWasFirst)
    assert caught.value.cause == "expected 2 entries, found 0"
    assert journal.read("m") == ()


def test_a_file_replaced_by_another_is_noticed_at_once(journal: Journal, file: Path, tmp_path: Path) -> None:
    write(journal, "m", started())
    other = SqliteJournal(tmp_path / "other.sqlite3")
    written = write(other, "m", started(), Closed())
    (tmp_path / "other.sqlite3").replace(file)
    assert journal.read("m") == written


def test_a_newer_layout_is_neither_read_nor_written(journal: Journal, file: Path) -> None:
    write(journal, "m", started())
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version = {LAYOUT + 1}")
    before = file.read_bytes()
    for attempt in (
        lambda: journal.read("m"),
        lambda: list(journal.migrations()),
        lambda: journal.append("m", 1, START, ACTOR, Closed()),
    ):
        with pytest.raises(JournalTrouble, match="written by a newer acm-tui") as caught:
            attempt()
        assert caught.value.cause == f"its layout is {LAYOUT + 1}, this program knows up to {LAYOUT}"
    assert file.read_bytes() == before


def test_an_event_of_a_later_version_is_kept_and_can_be_followed(journal: Archive, tmp_path: Path) -> None:
    first = line_after("", "m", 0, START, ACTOR, started())
    later = Unknown("sealed", {"event": "sealed", "by": {"actor": "bob"}})
    journal.adopt([first, line_after(first.digest, "m", 1, START, ACTOR, later)])
    assert journal.read("m")[1].event == later
    journal.append("m", 2, START, ACTOR, Closed())
    assert journal.lines("m")[1].event == b'{"event":"sealed","by":{"actor":"bob"}}'


def every_use(journal: Journal, sentence: str = r"cannot be used\. Nothing is changed in AWS") -> None:
    for attempt in (
        lambda: journal.read("m"),
        lambda: list(journal.migrations()),
        lambda: journal.append("m", 0, START, ACTOR, started()),
    ):
        with pytest.raises(JournalTrouble, match=sentence) as caught:
            attempt()
        assert caught.value.cause
        assert caught.value.remedy


def test_a_file_that_somebody_else_never_lets_go_of_is_said(
    journal: Journal, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(journal, "m", started())
    monkeypatch.setattr("acm_tui.journal.sqlite_file._BUSY_S", 0.02)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalTrouble, match="is in use by other programs") as caught:
            journal.append("m", 1, START, ACTOR, Closed())
        other.execute("ROLLBACK")
    assert caught.value.cause == "database is locked, for 0.02 s"
    assert journal.append("m", 1, START, ACTOR, Closed()).seq == 2


def test_a_file_that_is_no_database_is_said_and_left_alone(journal: Journal, file: Path) -> None:
    file.write_bytes(b"To whom it may concern: this is a letter." * 50)
    before = file.read_bytes()
    every_use(journal, r"is damaged\. Nothing is changed in AWS")
    assert file.read_bytes() == before


def test_a_database_cut_short_is_said(journal: Journal, file: Path) -> None:
    write(journal, "m", *(HandedOver("x" * 2000) for _ in range(20)))
    file.write_bytes(file.read_bytes()[: 4096 + 100])
    with pytest.raises(JournalTrouble):
        journal.read("m")


def test_a_directory_in_the_place_of_the_file_is_said(journal: Journal, file: Path) -> None:
    file.mkdir()
    every_use(journal)


def test_a_path_that_cannot_be_looked_at_is_said(tmp_path: Path) -> None:
    """A name too long stands for every way in which asking for the file fails."""
    every_use(SqliteJournal(tmp_path / ("x" * 300) / "journal.sqlite3"))


def test_a_directory_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Below a regular file nothing can be created, not even by root."""
    (tmp_path / "file").touch()
    journal = SqliteJournal(tmp_path / "file" / "journal.sqlite3")
    with pytest.raises(JournalTrouble, match="cannot be used") as caught:
        journal.append("m", 0, START, ACTOR, started())
    assert "Not a directory" in caught.value.cause


def test_an_actor_whose_name_is_not_unicode_is_a_trouble_and_leaves_nothing(journal: Journal) -> None:
    with pytest.raises(JournalTrouble) as caught:
        journal.append("m", 0, START, "b\udcffb", started())
    assert "surrogates" in caught.value.cause
    assert journal.read("m") == ()
