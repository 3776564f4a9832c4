"""Eight programs at one migration: nothing is lost, nothing overlaps, and whoever loses knows to whom."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from acm_tui.domain.events import HandedOver, SeatTaken, WayChosen
from acm_tui.journal.sqlite import SqliteJournal
from tests.domain.stories import MIGRATION, started
from tests.journal.contending import JOURNAL
from tests.journal.writing import write

EIGHT = 8
KNOWN_WITHIN_S = 1.0


@pytest.fixture
def journal(tmp_path: Path) -> SqliteJournal:
    journal = SqliteJournal(tmp_path / JOURNAL)
    write(journal, MIGRATION, started())
    return journal


def together(directory: Path, what: str, count: int = 1) -> list[dict[str, Any]]:
    """What each of eight processes says that do the same at once; all live until the last has said it."""
    with ExitStack() as ending:
        processes = [
            ending.enter_context(
                subprocess.Popen(
                    [
                        sys.executable,
                        "-P",
                        "-m",
                        "tests.journal.contending",
                        what,
                        directory,
                        name,
                        str(count),
                    ],
                    env={**os.environ, "PYTHONPATH": str(Path.cwd())},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for name in (f"operator{number}@bastion" for number in range(EIGHT))
        ]
        assert [_line(one) for one in processes] == ["ready\n"] * EIGHT
        for one in processes:
            assert one.stdin is not None
            one.stdin.write("\n")
            one.stdin.flush()
        said = [json.loads(_line(one)) for one in processes]
    assert [one.returncode for one in processes] == [0] * EIGHT
    return said


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("each", [25, pytest.param(500, marks=pytest.mark.long)])
def test_nothing_is_lost_and_nothing_overlaps(journal: SqliteJournal, tmp_path: Path, each: int) -> None:
    said = together(tmp_path, "append", each)
    entries = journal.read(MIGRATION)
    assert [one.seq for one in entries] == list(range(1, EIGHT * each + 2))
    held = {one.seq: one.event.how for one in entries if isinstance(one.event, HandedOver)}
    acknowledged = [(int(seq), how) for one in said for seq, how in one["written"].items()]
    assert len(acknowledged) == EIGHT * each, "each was told of its own"
    assert dict(acknowledged) == held
    assert sum(one["refused"] for one in said) > 0, "they were never at it at the same time"
    assert journal.damage() == ()


def test_one_sits_down_and_seven_know_within_a_second_who_does(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    said = together(tmp_path, "sit down")
    (holder,) = (one["sits"] for one in said if "sits" in one)
    refused = [one for one in said if "refused" in one]
    assert len(refused) == EIGHT - 1
    for one in refused:
        assert one["refused"].startswith(f"{holder} has been at work on this migration since ")
        assert one["within_s"] < KNOWN_WITHIN_S
    _, *written = (type(one.event) for one in journal.read(MIGRATION))
    assert written == [SeatTaken, WayChosen]
