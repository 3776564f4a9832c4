"""The shared journal: only what is new is fetched, and what was read is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Closed, HandedOver
from acm_tui.journal.shared import SharedJournal
from acm_tui.journal.sqlite import SqliteJournal
from tests.domain.stories import ACTOR, START, issued, started
from tests.journal.conftest import OpenAt
from tests.journal.kinds import InMemory
from tests.journal.memory import MemoryObjects
from tests.journal.writing import write

LAYOUT = InMemory.LAYOUT


def test_an_entry_is_fetched_once_and_by_a_machine_that_wrote_it_never(
    kept: InMemory, shared: SharedJournal, objects: MemoryObjects
) -> None:
    write(shared, "m", *issued())
    other = kept.open()
    objects.calls.clear()
    for _ in range(3):
        other.read("m")
        list(other.migrations())
    assert objects.calls["get"] == len(list(issued()))
    objects.calls.clear()
    shared.read("m")
    list(shared.migrations())
    assert objects.calls["get"] == 0


def test_what_was_read_is_remembered_by_the_next_program(open_at: OpenAt, objects: MemoryObjects) -> None:
    write(open_at(), "m", *issued())
    objects.calls.clear()
    assert len(open_at().read("m")) == len(list(issued()))
    assert objects.calls["get"] == 0


def test_reading_one_migration_lists_what_is_behind_the_known_alone(
    shared: SharedJournal, objects: MemoryObjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shared, "m", started(), HandedOver("CSV"), HandedOver("zone"))
    listed: list[str] = []
    real = MemoryObjects.listed

    def listing(self: MemoryObjects, prefix: str, after: str = "") -> object:
        found = list(real(self, prefix, after))
        listed.extend(one.key for one in found)
        return iter(found)

    monkeypatch.setattr(MemoryObjects, "listed", listing)
    shared.read("m")
    assert listed == [LAYOUT.key("m", 3)], "the last one, to see that it is still there"


def test_appending_to_what_is_known_costs_one_call(shared: SharedJournal, objects: MemoryObjects) -> None:
    write(shared, "m", started())
    objects.calls.clear()
    shared.append("m", 1, START, ACTOR, Closed())
    assert objects.calls == {"create": 1}


def test_the_cache_is_an_ordinary_journal(open_at: OpenAt, tmp_path: Path, objects: MemoryObjects) -> None:
    """Whoever has lost the store still has a file that this program reads."""
    written = write(open_at(), "m", *issued())
    assert open_at().read("m") == written
    assert SqliteJournal(tmp_path / "cache.sqlite3").read("m") == written


def test_what_is_no_line_is_somebody_elses(shared: SharedJournal, objects: MemoryObjects) -> None:
    written = write(shared, "m", started())
    objects.held[f"{LAYOUT.all}README"] = b"hands off"
    objects.held[f"{LAYOUT.of('m')}0000000001.json.bak"] = b"x"
    objects.held["acm-tui/prod-of-others/v1/n/0000000001.json"] = b"x"
    assert list(shared.migrations()) == [written]
    assert shared.damage() == ()


def test_a_journal_of_a_newer_program_is_neither_read_nor_written(
    kept: InMemory, shared: SharedJournal, objects: MemoryObjects
) -> None:
    write(shared, "m", started())
    objects.held["acm-tui/prod/v2/m"] = b"whatever"
    before = dict(objects.held)
    newcomer = kept.open()
    for attempt in (
        lambda: newcomer.read("m"),
        lambda: list(newcomer.migrations()),
        lambda: newcomer.append("m", 1, START, ACTOR, Closed()),
    ):
        with pytest.raises(JournalTrouble, match="written by a newer acm-tui"):
            attempt()
    assert objects.held == before
