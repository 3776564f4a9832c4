"""Step 3, the DNS side: looks at the validation records at every authoritative server. Changes nothing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Check,
    Heard,
    Observation,
    Pulse,
    after_a_move,
    heard,
    next_look,
    next_pulse,
    pulses_of,
    tells_something_new,
)
from acm_tui.workflow.lookups import Lookups

OnRow = Callable[[ValidationRecord, Observation], None]
OnVerdict = Callable[[Check], None]
Records = Callable[[], Iterable[ValidationRecord]]


class Watch:
    """Looks again and again, closely while things change and patiently while they do not.

    Belongs to one event loop.
    """

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._now = lookups.services.clock
        self._wanted = asyncio.Event()
        self._with_resolvers = False
        self._begun = self._looked_at = self._now()
        self._moved = False
        self._moves = 0
        self._beat = 0
        self.next_at: datetime | None = None
        """When the next look is due, aware; ``None`` while one is under way."""

    def look_now(self, *, resolvers: bool = False) -> None:
        """Look at once; with *resolvers*, at public resolvers and this machine's too, whatever is seen."""
        self._with_resolvers = self._with_resolvers or resolvers
        self._wanted.set()

    async def looks(
        self, records: Records, on_row: OnRow, on_verdict: OnVerdict | None = None
    ) -> AsyncGenerator[tuple[Check, ...], None]:
        """Look for ever: now, then when it is due, when it is asked for, and when a zone's serial changes.

        Args:
            records: what to look for, asked anew before each look.
            on_row: called with each answer as it lands.
            on_verdict: called with each record's verdict before it is explained.
        """
        known: Heard = {}
        self._begun = self._now()
        while True:
            anew = self._wanted.is_set()
            self._wanted.clear()
            resolvers, self._with_resolvers = self._with_resolvers, False
            self._looked_at = self._now()
            checks = await self.look(records(), on_row, on_verdict, resolvers=resolvers, anew=anew)
            now = heard(checks)
            changed = tells_something_new(known, now)
            known = {**known, **now}
            self._plan_next(changed)
            yield checks
            await self._rest(checks)
            self.next_at = None

    def _plan_next(self, changed: bool) -> None:
        """Say when the next look is due after one that heard something new, or did not."""
        self._moves = 0 if not self._moved else 1 if changed else self._moves + 1
        self._moved = False
        if changed:
            self._begun = self._now()
        # What has just changed is likely to go on: the next look may come early, but not late.
        jitter = random.uniform(-1, 0 if changed else 1)
        self.next_at = self._now() + next_look(self._elapsed, changed, jitter)

    async def look(
        self,
        records: Iterable[ValidationRecord],
        on_row: OnRow,
        on_verdict: OnVerdict | None = None,
        *,
        resolvers: bool = False,
        anew: bool = False,
    ) -> tuple[Check, ...]:
        """Look at every record at once; failures of the network are observations, never exceptions.

        Args:
            records: what to look for.
            on_row: called with each answer as it lands.
            on_verdict: called with each record's verdict before it is explained.
            resolvers: ask public resolvers and this machine's too, whatever is seen.
            anew: where public resolvers stand in for the servers, ask them even before they can have
                forgotten what they said last.
        """
        lookup = await self._lookups.ready()
        if anew or resolvers:
            lookup.public.forget()
        from acm_tui.dns.check import check
        from acm_tui.dns.serials import Serials

        serials = Serials(lookup.asker)
        return tuple(
            await asyncio.gather(
                *(
                    check(
                        record,
                        lookup,
                        partial(on_row, record),
                        on_verdict=on_verdict,
                        resolvers=resolvers,
                        serials=serials,
                    )
                    for record in records
                )
            )
        )

    @property
    def _elapsed(self) -> timedelta:
        return max(self._now() - self._begun, timedelta(0))

    async def _rest(self, checks: tuple[Check, ...]) -> None:
        """Wait until the next look is due. The operator ends it; a zone that has moved shortens it."""
        wanted = asyncio.create_task(self._wanted.wait())
        moved = asyncio.create_task(self._move_of(checks))
        waiting: set[asyncio.Task[Any]] = {wanted, moved}
        try:
            while wanted in waiting and (left := self._left) > timedelta(0):
                # In short naps: the clock is not the event loop's, and may be moved.
                nap = min(left, next_pulse(self._elapsed)).total_seconds()
                done, waiting = await asyncio.wait(waiting, timeout=nap, return_when="FIRST_COMPLETED")
                if moved in done:
                    moved.result()
                    self._hurry()
        finally:
            wanted.cancel()
            moved.cancel()
            await asyncio.gather(wanted, moved, return_exceptions=True)
        if wanted not in waiting:
            self._begun = self._now()

    def _hurry(self) -> None:
        """Look sooner: a zone has moved."""
        self._moved = True
        soon = self._looked_at + after_a_move(self._moves)
        self.next_at = min(self.next_at, soon) if self.next_at is not None else soon

    @property
    def _left(self) -> timedelta:
        return self.next_at - self._now() if self.next_at is not None else timedelta(0)

    async def _move_of(self, checks: tuple[Check, ...]) -> None:
        """Return when a zone has another serial than it had: one question a zone and beat, to one copy.

        It is about the zone alone, so that no server remembers anything of the record.
        """
        while True:
            await asyncio.sleep(next_pulse(self._elapsed).total_seconds())
            self._beat += 1
            pulses = pulses_of(checks, self._beat)
            if any(await asyncio.gather(*(self._differs(pulse) for pulse in pulses))):
                return

    async def _differs(self, pulse: Pulse) -> bool:
        from acm_tui.dns.asking import Server

        lookup = await self._lookups.ready()
        server = Server(pulse.server, pulse.address, pulse.zone)
        return await lookup.serial(server) not in (None, pulse.serial)
