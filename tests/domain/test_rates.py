"""Calls begin no oftener than AWS's documented rates allow, whenever they are wanted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.rates import RATES, Bucket, Rate


def begun(bucket: Bucket, pauses: list[float], rounds: int) -> list[float]:
    """When calls begin for somebody who, between *pauses*, asks as often as he may."""
    now, found = 0.0, []
    for pause in pauses:
        for _ in range(rounds):
            now += bucket.wait(now)
            bucket.take(now)
            found.append(now)
        now += pause
    return found


@given(
    rate=st.sampled_from(sorted(RATES)),
    pauses=st.lists(st.floats(0, 30), min_size=1, max_size=5),
    rounds=st.integers(1, 60),
)
def test_never_more_than_the_documented_rate(rate: str, pauses: list[float], rounds: int) -> None:
    documented = RATES[rate]
    when = begun(Bucket(documented, 0.0), pauses, rounds)
    for number, at in enumerate(when):
        for later, then in enumerate(when[number:], start=1):
            # What AWS's own bucket would have let through in the same time.
            assert later <= documented.at_once + (then - at) * documented.per_second + 1e-6


def test_it_is_nearly_as_quick_as_allowed() -> None:
    when = begun(Bucket(Rate(10, 40), 0.0), [0], 800)
    assert when[29] == 0
    assert (800 - 40) / 10 < when[-1] < (800 - 40) / 10 * 1.07


def test_what_is_told_to_slow_down_pauses() -> None:
    bucket = Bucket(Rate(10, 40), 0.0)
    bucket.empty(0.0, 5.0)
    assert bucket.wait(0.0) == pytest.approx(5.0)
    bucket.empty(1.0, 2.0)
    assert bucket.wait(1.0) == pytest.approx(4.0), "a shorter pause does not shorten a longer one"
    assert bucket.wait(6.0) == 0


def test_waiting_as_long_as_told_is_enough() -> None:
    bucket = Bucket(Rate(5), 0.0)
    now = 0.0
    for _ in range(1000):
        now += bucket.wait(now)
        assert bucket.wait(now) == 0
        bucket.take(now)
