"""The journal in a file: what was appended is there, in order, once; trouble is said."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import VOCABULARY, Closed, Entry, Event, HandedOver
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.sqlite_file import LAYOUT, JournalFile
from acm_tui.journal.store import Journal
from tests.domain.stories import ACTOR, START, entries, issued, started
from tests.domain.strategies import by_kind, steady, times
from tests.journal.writing import write


def test_what_is_appended_is_read_in_order(journal: Journal) -> None:
    for entry in entries(*issued()):
        answered = journal.append(entry.migration, entry.seq - 1, entry.at, entry.actor, entry.event)
        assert answered == entry
    assert journal.read(entry.migration) == entries(*issued())


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


def test_times_are_kept_in_utc(journal: Journal) -> None:
    tokyo = START.astimezone(timezone(timedelta(hours=9)))
    journal.append("m", 0, tokyo, ACTOR, started())
    (entry,) = journal.read("m")
    assert entry.at == tokyo
    assert entry.at.tzinfo == UTC


def test_migrations_come_one_by_one_in_the_order_of_their_ids(journal: Journal) -> None:
    second = write(journal, "b", started(), Closed())
    first = write(journal, "a", started())
    third = write(journal, "c", started(), HandedOver("CSV"), Closed())
    assert list(journal.migrations()) == [first, second, third]
    assert journal.read("b") == second


def test_sequence_numbers_are_ordered_as_numbers(journal: Journal) -> None:
    written = write(journal, "m", *(HandedOver(str(number)) for number in range(12)))
    assert [entry.seq for entry in journal.read("m")] == list(range(1, 13))
    assert journal.read("m") == written


def test_an_unwritten_journal_is_empty_and_reading_does_not_create_it(journal: Journal, file: Path) -> None:
    assert journal.read("m") == ()
    assert list(journal.migrations()) == []
    assert not file.exists()


def test_a_migration_nobody_wrote_is_empty(journal: Journal) -> None:
    write(journal, "m", started())
    assert journal.read("n") == ()


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


# -- somebody was first ------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 1])
def test_whoever_read_too_early_is_told_who_was_first_and_writes_nothing(
    journal: Journal, after: int
) -> None:
    journal.append("m", 0, START, "bob", started())
    journal.append("m", 1, START, "carol", Closed())
    before = journal.read("m")
    with pytest.raises(SomebodyWasFirst) as caught:
        journal.append("m", after, START, ACTOR, HandedOver("CSV"))
    assert "carol changed this migration at 2026-11-23T09:00:00+00:00" in caught.value.sentence
    assert caught.value.cause == f"expected entry {after + 1}, found 2 entries"
    assert journal.read("m") == before


def test_another_migration_is_nobodys_first(journal: Journal) -> None:
    write(journal, "m", started(), Closed())
    assert write(journal, "n", started()) == journal.read("n")


def test_threads_never_share_a_number_and_lose_nothing(file: Path) -> None:
    """Each of four writers adds its ten, reading anew whenever another was first."""
    begin = threading.Barrier(4)
    refused: list[str] = []
    acknowledged: list[tuple[int, str]] = []

    def add(name: str) -> None:
        journal = SqliteJournal(file)
        last = len(journal.read("m"))
        begin.wait()  # all have read the empty journal: only one of them can be first
        number = 0
        while number < 10 and len(refused) < 1000:
            try:
                entry = journal.append("m", last, START, name, HandedOver(f"{name} {number}"))
            except SomebodyWasFirst:
                refused.append(name)
            else:
                acknowledged.append((entry.seq, f"{name} {number}"))
                number += 1
            last = len(journal.read("m"))

    threads = [threading.Thread(target=add, args=(name,)) for name in ("ann", "bob", "cat", "dan")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = SqliteJournal(file).read("m")
    assert [entry.seq for entry in found] == list(range(1, 41))
    assert [(e.seq, e.event.how) for e in found if isinstance(e.event, HandedOver)] == sorted(acknowledged)
    assert len(refused) >= 3


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
