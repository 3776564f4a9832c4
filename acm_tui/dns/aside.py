"""What would stop the event loop for a while is done where the caller wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Aside(Protocol):
    """Runs a call that takes some 100 ms and answers its outcome, as ``asyncio.to_thread`` does.

    Nothing in here starts a thread: whoever has a screen to keep alive hands in how it does that.
    """

    async def __call__(self, call: Callable[[], T], /) -> T:
        """The outcome of *call*; what it raises is raised."""
        ...


async def in_place(call: Callable[[], T], /) -> T:
    """The same without going aside: the event loop stands still meanwhile."""
    return call()
