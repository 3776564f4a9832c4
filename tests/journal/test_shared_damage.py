"""The shared journal: what is missing or altered in the store is said, and what only looks so is not."""

from __future__ import annotations

import pytest

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import Closed, HandedOver
from acm_tui.journal.layout import body_of
from acm_tui.journal.line import line_after
from acm_tui.journal.shared import SharedJournal
from tests.domain.stories import ACTOR, START, started
from tests.journal.kinds import InMemory
from tests.journal.memory import MemoryObjects
from tests.journal.writing import write

LAYOUT = InMemory.LAYOUT


def test_the_end_that_is_gone_is_missed_by_whoever_has_read_it(kept: InMemory, shared: SharedJournal) -> None:
    write(shared, "m", started(), HandedOver("CSV"), Closed())
    kept.remove("m", 3)
    with pytest.raises(JournalTrouble, match="Migration m is damaged") as caught:
        shared.read("m")
    assert caught.value.cause == "entry 3 is missing"
    assert len(kept.open().read("m")) == 2, "nobody else can know"


def test_a_migration_that_is_gone_is_missed(kept: InMemory, shared: SharedJournal) -> None:
    write(shared, "m", started(), Closed())
    kept.remove("m", 1)
    kept.remove("m", 2)
    (damage,) = shared.damage()
    assert (damage.migration, damage.intact, damage.why) == ("m", 0, "entry 1 is missing")
    with pytest.raises(JournalTrouble, match="is damaged"):
        shared.append("m", 2, START, ACTOR, HandedOver("CSV"))


def test_nothing_is_added_to_what_a_look_at_everything_found_damaged(
    kept: InMemory, shared: SharedJournal
) -> None:
    write(shared, "m", started(), HandedOver("CSV"), Closed())
    kept.alter("m", 1)
    assert shared.damage()
    for attempt in (lambda: shared.read("m"), lambda: shared.append("m", 3, START, ACTOR, Closed())):
        with pytest.raises(JournalTrouble, match="Migration m is damaged"):
            attempt()


def test_a_history_that_was_written_anew_is_noticed_by_whoever_has_read_the_old_one(
    kept: InMemory, shared: SharedJournal
) -> None:
    """Chained as it should be, and yet not what was there."""
    write(shared, "m", started(), HandedOver("CSV"))
    first = shared.lines("m")[0]
    another = line_after(first.digest, "m", 1, START, "mallory", HandedOver("nothing"))
    kept.objects.held[LAYOUT.key("m", 2)] = body_of([another])
    with pytest.raises(JournalTrouble, match="is damaged") as caught:
        shared.read("m")
    assert caught.value.cause == "entry 2 is not as it was read before"
    assert shared.lines("m") == (first,)
    with pytest.raises(JournalTrouble, match="is damaged"):
        shared.last("m")
    assert len(kept.open().read("m")) == 2, "nobody else can know"


def test_what_is_brought_back_is_whole_again(kept: InMemory, shared: SharedJournal) -> None:
    written = write(shared, "m", started(), HandedOver("CSV"), Closed())
    lost = kept.objects.held[LAYOUT.key("m", 2)]
    kept.remove("m", 2)
    assert shared.damage()
    kept.objects.held[LAYOUT.key("m", 2)] = lost
    assert shared.damage() == ()
    assert shared.read("m") == written


def test_an_entry_that_came_while_the_listing_was_made_is_not_missing(
    kept: InMemory, shared: SharedJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A listing in several pages may show the later of two entries and not the earlier one."""
    written = write(shared, "m", started(), HandedOver("CSV"), Closed())
    real = MemoryObjects.listed

    def without_the_second(self: MemoryObjects, prefix: str, after: str = "") -> object:
        return (one for one in real(self, prefix, after) if one.key != LAYOUT.key("m", 2))

    monkeypatch.setattr(MemoryObjects, "listed", without_the_second)
    other = kept.open()
    assert list(other.migrations()) == [written]
    assert other.damage() == ()


def test_an_object_written_anew_with_the_same_content_is_the_same(
    kept: InMemory, shared: SharedJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another encryption or storage class gives another mark."""
    written = write(shared, "m", started(), Closed())
    monkeypatch.setattr("tests.journal.memory.mark", lambda body: "another mark")
    kept.objects.calls.clear()
    assert list(shared.migrations()) == [written]
    assert kept.objects.calls["get"] == 2
    assert list(shared.migrations()) == [written]
    assert kept.objects.calls["get"] == 2


def test_a_number_far_out_is_one_gap_and_not_a_million_questions(
    shared: SharedJournal, objects: MemoryObjects
) -> None:
    write(shared, "m", started())
    objects.held[LAYOUT.key("m", 9_999_999_999)] = b"{}"
    objects.calls.clear()
    (damage,) = shared.damage()
    assert damage.why == "entry 2 is missing"
    assert objects.calls["get"] <= 2
