"""When to look again, and whom to ask in between."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.propagation import after_a_move, next_look


@pytest.mark.parametrize(
    ("elapsed_s", "wait_s"),
    [
        (0, 2),
        (29.9, 2),
        (30, 3),
        (32.9, 3),
        (33, 4.5),
        (37.5, 6.75),
        (200, 30),
        (3599, 30),
        (3600, 300),
        (1e6, 300),
    ],
)
def test_the_wait_grows_with_patience(elapsed_s: float, wait_s: float) -> None:
    assert next_look(timedelta(seconds=elapsed_s), changed=False) == timedelta(seconds=wait_s)


@pytest.mark.parametrize("elapsed_s", [0, 100, 10_000])
def test_a_change_brings_the_close_look_back(elapsed_s: float) -> None:
    assert next_look(timedelta(seconds=elapsed_s), changed=True) == timedelta(seconds=2)


@given(st.floats(0, 1e6), st.booleans(), st.floats(-1, 1))
def test_jitter_moves_a_wait_by_a_fifth_at_most(elapsed_s: float, changed: bool, jitter: float) -> None:
    elapsed = timedelta(seconds=elapsed_s)
    plain, moved = next_look(elapsed, changed), next_look(elapsed, changed, jitter)
    assert plain * 0.8 <= moved <= plain * 1.2
    assert next_look(elapsed, changed, 1) == plain * 1.2
    assert next_look(elapsed, changed, -1) == plain * 0.8


@pytest.mark.parametrize(("elapsed_s", "jitter"), [(-1, 0.0), (1, 1.1), (1, -1.1)])
def test_what_is_no_wait_is_refused(elapsed_s: float, jitter: float) -> None:
    with pytest.raises(ValueError, match=r"watch|jitter"):
        next_look(timedelta(seconds=elapsed_s), changed=False, jitter=jitter)


@pytest.mark.parametrize(
    ("row", "wait_s"),
    [(0, 0), (1, 2), (2, 3), (3, 4.5), (7, 22.78125), (13, 259.4926), (14, 300), (10**9, 300)],
)
def test_a_zone_that_moves_and_moves_brings_looks_ever_later(row: int, wait_s: float) -> None:
    assert after_a_move(row).total_seconds() == pytest.approx(wait_s)


def test_fewer_looks_than_none_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer"):
        after_a_move(-1)
