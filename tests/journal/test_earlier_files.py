"""Files of earlier versions: read as they are, and brought up to date by the first who writes."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from acm_tui.domain.events import Abandoned, Entry, Event, Unknown
from acm_tui.domain.fold import fold
from acm_tui.domain.journey import Step, step
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.sqlite_file import LAYOUT
from tests.domain.stories import ACTOR, MIGRATION, START, issued

EARLIER = Path(__file__).parent / "earlier"
EVERY_KIND = "0000feed"
"""A migration in each file that holds every kind of event that its version knew; it tells no story."""

LATER_KINDS: dict[str, frozenset[str]] = {
    "layout-1": frozenset({"SeatTaken", "SeatLeft", "Shortened", "RecordsSeen"})
}
"""Kinds of events that came after a file was written."""


@pytest.fixture(params=sorted(LATER_KINDS))
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copy(EARLIER / f"{request.param}.sqlite3", tmp_path / f"{request.param}.sqlite3"))


def test_there_is_a_file_of_every_layout() -> None:
    assert sorted(one.stem for one in EARLIER.iterdir()) == sorted(LATER_KINDS)
    layouts = []
    for one in EARLIER.iterdir():
        with closing(sqlite3.connect(f"{one.as_uri()}?mode=ro", uri=True)) as connection:
            layouts += connection.execute("PRAGMA user_version").fetchone()
    assert sorted(layouts) == list(range(1, LAYOUT))


def test_it_is_read_as_it_is(earlier: Path) -> None:
    before = earlier.read_bytes()
    journal = SqliteJournal(earlier)
    assert [one.event for one in journal.read(MIGRATION)] == list(issued())
    assert [one[0].migration for one in journal.migrations()] == [EVERY_KIND, MIGRATION]
    assert journal.damage() == ()
    assert earlier.read_bytes() == before


def test_every_kind_of_event_is_understood(earlier: Path) -> None:
    written = [type(one.event) for one in SqliteJournal(earlier).read(EVERY_KIND)]
    known = {kind for kind in get_args(Event) if kind.__name__ not in LATER_KINDS[earlier.stem]}
    assert set(written) == known
    assert written.count(Unknown) == 1


def test_the_first_writer_brings_it_up_to_date_and_nothing_is_lost(earlier: Path) -> None:
    journal = SqliteJournal(earlier)
    before = list(journal.migrations())
    lines = journal.lines(EVERY_KIND)
    added = journal.append(MIGRATION, len(list(issued())), START, ACTOR, Abandoned())
    assert journal.read(MIGRATION) == (*entries_of(before, MIGRATION), added)
    assert journal.read(EVERY_KIND) == entries_of(before, EVERY_KIND)
    assert journal.lines(EVERY_KIND) == lines, "what was written stays, byte for byte"
    assert journal.damage() == ()
    with closing(sqlite3.connect(earlier)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (LAYOUT,)


def test_a_migration_goes_on_where_it_was(earlier: Path) -> None:
    migration = fold(SqliteJournal(earlier).read(MIGRATION))
    assert migration is not None
    assert step(migration) is Step.LISTENERS


def entries_of(found: list[tuple[Entry, ...]], migration: str) -> tuple[Entry, ...]:
    return next(one for one in found if one[0].migration == migration)
