"""The journal in a file: what was appended is there, in order, once; trouble is said."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import VOCABULARY, Closed, Entry, Event
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.sqlite_file import LAYOUT, JournalFile
from acm_tui.journal.store import Journal
from tests.domain.stories import ACTOR, START, started
from tests.domain.strategies import by_kind, steady, times
from tests.journal.writing import write

_any_event = st.sampled_from(list(by_kind)).flatmap(by_kind.__getitem__)


@settings(steady, max_examples=40)
@given(event=_any_event, at=times, actor=st.text(), migration=st.text(max_size=8))
def test_any_event_of_any_actor_at_any_time_comes_back(
    tmp_path_factory: pytest.TempPathFactory, event: Event, at: datetime, actor: str, migration: str
) -> None:
    journal = SqliteJournal(tmp_path_factory.mktemp("any") / "journal.sqlite3")
    entry = journal.append(migration, 0, at, actor, event)
    assert entry == Entry(migration=migration, seq=1, at=at, actor=actor, event=event)
    assert journal.read(migration) == (entry,)


def test_an_unwritten_journal_is_empty_and_reading_does_not_create_it(journal: Journal, file: Path) -> None:
    assert journal.read("m") == ()
    assert list(journal.migrations()) == []
    assert not file.exists()


def test_a_file_without_content_has_lost_it(journal: Journal, file: Path) -> None:
    """A file gets its name when it is laid out, so an empty one was cut off."""
    file.touch()
    for attempt in (
        lambda: journal.read("m"),
        lambda: list(journal.migrations()),
        lambda: journal.append("m", 0, START, ACTOR, started()),
    ):
        with pytest.raises(JournalTrouble, match="is empty or no journal at all"):
            attempt()
    assert file.read_bytes() == b""


def test_the_version_of_the_vocabulary_is_written_with_each_entry(journal: Journal, file: Path) -> None:
    write(journal, "m", started(), Closed())
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT seq, version FROM entries").fetchall()
        assert connection.execute("PRAGMA user_version").fetchone() == (LAYOUT,)
    assert rows == [(1, VOCABULARY), (2, VOCABULARY)]


def test_all_that_create_the_file_at_once_find_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody goes on before all have seen that there is no file."""
    create, no_file = JournalFile._create, threading.Barrier(4)

    def create_together(self: JournalFile) -> None:
        no_file.wait(10)
        create(self)

    with monkeypatch.context() as together:
        together.setattr(JournalFile, "_create", create_together)
        with ThreadPoolExecutor(4) as pool:
            for name in "abcd":
                pool.submit(SqliteJournal(file).append, name, 0, START, name, started())
    assert [one[0].migration for one in SqliteJournal(file).migrations()] == ["a", "b", "c", "d"]
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_where_there_are_no_hard_links_the_file_is_renamed(
    journal: Journal, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("acm_tui.journal.sqlite_file.os.link", refuse)
    written = write(journal, "m", started(), Closed())
    assert journal.read("m") == written
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_writer_waits_for_another_that_is_not_done(journal: Journal, file: Path) -> None:
    write(journal, "m", started())
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = threading.Thread(target=write, args=(journal, "n", started()))
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive(), "it did not wait"
        assert journal.read("n") == (), "a reader does not wait for a writer"
        other.execute("COMMIT")
        waiting.join()
    assert len(journal.read("n")) == 1
