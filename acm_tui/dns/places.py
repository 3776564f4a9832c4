"""How many questions one server has before it at a time, and when it is hopeless to queue for more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from acm_tui.dns.exchange import NoAnswerError
from acm_tui.domain.propagation import Failure, Transport


class Places:
    """The places at one server; *most* questions are under way to it at a time, by *transport*."""

    def __init__(self, most: int, transport: Transport = Transport.UDP) -> None:
        self._most = most
        self._transport = transport
        self._free = asyncio.Semaphore(most)
        self._unanswered = 0

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A place, for as long as a question is under way.

        Whoever finds one free asks. Whoever had to queue, and meanwhile as many questions as there are
        places were left unanswered one after the other, is told so: a hundred names at a dead server
        would else wait for it a hundred times.

        Raises:
            NoAnswerError: the server is silent.
        """
        queued = self._free.locked()
        async with self._free:
            if queued and self._unanswered >= self._most:
                raise NoAnswerError(
                    f"not asked: it had just left {self._unanswered} questions unanswered",
                    Failure.TIMEOUT,
                    self._transport,
                )
            try:
                yield
            except NoAnswerError as error:
                if error.failure is Failure.TIMEOUT:
                    self._unanswered += 1
                raise
            self._unanswered = 0
