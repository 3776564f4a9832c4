"""What is gone from the shared journal is put back from what a machine remembers, when it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from acm_tui.domain.errors import JournalTrouble, Refused
from acm_tui.domain.events import Closed, HandedOver
from acm_tui.headless.hand_over import recovered
from acm_tui.journal.shared import SharedJournal
from acm_tui.journal.sqlite import SqliteJournal
from tests.domain.stories import ACTOR, START, issued, started
from tests.journal.kinds import InMemory
from tests.journal.memory import MemoryObjects
from tests.journal.writing import write

LAYOUT = InMemory.LAYOUT
NO_FILE = Path("/dev/null/no.sqlite3")


def test_what_is_gone_is_put_back_from_what_is_remembered(kept: InMemory, shared: SharedJournal) -> None:
    written = write(shared, "m", started(), HandedOver("CSV"), Closed())
    other = write(shared, "n", started())
    kept.remove("m", 2)
    kept.remove("n", 1)
    assert {one.migration for one in shared.damage()} == {"m", "n"}
    said = recovered(shared, NO_FILE, ACTOR)
    assert said == "Put back from what this machine remembers: 2 objects."
    for one in (shared, kept.open()):
        assert (one.read("m"), one.read("n")) == (written, other)
        assert one.damage() == ()


def test_an_object_of_many_lines_is_put_back_as_one(
    kept: InMemory, shared: SharedJournal, tmp_path: Path
) -> None:
    source = SqliteJournal(tmp_path / "source.sqlite3")
    write(source, "m", *issued())
    shared.adopt(source.lines("m"))
    shared.read("m")
    kept.remove("m", 1)
    assert shared.put_back() == 1
    assert kept.open().lines("m") == source.lines("m")
    assert shared.append("m", 5, START, ACTOR, Closed()).seq == 6


def test_what_was_altered_stays_and_is_named(
    kept: InMemory, shared: SharedJournal, objects: MemoryObjects
) -> None:
    """Nothing is overwritten, whatever is there: an earlier version of it may be brought back."""
    write(shared, "m", started(), HandedOver("CSV"), Closed())
    kept.alter("m", 2)
    kept.remove("m", 3)
    altered = objects.held[LAYOUT.key("m", 2)]
    said = recovered(shared, NO_FILE, ACTOR)
    assert said.splitlines() == [
        "Put back from what this machine remembers: 1 object.",
        "Migration m is damaged behind entry 1: entry 2 is not as it was written.",
        "Bring what was altered back from its versions, and recover where more is remembered.",
    ]
    assert objects.held[LAYOUT.key("m", 2)] == altered


def test_what_is_whole_is_left_alone(kept: InMemory, shared: SharedJournal, objects: MemoryObjects) -> None:
    write(shared, "m", started(), Closed())
    before = dict(objects.held)
    for one in (shared, kept.open()):
        with pytest.raises(Refused, match="not damaged"):
            recovered(one, NO_FILE, ACTOR)
    assert objects.held == before


def test_out_of_reach_nothing_can_be_put_back(shared: SharedJournal, objects: MemoryObjects) -> None:
    write(shared, "m", started())
    list(shared.migrations())
    objects.put_out_of_reach()
    with pytest.raises(JournalTrouble):
        recovered(shared, NO_FILE, ACTOR)
