"""Loud advice before and while a certificate is requested: CAA and DNSSEC. Never a gate. Changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import timedelta

from acm_tui.domain.propagation import Diagnosis
from acm_tui.workflow.lookups import Lookups

EVERY = timedelta(minutes=5)
"""How often the advice is made anew."""

Names = Callable[[], Iterable[str]]


class Adviser:
    """Looks whether Amazon may issue for a certificate's names. Belongs to one event loop."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self.advice: tuple[Diagnosis, ...] = ()
        """What was advised last; nothing while there is none to give."""

    async def advising(self, names: Names) -> AsyncIterator[tuple[Diagnosis, ...]]:
        """Advise for ever: now, and every five minutes. *names* are asked for anew."""
        while True:
            self.advice = await self.advise(names())
            yield self.advice
            await asyncio.sleep(EVERY.total_seconds())

    async def advise(self, names: Iterable[str]) -> tuple[Diagnosis, ...]:
        """What stands in the way of issuing for *names*; failures of the network are part of it."""
        lookup = await self._lookups.ready()
        from acm_tui.dns.advice import advise

        return (await advise(names, lookup)).diagnoses
