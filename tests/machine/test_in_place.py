"""Lives told by hand: the way in place and back, and that the judge convicts whoever breaks its rules."""

from __future__ import annotations

from collections import Counter

import pytest

from acm_tui.aws import switching
from acm_tui.aws.receipt import Receipt
from acm_tui.domain.migration import Migration
from tests.cutover.line import Fault
from tests.machine import in_place
from tests.machine.life import Life
from tests.machine.mishaps import InTheBook, Mishap, OnTheLine
from tests.machine.program import Act, Program
from tests.machine.town import Town


@pytest.fixture
def life(town: Town) -> Life:
    """Nobody has chosen a way yet."""
    return begun(town, "begun")


def begun(town: Town, until: str) -> Life:
    life = Life(town, Counter())
    life.a_night_begins("two on an ALB", 0, until, "to the end")
    return life


def does(life: Life, act: Act, mishap: Mishap | None = None) -> str:
    """Ayako does it; then everything must hold."""
    ended = life.does(life.ayako, act, 0, mishap)
    life.everything_holds()
    return ended


def ends_switched(life: Life) -> None:
    """Carried to its end without any trouble, it is the same certificate, and was switched."""
    life.teardown()
    assert life.reached["end: switched in place"] == 1
    assert life.town.moved


@pytest.mark.parametrize(
    "mishap",
    [
        *(OnTheLine(fault, at=0) for fault in Fault),
        OnTheLine(Fault.LOST_ONCE, at=0, as_500=True),
        *(InTheBook(at, after=True, killed=True) for at in (0, 1, 2, 3)),
        InTheBook(2, after=False, killed=False),
    ],
    ids=lambda one: one.fault.name if isinstance(one, OnTheLine) else f"entry {one.at}",
)
def test_a_switch_in_the_middle_of_which_something_goes_wrong_is_made_once(
    life: Life, mishap: Mishap
) -> None:
    does(life, in_place.switch, mishap)
    if not life.ayako.migration.switched:
        does(life, in_place.switch)
    assert len(life.judge.switches.begun) == 1
    ends_switched(life)


def test_after_72_hours_it_is_asked_for_again(town: Town) -> None:
    life = begun(town, "switching")
    life.hours_pass(73)
    assert does(life, in_place.switch_again, OnTheLine(Fault.LOST, at=0)) == "OutcomeUnknown"
    assert does(life, in_place.switch_again) == "done"
    assert len(life.judge.switches.begun) == 2
    ends_switched(life)


def test_there_and_back_and_there_again(town: Town) -> None:
    life = begun(town, "requested")
    steps = (in_place.switch, in_place.take_replacing, Program.look, in_place.take_in_place)
    assert [does(life, act) for act in steps] == ["done"] * 4
    assert does(life, in_place.delete_requested, OnTheLine(Fault.KILLED_AFTER, at=0)) == "Killed"
    assert does(life, in_place.delete_requested) == "done"
    assert town.pending == []
    ends_switched(life)


def test_what_somebody_began_in_the_console_is_not_begun_again(life: Life) -> None:
    life.a_switch_is_begun(0)
    assert does(life, in_place.switch) == "done"
    assert len(life.judge.switches.begun) == 1
    ends_switched(life)


def test_whoever_asks_for_what_is_pending_is_found_out(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    does(life, in_place.switch)
    monkeypatch.setattr(Migration, "switch_waits", False)
    monkeypatch.setattr("acm_tui.workflow.switch.why_not_switch", lambda _: None)
    with pytest.raises(AssertionError, match="what is pending is not asked for again"):
        does(life, in_place.switch)


def test_whoever_tells_of_a_switch_that_never_was_is_found_out(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switching, "switch", lambda *_: Receipt(life.town.old, "request-1"))
    with pytest.raises(AssertionError, match=r"what was not done is told|a switch is told that never was"):
        does(life, in_place.switch)
