"""When to look again."""

from __future__ import annotations

from datetime import timedelta

SHORTEST = timedelta(seconds=2)
LONGEST = timedelta(seconds=30)
PATIENT = timedelta(minutes=5)
"""Between two looks once the watch has gone on for an hour."""

_EAGER_FOR = timedelta(seconds=30)
_PATIENT_AFTER = timedelta(hours=1)
_GROWTH = 1.5
_SPREAD = 0.2


def next_look(elapsed: timedelta, changed: bool, jitter: float = 0.0) -> timedelta:
    """How long to wait until the next look.

    Args:
        elapsed: how long this has been watched, or since something last changed.
        changed: something changed since the look before (a zone's serial, an answer): look closely again.
        jitter: a random number of the caller's, −1 to 1; the wait differs by up to 20 % of itself, so that
            several watchers do not ask in step.

    Raises:
        ValueError: *elapsed* is negative or *jitter* is out of its range.
    """
    if elapsed < timedelta(0):
        raise ValueError("a watch cannot have gone on for less than no time")
    if not -1 <= jitter <= 1:
        raise ValueError("jitter is a number from -1 to 1")
    return (SHORTEST if changed else _interval(elapsed)) * (1 + _SPREAD * jitter)


def _interval(elapsed: timedelta) -> timedelta:
    if elapsed >= _PATIENT_AFTER:
        return PATIENT
    # The waits as they would follow one another without jitter; the one in which `elapsed` lies counts.
    begins, interval = _EAGER_FOR, SHORTEST
    while begins <= elapsed:
        interval = min(interval * _GROWTH, LONGEST)
        begins += interval
    return interval
