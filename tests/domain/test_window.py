"""The maintenance window: when it is open, and for which load balancers that matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.listener import Kind
from acm_tui.domain.window import Window, asks_reason
from tests.domain.strategies import steady, times

BEGINS = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
ENDS = BEGINS + timedelta(hours=2)
WINDOW = Window(begins=BEGINS, ends=ENDS, zone="Asia/Tokyo")
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (BEGINS - MOMENT, False),
        (BEGINS, True),
        (ENDS - MOMENT, True),
        (ENDS, False),
        (datetime(2026, 11, 25, 2, 30, tzinfo=timezone(timedelta(hours=9))), True),
        (datetime(2026, 11, 25, 2, 30, tzinfo=UTC), False),
    ],
)
def test_it_is_open_from_its_begin_until_its_end(now: datetime, open_: bool) -> None:
    assert WINDOW.contains(now) is open_


@steady
@given(times, times, times)
def test_the_moments_of_a_window_are_those_between(one: datetime, other: datetime, now: datetime) -> None:
    window = Window(begins=min(one, other), ends=max(one, other), zone="UTC")
    before, after = now < window.begins, now >= window.ends
    assert [before, window.contains(now), after].count(True) == 1 or one == other


@pytest.mark.parametrize(
    ("kinds", "asks"),
    [
        (["application"], True),
        (["classic"], True),
        (["network"], False),
        (["network", "application"], True),
        (["network", "classic"], True),
        ([], False),
    ],
)
def test_outside_it_a_reason_is_asked_for_unless_all_is_nlb(kinds: list[Kind], asks: bool) -> None:
    for outside in (BEGINS - MOMENT, ENDS):
        assert asks_reason(kinds, WINDOW, outside) is asks
    assert not asks_reason(kinds, WINDOW, BEGINS)


@steady
@given(times, st.lists(st.sampled_from(["application", "network", "classic"])))
def test_without_a_window_there_is_none_to_be_outside_of(now: datetime, kinds: list[Kind]) -> None:
    assert not asks_reason(kinds, None, now)
