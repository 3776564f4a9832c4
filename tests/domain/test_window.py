"""The maintenance window: when it is open, and for which load balancers that matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

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


OVERNIGHT = Window(  # 23:00 to 04:00 in Berlin, in the night in which the clocks are put back: six hours
    begins=datetime(2026, 10, 24, 21, 0, tzinfo=UTC),
    ends=datetime(2026, 10, 25, 3, 0, tzinfo=UTC),
    zone="Europe/Berlin",
    begins_offset_min=120,
    ends_offset_min=60,
)


@pytest.mark.parametrize(
    ("local", "fold", "open_"),
    [
        ("2026-10-24 22:59", 0, False),
        ("2026-10-24 23:00", 0, True),
        ("2026-10-25 00:00", 0, True),
        ("2026-10-25 02:30", 0, True),
        ("2026-10-25 02:30", 1, True),
        ("2026-10-25 03:59", 0, True),
        ("2026-10-25 04:00", 0, False),
        ("2026-10-25 23:30", 0, False),
    ],
)
def test_overnight_and_over_a_change_of_the_clocks(local: str, fold: int, open_: bool) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Berlin"), fold=fold)
    assert OVERNIGHT.contains(now) is open_
    assert asks_reason(["application"], OVERNIGHT, now) is not open_


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
