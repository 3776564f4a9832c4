"""Which of two serials is newer, where they count in a circle."""

import pytest

from acm_tui.domain.propagation import steps_behind


@pytest.mark.parametrize(
    ("serial", "others", "steps"),
    [
        (19, (), 0),
        (19, (19,), 0),
        (19, (20,), 1),
        (20, (19,), 0),
        (19, (18, 21, 20), 2),
        (2**32 - 2, (1,), 3),
        (1, (2**32 - 2,), 0),
        (0, (2**31 - 1,), 2**31 - 1),
        (0, (2**31,), 0),  # half the circle away: neither is newer (RFC 1982 §3.2)
        (2**31, (0,), 0),
    ],
)
def test_steps_are_counted_around_the_circle(serial: int, others: tuple[int, ...], steps: int) -> None:
    assert steps_behind(serial, others) == steps
