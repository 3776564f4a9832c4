"""Who is at work on a migration: one running program at a time sits down to it, and it alone changes AWS.

There are no heartbeats: a seat is taken and left by events of the journal, so that every store has them,
the record keeps them, and a program that was suspended finds out by reading.
"""

from __future__ import annotations

from datetime import datetime

import msgspec


class Seat(msgspec.Struct, frozen=True):
    """One running program. ``id`` is its own and never used again; ``actor`` is user and machine."""

    id: str
    actor: str
    pid: int


class Holder(msgspec.Struct, frozen=True):
    """Who sits, and since when."""

    seat: Seat
    since: datetime

    @property
    def name(self) -> str:
        """Who, where and which program, as one tells a colleague."""
        return f"{self.seat.actor} (process {self.seat.pid})"


def somebody_else(holder: Holder | None, own: Seat) -> Holder | None:
    """Who sits there, if that is another program than *own*."""
    return holder if holder is not None and holder.seat.id != own.id else None


def lost(holder: Holder | None, own: Seat) -> bool:
    """Whether *own*, which sat there, sits there no more: whatever became of whoever took over since."""
    return holder is None or holder.seat.id != own.id


def why_not_take_over(calls_under_way: int, *, said_gone: bool) -> str | None:
    """Why the seat cannot be taken from somebody, or ``None``.

    A call whose outcome is not written may still be on its way to AWS; whoever takes over settles it by
    reading. Only the operator can know that the other program is gone (*said_gone*).
    """
    if calls_under_way and not said_gone:
        calls = "a change is" if calls_under_way == 1 else f"{calls_under_way} changes are"
        return f"{calls} under way there"
    return None
