"""Taking a migration into the shared journal: whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import Closed, HandedOver
from acm_tui.journal.line import Line, digest_of, line_after
from acm_tui.journal.shared import SharedJournal
from acm_tui.journal.sqlite import SqliteJournal
from tests.domain.stories import ACTOR, START, issued, started
from tests.journal.conftest import OpenAt
from tests.journal.kinds import InMemory
from tests.journal.memory import MemoryObjects
from tests.journal.writing import write

LAYOUT = InMemory.LAYOUT


@pytest.fixture
def lines(tmp_path: Path) -> tuple[Line, ...]:
    """A migration that was written on a machine of its own."""
    source = SqliteJournal(tmp_path / "source.sqlite3")
    write(source, "m", *issued())
    return source.lines("m")


def test_what_is_taken_in_is_there_all_at_once(
    kept: InMemory, shared: SharedJournal, objects: MemoryObjects, lines: Sequence[Line]
) -> None:
    """One object: no program that dies, and nobody who looks meanwhile, can see half of it."""
    write(shared, "n", started())
    objects.calls.clear()
    assert shared.adopt(lines) == len(lines)
    assert objects.calls["create"] == 1
    assert kept.open().lines("m") == tuple(lines)


def test_what_is_new_is_taken_in_behind_what_is_there_at_once(
    kept: InMemory, shared: SharedJournal, objects: MemoryObjects, lines: Sequence[Line]
) -> None:
    shared.adopt(lines[:2])
    objects.calls.clear()
    assert kept.open().adopt(lines) == len(lines) - 2
    assert objects.calls["create"] == 1
    for one in (shared, kept.open()):
        assert one.lines("m") == tuple(lines)
        assert one.damage() == ()
    assert shared.append("m", len(lines), START, ACTOR, Closed()).seq == len(lines) + 1


@pytest.mark.parametrize("they_had", [0, 2])
def test_who_writes_while_a_migration_is_taken_in_has_the_number_alone(
    kept: InMemory, shared: SharedJournal, objects: MemoryObjects, lines: Sequence[Line], they_had: int
) -> None:
    """Of a colleague and of what is taken in, one is first, and the other leaves nothing behind."""
    if they_had:
        shared.adopt(lines[:they_had])
    other = kept.open()

    def overtake(call: str, key: str) -> None:
        if call == "create" and key == LAYOUT.key("m", they_had + 1):
            objects.before = lambda call, key: None
            other.append("m", they_had, START, "bunji@laptop", HandedOver("CSV"))

    objects.before = overtake
    with pytest.raises(SomebodyWasFirst, match="bunji@laptop"):
        shared.adopt(lines)
    for one in (shared, kept.open()):
        assert len(one.lines("m")) == they_had + 1
        assert one.damage() == ()


def test_nothing_is_taken_in_behind_damage(
    kept: InMemory, shared: SharedJournal, lines: Sequence[Line]
) -> None:
    write(shared, "m", started(), Closed())
    kept.remove("m", 1)
    before = dict(kept.objects.held)
    with pytest.raises(JournalTrouble, match="is damaged"):
        kept.open().adopt(lines)
    assert kept.objects.held == before


@pytest.mark.parametrize("at", [1, 3, 5])
def test_an_object_of_many_lines_is_remembered_whole_or_fetched_again(
    open_at: OpenAt, objects: MemoryObjects, tmp_path: Path, lines: Sequence[Line], at: int
) -> None:
    open_at().adopt(lines)
    open_at().read("m")
    objects.calls.clear()
    assert open_at().lines("m") == tuple(lines)
    assert list(open_at().migrations()) == [open_at().read("m")]
    assert objects.calls["get"] == 0
    with closing(sqlite3.connect(tmp_path / "cache.sqlite3")) as connection, connection:
        connection.execute("UPDATE entries SET actor = 'mallory' WHERE seq = ?", (at,))
    for _ in range(2):
        assert open_at().lines("m") == tuple(lines)
    assert open_at().damage() == ()
    assert objects.calls["get"] == 1


def test_an_object_of_many_lines_that_is_gone_or_altered_is_missed(
    kept: InMemory, shared: SharedJournal, lines: Sequence[Line]
) -> None:
    shared.adopt(lines[:2])
    shared.adopt(lines)
    assert shared.read("m")
    kept.alter("m", 3)
    for one in (shared, kept.open()):
        (damage,) = one.damage()
        assert (damage.intact, damage.why) == (2, "entry 3 is not as it was written")
    kept.remove("m", 3)
    with pytest.raises(JournalTrouble, match="is damaged"):
        shared.last("m")


def test_a_line_that_cannot_be_carried_as_it_is_is_not_taken_in(shared: SharedJournal) -> None:
    line = line_after("", "m", 0, START, ACTOR, started())
    padded = msgspec.structs.replace(line, event=line.event + b" ")
    padded = msgspec.structs.replace(padded, digest=digest_of("", padded))
    with pytest.raises(JournalTrouble, match="cannot be written to a shared journal"):
        shared.adopt([padded])
    assert shared.read("m") == ()
