"""Doing something again and again, when it is due or wanted, whatever else is under way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from datetime import datetime, timedelta

_NAP_S = 0.5
"""The clock is not the event loop's, and may be moved: it is looked at this often."""


class Rhythm:
    """Tells when something is due. Belongs to one event loop.

    Args:
        now: the present moment, aware.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._wanted = asyncio.Event()

    def want(self) -> None:
        """Let it be due at once; if it is being done now, once more after that."""
        self._wanted.set()

    async def beats(self, every: Callable[[], timedelta | None]) -> AsyncGenerator[None, None]:
        """Tell for ever when it is due: now, and a while after it was done last.

        *every* says how long that while is, asked anew as time passes: it may have become shorter. As long as
        it says ``None`` nothing is due, wanted or not.
        """
        done: datetime | None = None
        while True:
            wait = every()
            wanted = self._wanted.is_set()
            self._wanted.clear()
            if wait is not None and (wanted or done is None or self._now() - done >= wait):
                yield
                done = self._now()
            else:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wanted.wait(), _NAP_S)
