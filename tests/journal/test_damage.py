"""A file that is not as it was written: none of it is believed, nothing is lost in silence."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Closed, Entry, HandedOver
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.store import Archive
from tests.domain.stories import ACTOR, MIGRATION, START, issued, started
from tests.journal.writing import write

BROKEN = 1000


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "intact", "why"),
    [
        ("UPDATE entries SET actor = 'mallory' WHERE migration = 'm' AND seq = 2", 1, "entry 2 is not as"),
        ("UPDATE entries SET version = 9 WHERE migration = 'm' AND seq = 3", 2, "entry 3 is not as"),
        ("UPDATE entries SET event = x'7b7d' WHERE migration = 'm' AND seq = 1", 0, "entry 1 is not as"),
        ("DELETE FROM entries WHERE migration = 'm' AND seq = 2", 1, "entry 2 is not as"),
        ("DELETE FROM entries WHERE migration = 'm' AND seq = 3", 2, "3 entries were written, 2 are there"),
        ("DELETE FROM entries WHERE migration = 'm'", 0, "3 entries were written, 0 are there"),
        ("DELETE FROM heads WHERE migration = 'm'", 3, "0 entries were written, 3 are there"),
    ],
)
def test_one_migration_is_damaged_and_the_others_are_not(
    journal: Archive, file: Path, statement: str, intact: int, why: str
) -> None:
    written = write(journal, "m", started(), HandedOver("CSV"), Closed())
    other = write(journal, "n", started())
    lines = journal.lines("m")
    change(file, statement)
    assert list(journal.migrations()) == [other]
    (damage,) = journal.damage()
    assert (damage.migration, damage.intact) == ("m", intact)
    assert why in damage.why
    assert journal.lines("m") == lines[:intact]
    with pytest.raises(JournalTrouble, match=f"Migration m is damaged .* {intact} of its entries"):
        journal.read("m")
    assert written[0].event == started()
    assert journal.append("n", 1, START, ACTOR, Closed()).seq == 2


def test_nothing_is_added_to_a_migration_that_has_lost_its_end(journal: Archive, file: Path) -> None:
    write(journal, "m", started(), HandedOver("CSV"), Closed())
    change(file, "DELETE FROM entries WHERE seq = 3")
    for after in (2, 3):
        with pytest.raises(JournalTrouble, match="has lost entries of this migration"):
            journal.append("m", after, START, ACTOR, Closed())


def broken(whole: bytes, dice: random.Random) -> bytes:
    """*whole* cut off, with a bit turned round, or with a stretch of zeros."""
    at = dice.randrange(len(whole))
    match dice.randrange(3):
        case 0:
            return whole[:at]
        case 1:
            return whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)]) + whole[at + 1 :]
        case _:
            length = dice.choice((16, 512, 4096))
            return (whole[:at] + bytes(length) + whole[at + length :])[: len(whole)]


def test_no_broken_file_is_believed_and_none_ends_in_a_traceback(journal: Archive, file: Path) -> None:
    """Of each of a thousand: whatever is read is as it was written, and what is missing is said."""
    written: dict[str, tuple[Entry, ...]] = {}
    for number in range(6):
        written[f"m{number}"] = write(journal, f"m{number}", *issued(), *[HandedOver("x" * 900)] * number)
    whole = file.read_bytes()
    dice = random.Random(2026)
    outcomes = {"as it was": 0, "damage told": 0, "refused": 0}
    for _ in range(BROKEN):
        file.write_bytes(broken(whole, dice))
        found = SqliteJournal(file)
        try:
            read = {one[0].migration: one for one in found.migrations()}
            missing = {damage.migration for damage in found.damage()}
        except JournalTrouble:
            outcomes["refused"] += 1
            continue
        for migration, entries in read.items():
            assert entries == written[migration]
        assert written.keys() - read.keys() <= missing or "" in missing, "something is gone in silence"
        outcomes["damage told" if missing else "as it was"] += 1
    assert all(outcomes.values()), outcomes
    assert outcomes["as it was"] < BROKEN / 2, outcomes


def test_nothing_is_written_into_a_file_whose_pages_make_no_sense(journal: Archive, file: Path) -> None:
    write(journal, MIGRATION, *issued(), *[HandedOver("x" * 3000)] * 5)
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\x00" * 4096 + whole[12288:])
    before = file.read_bytes()
    with pytest.raises(JournalTrouble, match=r"is damaged\. Nothing is changed in AWS") as caught:
        SqliteJournal(file).append("n", 0, START, ACTOR, started())
    assert "sessions recover" in caught.value.remedy
    assert file.read_bytes() == before
