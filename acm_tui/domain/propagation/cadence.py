"""When to look again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import msgspec

from acm_tui.domain.propagation.check import Check
from acm_tui.domain.propagation.classification import classify
from acm_tui.domain.propagation.names import canonical
from acm_tui.domain.propagation.observation import Perspective
from acm_tui.domain.propagation.view import asked

SHORTEST = timedelta(seconds=2)
LONGEST = timedelta(seconds=30)
PATIENT = timedelta(minutes=5)
"""Between two looks once the watch has gone on for an hour."""

PULSE, PATIENT_PULSE = timedelta(seconds=0.5), timedelta(seconds=5)
"""How often a zone's serial is asked for between two looks: at first, and after an hour."""

_EAGER_FOR = timedelta(seconds=30)
_PATIENT_AFTER = timedelta(hours=1)
_GROWTH = 1.5
_MOST_STEPS = 32
"""After so many steps of growth every wait is at its longest."""
_SPREAD = 0.2


def next_look(elapsed: timedelta, changed: bool, jitter: float = 0.0) -> timedelta:
    """How long to wait until the next look.

    Args:
        elapsed: how long this has been watched, or since something last changed.
        changed: the last look heard something new of a record: look closely again.
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


def after_a_move(row: int) -> timedelta:
    """How long after a look began the next one may come because a zone's serial has moved since.

    A serial that moves is often the edit that is waited for: the first one is looked at without waiting.
    Where it moves again and again it says little about the record: each look must wait longer than the last.

    Args:
        row: how many looks in a row such moves have brought; one that heard something new begins at 1.

    Raises:
        ValueError: *row* is negative.
    """
    if row < 0:
        raise ValueError("looks cannot be fewer than none")
    return min(SHORTEST * _GROWTH ** min(row - 1, _MOST_STEPS), PATIENT) if row else timedelta(0)


def next_pulse(elapsed: timedelta) -> timedelta:
    """How long to wait until a zone's serial is asked for again, *elapsed* being as for ``next_look``."""
    return PATIENT_PULSE if elapsed >= _PATIENT_AFTER else PULSE


class Pulse(msgspec.Struct, frozen=True):
    """A copy of a zone that is asked between two looks whether it still has *serial*."""

    zone: str
    server: str
    address: str
    serial: int


def pulses_of(checks: Iterable[Check], beat: int) -> tuple[Pulse, ...]:
    """One copy of each zone that still lacks a record; *beat* counts up, and they take turns.

    Only copies that lack it can bring news. One a beat is enough to see the last of them change: as soon as
    it has, every one of them has, and whoever's turn is next tells.
    """
    lacking: dict[str, dict[str, Pulse]] = {}
    for check in checks:
        for row in asked(check.observations, check.record):
            direct = row.perspective is Perspective.AUTHORITATIVE
            if direct and row.serial is not None and not classify(row, check.record).found:
                pulse = Pulse(canonical(row.zone), row.server, row.address, row.serial)
                lacking.setdefault(pulse.zone, {})[row.address] = pulse
    return tuple(
        sorted(copies.values(), key=lambda pulse: pulse.address)[beat % len(copies)]
        for copies in lacking.values()
    )


def _interval(elapsed: timedelta) -> timedelta:
    if elapsed >= _PATIENT_AFTER:
        return PATIENT
    # The waits as they would follow one another without jitter; the one in which `elapsed` lies counts.
    begins, interval = _EAGER_FOR, SHORTEST
    while begins <= elapsed:
        interval = min(interval * _GROWTH, LONGEST)
        begins += interval
    return interval
