"""A journal for looking only: what cannot be written is known all the same, until the program ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import Closed, HandedOver
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.store import Remote
from acm_tui.journal.unkept import UnkeptJournal, unkept_of
from tests.domain.stories import ACTOR, START, started
from tests.journal.kinds import InMemory
from tests.journal.writing import write

CSV, MESSAGE = HandedOver("CSV"), HandedOver("message")
WHY = "Read-only file system"


@pytest.fixture
def kept(tmp_path: Path) -> SqliteJournal:
    journal = SqliteJournal(tmp_path / "journal.sqlite3")
    write(journal, "m", started())
    return journal


@pytest.fixture
def broken(kept: SqliteJournal, monkeypatch: pytest.MonkeyPatch) -> SqliteJournal:
    """It can be read, and no longer be written."""

    def append(*_: object) -> None:
        raise JournalTrouble(
            "The journal cannot be used.", cause="database or disk is full", remedy="Make room."
        )

    monkeypatch.setattr(kept, "append", append)
    return kept


def test_what_can_be_written_is_kept(kept: SqliteJournal) -> None:
    looking = UnkeptJournal(kept)
    entry = looking.append("m", 1, START, ACTOR, CSV)
    assert kept.read("m")[-1] == entry
    assert looking.notes() == ()
    with pytest.raises(SomebodyWasFirst):
        looking.append("m", 1, START, ACTOR, MESSAGE)


def test_what_cannot_is_known_here_and_nowhere_else(broken: SqliteJournal) -> None:
    looking = UnkeptJournal(broken)
    looking.append("m", 1, START, ACTOR, CSV)
    looking.append("m", 2, START, ACTOR, MESSAGE)
    looking.append("n", 0, START, ACTOR, started())
    assert [one.event for one in looking.read("m")] == [started(), CSV, MESSAGE]
    assert (looking.last("m"), looking.last("n"), broken.last("m"), broken.last("n")) == (3, 1, 1, 0)
    assert [entries[0].migration for entries in looking.migrations()] == ["m", "n"]
    assert [entries[0].migration for entries in broken.migrations()] == ["m"]
    assert looking.notes() == (
        "The journal cannot be written (database or disk is full): what is seen is shown, and not kept.",
    )
    with pytest.raises(SomebodyWasFirst):
        looking.append("m", 2, START, ACTOR, MESSAGE)


def test_where_it_is_known_beforehand_nothing_is_tried(kept: SqliteJournal) -> None:
    looking = UnkeptJournal(kept, WHY)
    assert looking.notes()[0].startswith(f"The journal cannot be written ({WHY})")
    looking.append("m", 1, START, ACTOR, CSV)
    assert (looking.last("m"), kept.last("m")) == (2, 1)


def test_what_somebody_else_writes_counts_instead(kept: SqliteJournal) -> None:
    looking = UnkeptJournal(kept, WHY)
    looking.append("m", 1, START, ACTOR, CSV)
    kept.append("m", 1, START, "bob", Closed())
    with pytest.raises(SomebodyWasFirst):
        looking.append("m", 2, START, ACTOR, MESSAGE)
    assert looking.read("m") == kept.read("m")
    assert looking.last("m") == 2
    assert list(looking.migrations()) == list(kept.migrations())


def test_a_team_s_journal_stays_one_of_elsewhere(tmp_path: Path) -> None:
    """Screens ask how old what they show is, and look for colleagues less often."""
    shared = InMemory(tmp_path).open()
    write(shared, "m", started())
    looking = unkept_of(shared, WHY)
    assert isinstance(looking, Remote)
    assert looking.standing() == shared.standing()
    looking.append("m", 1, START, ACTOR, CSV)
    assert [entry.event for entry in looking.read("m")] == [started(), CSV]
    assert looking.last("m") == 2
    assert [[entry.event for entry in one] for one in looking.remembered()] == [[started()]]
    assert len(shared.read("m")) == 1
