"""The shared journal out of reach: nothing is appended, and reading says as of when it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import Closed, HandedOver
from acm_tui.domain.standing import Standing
from acm_tui.journal.shared import SharedJournal
from tests.domain.stories import ACTOR, START, started
from tests.journal.conftest import OpenAt
from tests.journal.kinds import InMemory
from tests.journal.memory import MemoryObjects
from tests.journal.writing import write

LAYOUT = InMemory.LAYOUT


def test_out_of_reach_nothing_is_appended_and_reading_says_as_of_when(
    open_at: OpenAt, objects: MemoryObjects, moments: list[datetime]
) -> None:
    journal = open_at()
    written = write(journal, "m", started(), HandedOver("CSV"))
    assert list(journal.migrations()) == [written]
    assert journal.standing() == Standing()
    moments.append(START + timedelta(minutes=5))
    journal.read("m")
    moments.append(START + timedelta(hours=1))
    objects.put_out_of_reach()
    with pytest.raises(JournalTrouble) as caught:
        journal.append("m", 2, START, ACTOR, Closed())
    assert not isinstance(caught.value, SomebodyWasFirst)
    assert journal.read("m") == written
    assert journal.standing().as_of == START + timedelta(minutes=5)
    assert list(journal.migrations()) == [written]
    assert journal.standing() == Standing(as_of=START, why="the test wants it so"), (
        "of all it was looked then"
    )
    assert journal.lines("m")
    assert journal.damage() == ()
    objects.bring_back()
    assert journal.read("m") == written
    assert journal.standing() == Standing()
    journal.append("m", 2, START, ACTOR, Closed())


def test_the_next_program_knows_as_of_when_it_remembers(
    open_at: OpenAt, objects: MemoryObjects, moments: list[datetime]
) -> None:
    written = write(open_at(), "m", started())
    list(open_at().migrations())
    moments.append(START + timedelta(days=1))
    objects.put_out_of_reach()
    journal = open_at()
    assert list(journal.remembered()) == [written]
    assert journal.standing() == Standing(), "nobody was asked"
    assert list(journal.migrations()) == [written]
    assert journal.standing().as_of == START


def test_what_was_never_read_is_not_said_to_be_empty(open_at: OpenAt, objects: MemoryObjects) -> None:
    write(open_at("another"), "m", started())
    objects.put_out_of_reach()
    journal = open_at()
    for attempt in (lambda: journal.read("m"), lambda: list(journal.migrations()), journal.damage):
        with pytest.raises(JournalTrouble, match="cannot be used"):
            attempt()


def test_one_migration_that_was_read_says_nothing_of_the_others(
    open_at: OpenAt, objects: MemoryObjects
) -> None:
    written = write(open_at("another"), "m", started())
    journal = open_at()
    assert journal.read("m") == written
    objects.put_out_of_reach()
    assert journal.read("m") == written
    with pytest.raises(JournalTrouble):
        list(journal.migrations())


def test_a_store_that_did_not_answer_is_left_alone_for_a_while(
    open_at: OpenAt, objects: MemoryObjects
) -> None:
    """Each try may take many seconds, and a screen reads often; an append tries all the same."""
    journal = open_at(rest_s=1000.0)
    write(journal, "m", started())
    list(journal.migrations())
    objects.put_out_of_reach()
    journal.read("m")
    objects.bring_back()
    objects.calls.clear()
    for _ in range(5):
        journal.read("m")
    assert journal.standing().as_of == START
    assert not objects.calls
    journal.append("m", 1, START, ACTOR, Closed())
    assert len(journal.read("m")) == 2
    assert journal.standing() == Standing(), "it has answered: it is asked again"


def test_a_loser_who_cannot_learn_who_was_first_does_not_go_in_circles(
    kept: InMemory, shared: SharedJournal, objects: MemoryObjects
) -> None:
    """Told that somebody was first he would read, find nothing new, and try again for ever."""
    other = kept.open()
    write(shared, "m", started())
    other.read("m")
    shared.append("m", 1, START, "bob", HandedOver("CSV"))
    objects.before = lambda call, key: objects.put_out_of_reach() if call == "create" else None
    with pytest.raises(JournalTrouble) as caught:
        other.append("m", 1, START, ACTOR, Closed())
    assert not isinstance(caught.value, SomebodyWasFirst)
