"""The check of one validation record: every authoritative server first, then whatever explains it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from acm_tui.dns.asking import OnObservation, Server, is_name
from acm_tui.dns.burst import burst
from acm_tui.dns.direct import Direct
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.public import PublicView
from acm_tui.dns.resolvers import ask_resolvers
from acm_tui.dns.serials import Serials
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Check,
    Observation,
    Perspective,
    Question,
    VerdictKind,
    Zone,
    beside,
    classify,
    conclude,
    is_public_view,
    needs_another_way,
    resolvers_kept_s,
    resolvers_rested,
    somebody_between,
    unmasked,
    verdict,
)

OnCheck = Callable[[Check], None]


async def check(
    record: ValidationRecord,
    lookup: Lookup,
    on_observation: OnObservation | None = None,
    *,
    on_verdict: OnCheck | None = None,
    resolvers: bool = False,
    serials: Serials | None = None,
) -> Check:
    """Look for *record* at every address of every name server of its zone.

    Args:
        record: what must be there.
        lookup: how to ask, and what is known of the way; shared by all looks at all records.
        on_observation: called on the event loop with each row as it lands, in the order of landing.
        on_verdict: called as soon as the servers themselves have been heard, before anything else is asked
            that explains what they said. The first look does not wait to hear that nobody answers in their
            place: that is known at its end, and then for some minutes.
        resolvers: ask public resolvers and this machine's even when the servers do not agree. Otherwise
            they are left alone until then: asking makes them remember a “no”.
        serials: shared by the records of one look, so that each copy's serial is asked for once.

    Failures of the network are observations, and so is that the record's name is none; the result's rows
    are in the order of the zone's servers.
    """
    look = _Look(record, lookup, serials or Serials(lookup.asker), on_observation or _ignore)
    if not is_name(record.name):
        await look.at_nobody()
        return look.conclude()
    async with look.beside_the_control():
        await look.at_the_servers()
        if on_verdict is not None:
            on_verdict(look.conclude())
        await look.for_the_reasons(resolvers)
        if await look.was_deceived():
            await look.for_the_reasons(resolvers)
    return look.conclude()


def _ignore(_: Observation) -> None:
    """Nobody looks on."""


class _Look:
    """One look at one record."""

    def __init__(
        self, record: ValidationRecord, lookup: Lookup, serials: Serials, show: OnObservation
    ) -> None:
        self._record = record
        self._serials = serials
        self._lookup = lookup
        self._show = show
        self._question = Question(record.name, record.type)
        self._zone: Zone | None = None
        self._rows: tuple[Observation, ...] = ()
        self._control: asyncio.Task[Observation] | None = None

    def conclude(self) -> Check:
        """What has been seen so far amounts to this."""
        return conclude(self._record, self._zone, self._rows, self._lookup.now())

    async def at_nobody(self) -> None:
        """A row that says why the question cannot be put to anybody."""
        nobody = Server("", "", ".")
        heard = await self._lookup.asker.ask(self._question, nobody, Perspective.AUTHORITATIVE)
        self._hear(heard.observation)

    @asynccontextmanager
    async def beside_the_control(self) -> AsyncIterator[None]:
        """Meanwhile, ask an address at which there is no server: who answers there, answers everywhere."""
        if self._lookup.settings.doh == "on":
            yield
            return
        self._control = asyncio.create_task(self._lookup.control.ask(self._question))
        try:
            yield
        finally:
            self._control.cancel()
            await asyncio.gather(self._control, return_exceptions=True)

    async def at_the_servers(self) -> None:
        """The main question at every address; over HTTPS where the network lets nothing else through."""
        if self._control is not None:
            direct = Direct(self._record, self._lookup, self._serials, self._show)
            self._zone, rows = await direct.ask()
            self._add(rows)
            if self._control.done():
                self._suspect(self._control.result())
        if not self._rows or needs_another_way(self._rows, self._record):
            await self._ask_another_way()

    async def was_deceived(self) -> bool:
        """Whether it shows only now that somebody in between has answered; then another way was taken."""
        if self._control is None or somebody_between(self._rows):
            return False
        self._suspect(await self._control)
        if not somebody_between(self._rows):
            return False
        await self._ask_another_way()
        return True

    async def for_the_reasons(self, resolvers: bool) -> None:
        """What explains the verdict: where else the record may be, what stands beside it, what others say."""
        await self._learn_serials()
        kind = verdict(self._rows, self._record).kind
        if kind in (VerdictKind.ABSENT, VerdictKind.WRONG):
            self._add(await self._burst())
        asks = []
        if kind in (VerdictKind.READY, VerdictKind.PARTIAL):
            asks.append(self._beside())
        public = is_public_view(self._rows, self._record)
        asks.append(self._resolvers(wanted=kind is VerdictKind.READY and not public, anew=resolvers))
        for rows in await asyncio.gather(*asks):
            self._add(rows)

    async def _learn_serials(self) -> None:
        """Which copy of the zone each server has: the verdict needs none, and does not wait for it."""
        direct = [row for row in self._rows if row.perspective is Perspective.AUTHORITATIVE and row.aa]
        main = [row for row in direct if row.question == self._question]
        known = await asyncio.gather(*(self._serials.beside(row) for row in main))
        better = dict(zip(map(id, main), known, strict=True))
        self._rows = tuple(better.get(id(row), row) for row in self._rows)

    def _add(self, rows: Iterable[Observation]) -> None:
        self._rows = unmasked((*self._rows, *rows))

    def _hear(self, row: Observation) -> None:
        self._show(row)
        self._add([row])

    def _suspect(self, control: Observation) -> None:
        """Take *control* into account, as far as it is news: that nobody is there is as it should be."""
        if control.rcode is not None and control not in self._rows:
            self._hear(control)

    async def _ask_another_way(self) -> None:
        """See whether somebody in between answers, and look over HTTPS as far as that is allowed."""
        if self._control is not None and not somebody_between(self._rows):
            self._hear(await self._control)
        if somebody_between(self._rows):
            self._zone = None  # it was he who named it
        if self._lookup.settings.doh != "off":
            view = self._public_view()
            self._zone = self._zone or await view.zone()
            self._add(await view.main(self._zone))

    def _public_view(self) -> PublicView:
        return PublicView(self._record, self._lookup.public, self._show)

    async def _burst(self) -> tuple[Observation, ...]:
        """Look where mistakes put the record."""
        token = secrets.token_hex(6)
        if is_public_view(self._rows, self._record):
            return await self._public_view().burst(self._rows, self._zone, token)
        rows = await burst(self._record, self._rows, self._zone, self._lookup.asker, token)
        for row in rows:
            self._show(row)
        return rows

    async def _beside(self) -> tuple[Observation, ...]:
        """Whether other data stands where the CNAME is, at one address that has it."""
        if is_public_view(self._rows, self._record):
            return ()
        right = next(row for row in self._rows if classify(row, self._record).found)
        server = Server(right.server, right.address, right.zone)
        heard = await self._lookup.asker.ask(beside(self._record), server, Perspective.AUTHORITATIVE)
        self._show(heard.observation)
        return (heard.observation,)

    async def _resolvers(self, *, wanted: bool, anew: bool) -> tuple[Observation, ...]:
        """What resolvers say, or said: they are asked when it is *wanted*, and not again for a while."""
        key = f"{self._record.name} {self._record.value}"
        known = self._lookup.resolvers.get(key) or ()
        rested = not known or resolvers_rested(known, self._record, self._lookup.now())
        if not anew and not (wanted and rested):
            return known
        zone = self._zone.name if self._zone is not None else "."
        rows = await ask_resolvers((self._question,), self._lookup.asker, self._show, zone=zone)
        return self._lookup.resolvers.keep(key, rows, resolvers_kept_s(rows))
