"""Moving between the stores is export and import: the lines are the same, byte by byte, wherever they are."""

from __future__ import annotations

import sqlite3
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from acm_tui.domain.errors import SomebodyWasFirst
from acm_tui.domain.events import Closed, HandedOver, Shortened
from acm_tui.headless import hand_over
from acm_tui.journal.recover import recover
from acm_tui.journal.shared import SharedJournal
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.store import Archive
from tests.domain.stories import ACTOR, START, issued
from tests.journal.writing import write

Move = Callable[[Archive, Archive], str]


@pytest.fixture
def move(tmp_path: Path) -> Move:
    """Exports the migration from one journal, and imports it into another; what is said of it."""

    def move(source: Archive, target: Archive) -> str:
        file = tmp_path / "moving.json"
        file.write_text(hand_over.export(Namespace(id="m"), source, ACTOR), encoding="utf-8")
        return hand_over.take_in(Namespace(file=file), target)

    return move


def test_a_migration_goes_from_a_machine_to_the_team_and_back(
    journal: SqliteJournal, shared: SharedJournal, move: Move
) -> None:
    write(journal, "m", *issued())
    assert move(journal, shared) == "Migration m was taken in: 5 new lines."
    assert shared.lines("m") == journal.lines("m")
    shared.append("m", 5, START, "bunji@laptop", HandedOver("CSV"))
    assert move(shared, journal) == "Migration m was taken in: 1 new line."
    assert journal.lines("m") == shared.lines("m")
    assert move(journal, shared) == "Migration m is here already; nothing was new."


@pytest.mark.parametrize("back", [True, False])
def test_what_went_on_in_both_is_not_mixed(
    journal: SqliteJournal, shared: SharedJournal, move: Move, back: bool
) -> None:
    write(journal, "m", *issued())
    move(journal, shared)
    journal.append("m", 5, START, ACTOR, HandedOver("message"))
    shared.append("m", 5, START, "bunji@laptop", HandedOver("CSV"))
    before = journal.lines("m"), shared.lines("m")
    with pytest.raises(SomebodyWasFirst, match="gone on differently"):
        move(*((shared, journal) if back else (journal, shared)))
    assert (journal.lines("m"), shared.lines("m")) == before


def test_what_was_recovered_goes_to_the_team_and_says_that_it_was_shortened(
    journal: SqliteJournal, file: Path, shared: SharedJournal, move: Move
) -> None:
    write(journal, "m", *issued(), Closed())
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE entries SET actor = 'mallory' WHERE seq = 4")
    recover(file, START, ACTOR)
    move(SqliteJournal(file), shared)
    entries = shared.read("m")
    assert len(entries) == 4
    assert isinstance(entries[-1].event, Shortened)
