"""Going on from a damaged journal: nothing is thrown away, and what was lost is said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from acm_tui.domain.errors import JournalTrouble, Refused
from acm_tui.domain.events import Closed, HandedOver, Shortened
from acm_tui.domain.fold import fold
from acm_tui.journal.recover import recover
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.store import Archive, Damage
from tests.domain.stories import ACTOR, START, started
from tests.journal.writing import write


@pytest.fixture
def damaged(journal: Archive, file: Path) -> bytes:
    """``m`` has lost its last entry, ``n`` all of them; ``o`` is whole."""
    write(journal, "m", started(), HandedOver("CSV"), Closed())
    write(journal, "n", started())
    write(journal, "o", started(), Closed())
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM entries WHERE (migration, seq) IN (('m', 3), ('n', 1))")
    return file.read_bytes()


def test_the_file_is_kept_aside_and_the_rest_goes_on(damaged: bytes, journal: Archive, file: Path) -> None:
    whole = journal.read("o")
    found = recover(file, START, ACTOR)
    assert found.aside == file.with_name("journal.sqlite3.damaged-20261123T090000Z")
    assert found.aside.read_bytes() == damaged
    assert found.kept == 2
    assert [(one.migration, one.intact) for one in found.lost] == [("m", 2), ("n", 0)]
    assert journal.read("o") == whole
    assert journal.read("n") == ()
    assert [type(one.event) for one in journal.read("m")[1:]] == [HandedOver, Shortened]
    assert journal.damage() == ()
    assert sorted(one.name for one in file.parent.iterdir()) == [file.name, found.aside.name]


@pytest.mark.usefixtures("damaged")
def test_a_migration_that_lost_entries_says_so(journal: Archive, file: Path) -> None:
    recover(file, START, ACTOR)
    short, whole = fold(journal.read("m")), fold(journal.read("o"))
    assert short is not None
    assert short.shortened
    assert whole is not None
    assert not whole.shortened


def test_a_file_that_is_no_database_leaves_nothing_to_go_on_with(journal: Archive, file: Path) -> None:
    file.write_bytes(b"a letter" * 600)
    found = recover(file, START, ACTOR)
    assert (found.kept, [one.migration for one in found.lost]) == (0, [""])
    assert not file.exists()
    assert found.aside.read_bytes() == b"a letter" * 600
    assert write(journal, "m", started()) == journal.read("m")


@pytest.mark.parametrize("there", [True, False])
def test_a_journal_that_is_whole_is_left_alone(journal: Archive, file: Path, there: bool) -> None:
    if there:
        write(journal, "m", started())
    with pytest.raises(Refused, match="is not damaged"):
        recover(file, START, ACTOR)
    assert [one.name for one in file.parent.iterdir()] == [file.name] * there


@pytest.mark.usefixtures("damaged")
def test_where_the_new_file_cannot_be_written_the_old_one_stays(
    journal: Archive, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = journal.damage()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("acm_tui.journal.sqlite_file.os.link", full)
    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(JournalTrouble) as caught:
        recover(file, START, ACTOR)
    assert "No space left" in caught.value.cause
    assert journal.damage() == before == (before[0], Damage("n", 0, before[1].why))
    assert SqliteJournal(file).read("o")
