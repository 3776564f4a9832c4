"""Serials of zones, which count in a circle: after the highest comes 0 (RFC 1982)."""

from __future__ import annotations

from collections.abc import Iterable

_CIRCLE = 2**32


def steps_behind(serial: int, others: Iterable[int]) -> int:
    """How many steps *serial* is behind the newest of *others*; 0 if it is behind none of them."""
    ahead = ((other - serial) % _CIRCLE for other in others)
    return max((steps for steps in ahead if steps < _CIRCLE // 2), default=0)
