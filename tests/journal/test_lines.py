"""Lines: chained, carried from journal to journal byte by byte, and taken in whole or not at all."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import VOCABULARY, Closed, Event, HandedOver, Unknown
from acm_tui.journal.line import Line, entry_of, intact, line_after
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.store import Archive
from tests.domain.stories import ACTOR, START, issued, started
from tests.domain.strategies import steady
from tests.journal.writing import write


def chain(*events: Event) -> list[Line]:
    lines: list[Line] = []
    for after, event in enumerate(events):
        lines.append(line_after(lines[-1].digest if lines else "", "m", after, START, ACTOR, event))
    return lines


def test_a_migration_is_carried_to_another_journal_byte_by_byte(journal: Archive, tmp_path: Path) -> None:
    written = write(journal, "m", *issued())
    other = SqliteJournal(tmp_path / "other.sqlite3")
    other.adopt(journal.lines("m"))
    assert other.lines("m") == journal.lines("m")
    assert other.read("m") == written
    assert other.append("m", len(written), START, ACTOR, Closed()).seq == len(written) + 1


def test_what_was_handed_over_and_gone_on_with_comes_back(journal: Archive, tmp_path: Path) -> None:
    written = write(journal, "m", *issued())
    other = SqliteJournal(tmp_path / "other.sqlite3")
    assert other.adopt(journal.lines("m")) == len(written)
    other.append("m", len(written), START, "bunji@laptop", HandedOver("CSV"))
    assert journal.adopt(other.lines("m")) == 1
    assert journal.lines("m") == other.lines("m")
    assert journal.adopt(other.lines("m")) == 0
    assert journal.adopt(other.lines("m")[:2]) == 0, "it is further here"


def test_what_has_gone_on_differently_is_not_replaced(journal: Archive, tmp_path: Path) -> None:
    write(journal, "m", started(), Closed())
    before = journal.lines("m")
    with pytest.raises(SomebodyWasFirst, match="gone on differently"):
        journal.adopt(chain(started(), HandedOver("CSV"), Closed()))
    assert journal.lines("m") == before


@steady
@given(st.data())
def test_no_line_can_be_altered_left_out_or_moved(data: st.DataObject) -> None:
    lines = chain(*issued())
    at = data.draw(st.integers(0, len(lines) - 1))
    altered = list(lines)
    match data.draw(
        st.sampled_from(["actor", "at", "seq", "version", "event", "digest", "left out", "moved"])
    ):
        case "left out":
            del altered[at]
            expected = {at, len(altered)} & {at}
        case "moved":
            altered[at - 1], altered[at] = altered[at], altered[at - 1]
            expected = {min(at, (at - 1) % len(lines))}
        case "seq" | "version" as field:
            altered[at] = msgspec.structs.replace(lines[at], **{field: getattr(lines[at], field) + 1})
            expected = {at}
        case "event":
            altered[at] = msgspec.structs.replace(lines[at], event=lines[at].event + b" ")
            expected = {at}
        case field:
            altered[at] = msgspec.structs.replace(lines[at], **{field: getattr(lines[at], field) + "x"})
            expected = {at}
    assert intact(altered) in expected
    assert intact(lines) == len(lines)


@pytest.mark.parametrize("lines", [[], chain(started(), Closed())[1:], [*chain(started()), *chain(Closed())]])
def test_what_is_not_as_it_was_written_is_not_taken_in(journal: Archive, lines: list[Line]) -> None:
    with pytest.raises(JournalTrouble, match="not as it was written"):
        journal.adopt(lines)
    assert journal.read("m") == ()


def test_what_is_new_inside_a_known_event_is_kept_if_a_later_version_wrote_it() -> None:
    body = b'{"event":"intended","mutation":{"call":"export_certificate","arn":"a"}}'
    (line,) = chain(HandedOver("x"))
    later = msgspec.structs.replace(line, event=body, version=VOCABULARY + 1)
    read = entry_of(later).event
    assert isinstance(read, Unknown)
    assert read.kind == "intended"
    with pytest.raises(JournalTrouble, match="cannot be read"):
        entry_of(msgspec.structs.replace(later, version=VOCABULARY))
