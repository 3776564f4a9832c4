"""Seats of programs in the tests."""

from __future__ import annotations

import os
from pathlib import Path

from acm_tui.domain.seat import Seat
from acm_tui.seat_lock import SeatLocks
from tests.domain.stories import ACTOR

SEAT = Seat("5ea7", ACTOR, os.getpid())
"""The seat of the one program that most tests are about."""


def locks(directory: Path) -> SeatLocks:
    """The locks of the programs that share *directory*."""
    return SeatLocks(directory / "seats")


NO_LOCKS = SeatLocks(Path(os.devnull) / "seats")
"""Locks where none can be taken: of no program can be told that it has ended."""
