"""Taking a migration into the shared journal: whole or not at all, also where it was interrupted."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.journal.line import digest_of, line_after
from acm_tui.journal.shared import SharedJournal
from acm_tui.journal.sqlite import SqliteJournal
from tests.domain.stories import ACTOR, START, issued, started
from tests.journal.kinds import InMemory
from tests.journal.memory import MemoryObjects
from tests.journal.writing import write

LAYOUT = InMemory.LAYOUT


@pytest.mark.parametrize("created", range(6))
def test_an_adoption_that_was_interrupted_is_no_migration_and_can_be_done_again(
    kept: InMemory, shared: SharedJournal, objects: MemoryObjects, tmp_path: Path, created: int
) -> None:
    source = SqliteJournal(tmp_path / "source.sqlite3")
    write(source, "m", *issued())
    lines = source.lines("m")
    write(shared, "n", started())
    left = [created]

    def cut(call: str, key: str) -> None:
        if call == "create":
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1

    objects.before = cut
    if created < len(lines):
        with pytest.raises(KeyboardInterrupt):
            shared.adopt(lines)
        objects.before = lambda call, key: None
        other = kept.open()
        assert [one[0].migration for one in other.migrations()] == ["n"]
        assert [one.why for one in other.damage()] == (["entry 1 is missing"] if created else [])
        other.adopt(lines)
    else:
        shared.adopt(lines)
    assert kept.open().lines("m") == lines
    with pytest.raises(SomebodyWasFirst):
        kept.open().adopt(lines)


def test_of_two_that_take_in_the_same_at_once_one_is_first(
    kept: InMemory, shared: SharedJournal, objects: MemoryObjects, tmp_path: Path
) -> None:
    source = SqliteJournal(tmp_path / "source.sqlite3")
    write(source, "m", *issued())
    lines, other = source.lines("m"), kept.open()

    def overtake(call: str, key: str) -> None:
        if call == "create" and key == LAYOUT.key("m", 1):
            objects.before = lambda call, key: None
            other.adopt(lines)

    objects.before = overtake
    with pytest.raises(SomebodyWasFirst):
        shared.adopt(lines)
    assert shared.lines("m") == lines


def test_a_line_that_cannot_be_carried_as_it_is_is_not_taken_in(shared: SharedJournal) -> None:
    line = line_after("", "m", 0, START, ACTOR, started())
    padded = msgspec.structs.replace(line, event=line.event + b" ")
    padded = msgspec.structs.replace(padded, digest=digest_of("", padded))
    with pytest.raises(JournalTrouble, match="cannot be written to a shared journal"):
        shared.adopt([padded])
    assert shared.read("m") == ()
