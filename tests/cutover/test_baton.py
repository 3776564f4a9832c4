"""The baton: the same numbers always make the same interleaving, and nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.workflow import cutover, writer
from tests.cutover import baton as module
from tests.cutover.baton import Baton
from tests.cutover.line import Killed

LANES = "abcd"
CALLS = 3


def run(numbers: Iterable[int], most: int, work: Callable[[Baton, str], None]) -> None:
    baton = Baton(numbers)
    baton.side_by_side(lambda lane: work(baton, lane), LANES, most)


def told(numbers: Iterable[int], most: int = 3) -> str:
    """Lane by lane, whose turn it was."""
    turns: list[str] = []

    def work(baton: Baton, lane: str) -> None:
        for _ in range(CALLS):
            turns.append(lane)
            baton.on_the_way()

    run(numbers, most, work)
    return "".join(turns)


def test_where_it_stays_one_lane_follows_the_other() -> None:
    assert told([0]) == "aaabbbcccddd"
    assert told([1, 2], most=1) == "aaabbbcccddd"


def test_where_it_goes_round_they_take_turns() -> None:
    assert told([0, 1, 1, 1]).startswith("abc")


@given(st.lists(st.integers(0, 2)))
def test_the_same_numbers_make_the_same_interleaving(numbers: list[int]) -> None:
    turns = told(numbers)
    assert turns == told(numbers)
    assert sorted(turns) == sorted(LANES * CALLS)


@given(st.lists(st.integers(0, 2)), st.integers(2, 3))
def test_no_more_than_so_many_are_under_way(numbers: list[int], most: int) -> None:
    under_way: set[str] = set()

    def work(baton: Baton, lane: str) -> None:
        under_way.add(lane)
        assert len(under_way) <= most
        baton.on_the_way()
        under_way.remove(lane)

    run(numbers, most, work)


def test_the_first_trouble_is_raised_when_all_have_ended() -> None:
    ended: list[str] = []

    def work(baton: Baton, lane: str) -> None:
        baton.on_the_way()
        ended.append(lane)
        if lane in "bc":
            raise ValueError(lane)

    with pytest.raises(ValueError, match=r"[bc]") as raised:
        run([1], 3, work)
    assert sorted(ended) == sorted(LANES)
    assert str(raised.value) == next(lane for lane in ended if lane in "bc")


def test_a_broken_rule_counts_for_more() -> None:
    def work(baton: Baton, lane: str) -> None:
        assert lane != "d", "the rule"
        raise ValueError(lane)

    with pytest.raises(AssertionError, match="the rule"):
        run([0], 3, work)


def test_where_one_is_killed_nobody_goes_on() -> None:
    after: list[str] = []

    def work(baton: Baton, lane: str) -> None:
        baton.on_the_way()
        if lane == "b":
            raise Killed
        baton.on_the_way()
        after.append(lane)

    with pytest.raises(Killed):
        run([1], 3, work)
    assert after == []


def test_a_lock_is_held_by_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[str] = []

    def work(baton: Baton, lane: str) -> None:
        with lock:
            assert held == []
            held.append(lane)
            baton.on_the_way()
            held.remove(lane)

    baton = Baton([1])
    baton.takes_over(monkeypatch)
    assert writer.threading.Lock is cutover.threading.Lock  # type: ignore[attr-defined]  # both modules import it
    lock = cutover.threading.Lock()  # type: ignore[attr-defined]  # as above
    baton.side_by_side(lambda lane: work(baton, lane), LANES, 3)


def test_who_is_stuck_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_S", 0.05)
    never = threading.Event()

    def work(baton: Baton, lane: str) -> None:
        never.wait()

    with pytest.raises(AssertionError, match="who holds the baton is stuck"):
        run([0], 3, work)
    never.set()
