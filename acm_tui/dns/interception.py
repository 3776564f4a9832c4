"""Whether somebody in between answers in the servers' place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from acm_tui.dns.asking import Asker, Server
from acm_tui.dns.memory import Memory
from acm_tui.domain.propagation import Failure, Observation, Perspective, Question


async def control(question: Question, asker: Asker) -> Observation:
    """Put *question* to ``settings.nobody``, an address at which there is no server (RFC 5737 §3).

    It is asked as the zone's own servers are: without recursion, at their port, by UDP and then by TCP as
    well. Whoever answers, whatever the answer, stands in the way. That nobody does proves nothing.
    """
    nobody = asker.settings.nobody
    return (await asker.ask(question, Server(nobody, nobody, "."), Perspective.CONTROL)).observation


class Control:
    """The same, asked once for all looks, and remembered: that nobody answers takes its time to be heard.

    Args:
        asker: asks, and carries the settings.
        clock: seconds that only rise, for how long something is believed.
    """

    def __init__(self, asker: Asker, clock: Callable[[], float]) -> None:
        self._asker = asker
        self._known = Memory[Observation](clock)
        self._asking = asyncio.Lock()

    async def ask(self, question: Question) -> Observation:
        """What came from there; it may have been asked something else than *question*.

        Whoever gives up asking leaves it to the next.
        """
        async with self._asking:
            nobody = self._asker.settings.nobody
            if (known := self._known.get(nobody)) is not None:
                return known
            row = await control(question, self._asker)
            return self._known.keep(nobody, row, self._seconds(row))

    @property
    def answered(self) -> bool:
        """Whether somebody is known to answer there."""
        known = self._known.get(self._asker.settings.nobody)
        return known is not None and known.rcode is not None

    def _seconds(self, row: Observation) -> float:
        """For how long *row* is believed: only silence is dear, and networks change."""
        settings = self._asker.settings
        silent = row.failure is Failure.TIMEOUT
        return settings.remember_nobody_s if silent else settings.remember_failure_s
