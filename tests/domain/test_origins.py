"""What the journal remembers for the way back: how listeners were before this migration changed them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from acm_tui.domain.cutover import plan, rollback
from acm_tui.domain.events import (
    CertificateGone,
    CutoverWatched,
    Failed,
    Intended,
    SoakSet,
    WindowSet,
)
from acm_tui.domain.journey import next_action
from acm_tui.domain.migration import SOAK
from acm_tui.domain.window import Window
from tests.domain.stories import (
    NEW,
    OLD,
    START,
    THIRD,
    started,
    told,
)
from tests.domain.written_journal import ONE, TWO, WORLD, Journal


def test_before_the_first_change_there_is_nothing_to_restore() -> None:
    journal = Journal()
    journal.cut_over(ONE, stop_after=0)
    assert (journal.now().origins, journal.now().half_done, journal.now().cut_over_at) == ((), False, None)


def test_a_listener_is_remembered_at_its_first_change_and_not_before() -> None:
    journal = Journal()
    journal.cut_over(ONE, TWO, stop_after=1)
    assert journal.now().origins == (ONE,)
    assert journal.now().half_done
    left = journal.now().changes_left
    journal.make(left[:2])
    assert journal.now().origins == (ONE,)
    journal.make(left[2:])
    assert journal.now().origins == (ONE, TWO)
    assert not journal.now().half_done


def test_a_change_that_failed_or_is_open_is_no_change() -> None:
    journal = Journal()
    journal.cut_over(ONE, stop_after=0)
    first = journal.now().changes_left[0]
    journal.events.append(Intended(first))
    assert journal.now().origins == ()
    journal.events.append(Failed(len(journal.events), "Throttling", "slow down"))
    assert journal.now().origins == ()


def test_origins_survive_a_second_plan() -> None:
    journal = Journal()
    journal.cut_over(ONE, stop_after=1)
    journal.cut_over(ONE)
    assert journal.now().cutover_done
    assert journal.now().origins == (ONE,), "not as it was when the second plan was made"
    journal.roll_back()
    assert journal.world == WORLD


def test_origins_survive_a_plan_confirmed_without_a_new_choice() -> None:
    journal = Journal()
    journal.cut_over(ONE, stop_after=2)
    chosen = journal.now().chosen or ()
    rest = journal.confirm(plan(chosen, journal.world, OLD, NEW, origins=journal.now().origins))
    journal.make(rest.changes)
    assert (journal.now().origins, journal.now().cutover_done) == ((ONE,), True)


def test_a_second_batch_of_listeners_adds_to_the_first() -> None:
    journal = Journal()
    journal.cut_over(ONE)
    first = journal.last_at
    assert journal.now().cut_over_at == first
    journal.cut_over(TWO)
    assert journal.now().origins == (ONE, TWO)
    assert journal.now().cut_over_at == journal.last_at > first
    journal.roll_back()
    assert (journal.world, journal.now().origins) == (WORLD, ())


def test_the_cutover_is_made_with_the_last_change_and_not_before() -> None:
    journal = Journal()
    journal.cut_over(ONE, stop_after=2)
    assert (journal.now().cut_over_at, journal.now().soaks_until) == (None, None)
    journal.make(journal.now().changes_left)
    assert journal.now().cut_over_at == journal.last_at
    assert journal.now().soaks_until == journal.last_at + SOAK


def test_the_soak_can_be_chosen_before_and_after() -> None:
    journal = Journal()
    journal.events.append(SoakSet(1))
    journal.cut_over(ONE)
    done = journal.last_at
    assert journal.now().soaks_until == done + timedelta(hours=1)
    journal.events.append(SoakSet(48))
    assert journal.now().soaks_until == done + timedelta(hours=48)


def test_a_plan_that_finds_nothing_to_change_does_not_begin_the_soak_anew() -> None:
    journal = Journal()
    journal.cut_over(ONE)
    done = journal.last_at
    journal.cut_over(ONE)
    second = journal.now().plan
    assert second is not None
    assert second.changes == ()
    assert journal.now().cut_over_at == done


def test_swapped_by_hand_the_soak_begins_when_that_is_confirmed() -> None:
    journal = Journal((replace(ONE, default=NEW, sni=(NEW,)),))
    journal.cut_over(ONE)
    assert (journal.now().cut_over_at, journal.now().origins) == (journal.last_at, ())


def test_rolled_back_nothing_is_left_to_restore() -> None:
    journal = Journal()
    journal.cut_over(ONE, TWO)
    journal.roll_back()
    now = journal.now()
    assert now.rolled_back
    assert (now.origins, now.half_done, now.cutover_done, now.cut_over_at) == ((), False, False, None)
    assert now.soaks_until is None
    assert journal.world == WORLD


@pytest.mark.parametrize("stop_after", range(6))
def test_a_rollback_interrupted_and_planned_again_arrives(stop_after: int) -> None:
    journal = Journal()
    journal.cut_over(ONE, TWO, stop_after=4)
    first = journal.roll_back(stop_after)
    arrived = stop_after >= len(first.changes)
    assert journal.now().rolled_back is arrived
    assert journal.now().half_done is not arrived
    assert journal.now().origins == (() if arrived else (ONE, TWO))
    journal.roll_back()
    assert journal.now().rolled_back
    assert (journal.world, journal.now().origins) == (WORLD, ())


def test_a_rollback_interrupted_can_be_turned_into_the_cutover() -> None:
    journal = Journal()
    journal.cut_over(ONE, TWO)
    journal.roll_back(stop_after=1)
    chosen = journal.now().chosen or ()
    journal.make(
        journal.confirm(plan(chosen, journal.world, OLD, NEW, origins=journal.now().origins)).changes
    )
    assert journal.now().cutover_done
    assert journal.now().origins == (ONE, TWO), "as they were before the first change of all"


def test_cut_over_anew_after_a_rollback_it_remembers_anew() -> None:
    journal = Journal()
    journal.cut_over(ONE)
    journal.roll_back()
    theirs = replace(ONE, sni=tuple(sorted([*ONE.sni, THIRD])))
    journal.world = (theirs, TWO)
    journal.cut_over(ONE, TWO)
    assert journal.now().origins == (theirs, TWO)


def test_a_listener_that_the_rollback_leaves_out_stays_to_be_restored() -> None:
    journal = Journal()
    journal.cut_over(ONE, TWO)
    ours = journal.world
    journal.world = (replace(ours[0], default=THIRD), ours[1])
    journal.roll_back()
    assert journal.now().origins == (ONE,)
    assert journal.now().half_done
    assert (journal.now().turned_back, journal.now().rolled_back) == (True, False)
    assert next_action(journal.now()) == "Restore what is left, or swap"
    assert journal.now().cut_over_at is None
    journal.world = (ours[0], journal.world[1])
    journal.roll_back()
    assert (journal.now().origins, journal.world) == ((), WORLD)


def test_a_listener_that_is_gone_is_nothing_to_restore_any_more() -> None:
    journal = Journal()
    journal.cut_over(ONE, TWO)
    journal.world = journal.world[1:]
    journal.roll_back()
    assert (journal.now().origins, journal.now().half_done, journal.now().rolled_back) == ((), False, True)


def test_a_listener_that_a_rollback_does_not_speak_of_is_still_to_restore() -> None:
    journal = Journal()
    journal.cut_over(ONE, TWO)
    part = journal.confirm(rollback([ONE], journal.world, OLD, NEW))
    journal.make(part.changes)
    assert journal.now().origins == (TWO,)


def test_with_the_new_certificate_gone_the_origins_stay() -> None:
    journal = Journal()
    journal.cut_over(ONE, stop_after=1)
    journal.events.append(CertificateGone(NEW))
    assert (journal.now().origins, journal.now().plan) == ((ONE,), None)
    whole = Journal()
    whole.cut_over(ONE)
    whole.events.append(CertificateGone(NEW))
    assert (whole.now().origins, whole.now().cut_over_at) == ((ONE,), None)


def test_what_a_rollback_changes_is_not_remembered_as_a_beginning() -> None:
    journal = Journal((replace(ONE, default=NEW, sni=(NEW,)),))
    made = journal.confirm(rollback([ONE], journal.world, OLD, NEW))
    journal.make(made.changes[:1])
    assert (journal.now().origins, journal.now().half_done) == ((), False)


def test_the_window_is_the_last_that_was_set() -> None:
    begins = START + timedelta(days=1)
    window = Window(begins=begins, ends=begins + timedelta(hours=2), zone="Asia/Tokyo", note="CHG-7")
    moved = replace(window, note="CHG-8")
    assert told(started(), WindowSet(window)).window == window
    assert told(started(), WindowSet(window), WindowSet(moved)).window == moved
    assert told(started(), WindowSet(window), WindowSet(None)).window is None


def test_what_was_watched_adds_up() -> None:
    first = CutoverWatched(NEW, START, START + timedelta(seconds=4), 250.0, ())
    second = replace(first, put=OLD)
    assert told(started(), first, second).watched == (first, second)
