"""What every journal does, whatever it is kept in: what was appended is there, in order, once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import VOCABULARY, Closed, Event, HandedOver, Unknown
from acm_tui.journal.line import Line, digest_of, line_after
from acm_tui.journal.store import Archive
from tests.domain.stories import ACTOR, START, entries, issued, started
from tests.journal.kinds import Kind
from tests.journal.writing import write

LATER = b'{"event":"sealed","by":{"n":123456789012345678901234567890,"deep":[1.50,"\xc3\xa9",null]}}'


@pytest.fixture
def archive(kind: Kind) -> Archive:
    return kind.open()


def test_what_is_appended_is_read_in_order(archive: Archive, kind: Kind) -> None:
    for entry in entries(*issued()):
        answered = archive.append(entry.migration, entry.seq - 1, entry.at, entry.actor, entry.event)
        assert answered == entry
    for one in (archive, kind.open()):
        assert one.read(entry.migration) == entries(*issued())


def test_what_somebody_else_appends_is_read_at_once(archive: Archive, kind: Kind) -> None:
    other = kind.open()
    written = write(archive, "m", started(), HandedOver("CSV"))
    assert other.read("m") == written
    added = other.append("m", 2, START, "bob", Closed())
    assert archive.read("m") == (*written, added)
    assert list(archive.migrations()) == list(other.migrations()) == [(*written, added)]


def test_times_are_kept_in_utc(archive: Archive, kind: Kind) -> None:
    tokyo = START.astimezone(timezone(timedelta(hours=9)))
    archive.append("m", 0, tokyo, ACTOR, started())
    (entry,) = kind.open().read("m")
    assert entry.at == tokyo
    assert entry.at.tzinfo == UTC


def test_migrations_come_one_by_one_in_the_order_of_their_ids(archive: Archive, kind: Kind) -> None:
    second = write(archive, "b", started(), Closed())
    first = write(archive, "a.é/", started())
    third = write(archive, "c", started(), HandedOver("CSV"), Closed())
    for one in (archive, kind.open()):
        assert list(one.migrations()) == [first, second, third]
        assert one.read("a.é/") == first


def test_sequence_numbers_are_ordered_as_numbers(archive: Archive, kind: Kind) -> None:
    written = write(archive, "m", *(HandedOver(str(number)) for number in range(12)))
    assert [entry.seq for entry in kind.open().read("m")] == list(range(1, 13))
    assert archive.read("m") == written


def test_a_migration_nobody_wrote_is_empty(archive: Archive) -> None:
    assert archive.read("m") == ()
    assert archive.lines("m") == ()
    assert list(archive.migrations()) == []
    write(archive, "m", started())
    assert archive.read("n") == ()
    assert archive.damage() == ()


@pytest.mark.parametrize("after", [0, 1])
def test_whoever_read_too_early_is_told_who_was_first_and_writes_nothing(
    archive: Archive, kind: Kind, after: int
) -> None:
    archive.append("m", 0, START, "bob", started())
    archive.append("m", 1, START, "carol", Closed())
    before = archive.read("m")
    for one in (archive, kind.open()):
        with pytest.raises(SomebodyWasFirst) as caught:
            one.append("m", after, START, ACTOR, HandedOver("CSV"))
        assert "carol changed this migration at 2026-11-23T09:00:00+00:00" in caught.value.sentence
        assert caught.value.cause == f"expected entry {after + 1}, found 2 entries"
    assert archive.read("m") == before


def test_the_second_of_two_that_read_the_same_is_not_first(archive: Archive, kind: Kind) -> None:
    other = kind.open()
    write(archive, "m", started())
    assert archive.read("m") == other.read("m")
    added = other.append("m", 1, START, "bob", HandedOver("CSV"))
    with pytest.raises(SomebodyWasFirst, match="bob changed this migration"):
        archive.append("m", 1, START, ACTOR, HandedOver("CSV"))
    assert archive.read("m")[1:] == (added,)


def test_an_entry_behind_one_that_is_not_there_is_not_written(archive: Archive) -> None:
    write(archive, "m", started())
    with pytest.raises(JournalTrouble, match="has lost entries of this migration") as caught:
        archive.append("m", 3, START, ACTOR, Closed())
    assert not isinstance(caught.value, SomebodyWasFirst)
    assert len(archive.read("m")) == 1


def test_another_migration_is_nobodys_first(archive: Archive) -> None:
    write(archive, "m", started(), Closed())
    assert write(archive, "n", started()) == archive.read("n")


def test_threads_never_share_a_number_and_lose_nothing(kind: Kind) -> None:
    """Each of four writers adds its five, reading anew whenever another was first."""
    begin = threading.Barrier(4)
    refused: list[str] = []
    acknowledged: list[tuple[int, str]] = []

    def add(name: str) -> None:
        archive = kind.open()
        last = len(archive.read("m"))
        begin.wait(20)  # all have read the empty journal: only one of them can be first
        number = 0
        while number < 5 and len(refused) < 1000:
            try:
                entry = archive.append("m", last, START, name, HandedOver(f"{name} {number}"))
            except SomebodyWasFirst:
                refused.append(name)
            else:
                acknowledged.append((entry.seq, f"{name} {number}"))
                number += 1
            last = len(archive.read("m"))

    threads = [threading.Thread(target=add, args=(name,)) for name in ("ann", "bob", "cat", "dan")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = kind.open().read("m")
    assert [entry.seq for entry in found] == list(range(1, 21))
    assert [(e.seq, e.event.how) for e in found if isinstance(e.event, HandedOver)] == sorted(acknowledged)
    assert len(refused) >= 3


def chain(*events: Event) -> list[Line]:
    lines: list[Line] = []
    for after, event in enumerate(events):
        previous = lines[-1].digest if lines else ""
        lines.append(line_after(previous, "m", after, START, ACTOR, event))
    return lines


def later_line(after: Line) -> Line:
    """A line that a later version wrote behind *after*, byte for byte as no encoder of ours would."""
    bare = msgspec.structs.replace(
        after, seq=after.seq + 1, version=VOCABULARY + 1, event=LATER.replace(b":", b" : ")
    )
    return msgspec.structs.replace(bare, digest=digest_of(after.digest, bare))


def test_an_event_of_a_later_version_is_kept_byte_for_byte_and_can_be_followed(
    archive: Archive, kind: Kind
) -> None:
    (first,) = chain(started())
    archive.adopt([first, later_line(first)])
    archive.append("m", 2, START, ACTOR, Closed())
    other = kind.open()
    unknown = other.read("m")[1].event
    assert isinstance(unknown, Unknown)
    assert unknown.kind == "sealed"
    for one in (archive, other):
        assert one.lines("m")[:2] == (first, later_line(first))


def test_a_migration_is_taken_in_whole_and_goes_on(archive: Archive, kind: Kind) -> None:
    lines = chain(*issued())
    archive.adopt(lines)
    other = kind.open()
    assert list(other.lines("m")) == lines
    assert other.append("m", len(lines), START, ACTOR, Closed()).seq == len(lines) + 1
    assert archive.damage() == ()


def test_what_has_gone_on_differently_is_not_replaced(archive: Archive, kind: Kind) -> None:
    write(archive, "m", started(), Closed())
    before = archive.lines("m")
    for one in (archive, kind.open()):
        with pytest.raises(SomebodyWasFirst, match="gone on differently"):
            one.adopt(chain(started(), HandedOver("CSV"), Closed()))
    assert archive.lines("m") == before


def test_what_was_handed_over_and_gone_on_with_comes_back(archive: Archive, kind: Kind) -> None:
    lines = chain(*issued(), HandedOver("CSV"))
    assert archive.adopt(lines[:2]) == 2
    assert kind.open().adopt(lines) == len(lines) - 2
    for one in (archive, kind.open()):
        assert list(one.lines("m")) == lines
        assert one.adopt(lines) == 0
        assert one.adopt(lines[:2]) == 0, "it is further here"


def test_the_last_number_is_known_to_everybody_at_once(archive: Archive, kind: Kind) -> None:
    other = kind.open()
    assert archive.last("m") == other.last("m") == 0
    write(archive, "m", started(), Closed())
    assert archive.last("m") == other.last("m") == 2
    other.append("m", 2, START, ACTOR, HandedOver("CSV"))
    assert archive.last("m") == 3
    assert archive.last("n") == 0


def test_what_is_to_be_known_of_it_is_noted(archive: Archive, kind: Kind) -> None:
    write(archive, "m", started(), Closed())
    assert archive.notes() == ()
    kind.alter("m", 2)
    assert kind.open().notes() == (
        "Migration m is damaged behind entry 1: " + kind.open().damage()[0].why + ".",
    )


@pytest.mark.parametrize("lines", [[], chain(started(), Closed())[1:], [*chain(started()), *chain(Closed())]])
def test_what_is_not_as_it_was_written_is_not_taken_in(archive: Archive, lines: list[Line]) -> None:
    with pytest.raises(JournalTrouble, match="not as it was written"):
        archive.adopt(lines)
    assert archive.read("m") == ()


@pytest.mark.parametrize(
    ("done", "seq", "intact", "why"),
    [
        ("alter", 1, 0, "entry 1 is not as it was written"),
        ("alter", 3, 2, "entry 3 is not as it was written"),
        ("remove", 1, 0, ("entry 1 is missing", "entry 1 is not as it was written, or is missing")),
        ("remove", 2, 1, ("entry 2 is missing", "entry 2 is not as it was written, or is missing")),
    ],
)
@pytest.mark.parametrize("who", ["whoever wrote it", "whoever comes new"])
def test_one_migration_is_damaged_and_the_others_are_not(
    kind: Kind, archive: Archive, done: str, seq: int, intact: int, why: str | tuple[str, ...], who: str
) -> None:
    write(archive, "m", started(), HandedOver("CSV"), Closed())
    other = write(archive, "n", started())
    lines = archive.lines("m")
    getattr(kind, done)("m", seq)
    found = archive if who == "whoever wrote it" else kind.open()
    assert list(found.migrations()) == [other]
    (damage,) = found.damage()
    assert (damage.migration, damage.intact) == ("m", intact)
    assert damage.why.startswith(why)
    assert found.lines("m")[:intact] == lines[:intact]
    with pytest.raises(JournalTrouble, match=f"Migration m is damaged .* {intact} of its entries"):
        found.read("m")
    assert found.append("n", 1, START, ACTOR, Closed()).seq == 2


def test_an_entry_that_says_nothing_is_damage(archive: Archive) -> None:
    (first,) = chain(started())
    bare = msgspec.structs.replace(first, seq=2, event=b'{"event":"closed","note":1}')
    archive.adopt([first, msgspec.structs.replace(bare, digest=digest_of(first.digest, bare))])
    (damage,) = archive.damage()
    assert (damage.migration, damage.intact) == ("m", 1)
    with pytest.raises(JournalTrouble, match="Migration m is damaged"):
        archive.read("m")


def test_an_actor_whose_name_is_not_unicode_is_a_trouble_and_leaves_nothing(archive: Archive) -> None:
    with pytest.raises(JournalTrouble) as caught:
        archive.append("m", 0, START, "b\udcffb", started())
    assert "surrogates" in caught.value.cause
    assert archive.read("m") == ()


def test_a_moment_that_is_not_utc_is_no_other_moment(archive: Archive) -> None:
    at = datetime(2026, 11, 23, 18, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    archive.append("m", 0, at, ACTOR, started())
    assert archive.read("m")[0].at == at
