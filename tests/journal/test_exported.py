"""A migration as one file: whole, byte by byte, or not taken in at all."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Event, Unknown
from acm_tui.journal.exported import as_json, read
from acm_tui.journal.line import Line, line_after
from acm_tui.journal.sqlite import SqliteJournal
from tests.domain.stories import ACTOR, MIGRATION, START, issued
from tests.domain.strategies import by_kind, steady


def lines_of(*events: Event) -> tuple[Line, ...]:
    lines: list[Line] = []
    for after, event in enumerate(events):
        lines.append(line_after(lines[-1].digest if lines else "", MIGRATION, after, START, ACTOR, event))
    return tuple(lines)


def exported(*events: Event) -> str:
    return as_json(lines_of(*events), at=START, actor=ACTOR, program_version="1.2.3")


@steady
@given(st.lists(st.sampled_from(list(by_kind)).flatmap(by_kind.__getitem__), min_size=1, max_size=5))
def test_whatever_was_written_comes_back_byte_by_byte(events: list[Event]) -> None:
    assert read(exported(*events).encode()) == lines_of(*events)


def test_the_file_is_json_with_an_entry_a_line_and_says_what_it_is() -> None:
    text = exported(*issued())
    document = json.loads(text)
    assert {key: document[key] for key in document if key not in ("entries", "head")} == {
        "schema_version": 1,
        "kind": "acm-tui migration",
        "migration": MIGRATION,
        "exported_at": "2026-11-23T09:00:00Z",
        "exported_by": ACTOR,
        "program_version": "1.2.3",
        "length": 5,
    }
    assert document["head"] == document["entries"][-1]["digest"]
    assert [json.loads(row.rstrip(",")) for row in text.splitlines()[1:-1]] == document["entries"]


def test_what_a_later_version_wrote_is_carried_on_as_it_is(tmp_path: Path) -> None:
    body = {"event": "sealed", "n": 12345678901234567890123, "deep": [None, "é"]}
    lines = lines_of(*issued(), Unknown("sealed", body))
    journal = SqliteJournal(tmp_path / "journal.sqlite3")
    journal.adopt(read(as_json(lines, at=START, actor=ACTOR, program_version="9").encode()))
    assert journal.lines(MIGRATION) == lines


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "a recipe"}, "no exported migration"),
        ({"schema_version": 2}, "newer acm-tui"),
        ({"length": 6}, "not as it was written"),
        ({"head": "0" * 64}, "not as it was written"),
        ({"migration": "another"}, "not as it was written"),
        ({"entries": []}, "not as it was written"),
        ({"entries": None}, "no exported migration"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(change: dict[str, Any], why: str) -> None:
    document = json.loads(exported(*issued())) | change
    with pytest.raises(JournalTrouble, match=why) as caught:
        read(json.dumps(document, separators=(",", ":")).encode())
    assert "Nothing was taken in" in caught.value.sentence


def test_no_file_that_was_altered_or_cut_off_is_taken_in() -> None:
    """Each of a thousand: refused in plain words, or the very same lines."""
    whole, lines = exported(*issued()).encode(), lines_of(*issued())
    dice = random.Random(2026)
    for _ in range(1000):
        at = dice.randrange(len(whole))
        bad = whole[:at] if dice.random() < 0.3 else whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)])
        bad += b"" if len(bad) == at else whole[at + 1 :]
        try:
            assert read(bad) == lines
        except JournalTrouble as trouble:
            assert trouble.remedy
