"""The check of one validation record: every authoritative server first, then whatever explains it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable

import dns.exception
import dns.name
import msgspec

from acm_tui.dns.asking import Server
from acm_tui.dns.interception import control
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.public import PublicView
from acm_tui.dns.resolvers import ask_resolvers
from acm_tui.dns.serials import Serials
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Check,
    Classification,
    Failure,
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
    parent,
    probes,
    resolvers_rest_s,
    verdict,
    within,
)

OnObservation = Callable[[Observation], None]
OnCheck = Callable[[Check], None]

_PARENTS = 3
"""How many servers of the zone above are asked."""


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
            that explains what they said.
        resolvers: ask public resolvers and this machine's even when the servers do not agree. Otherwise
            they are left alone until then: asking makes them remember a “no”.
        serials: shared by the records of one look, so that each copy's serial is asked for once.

    Failures of the network are observations; the result's rows are in the order of the zone's servers.

    Raises:
        ValueError: the record's name is not one that DNS can be asked for.
    """
    _check_name(record.name)
    look = _Look(record, lookup, serials or Serials(lookup.asker), on_observation or _ignore)
    await look.at_the_servers()
    if on_verdict is not None:
        on_verdict(look.conclude())
    await look.for_the_reasons(resolvers)
    return look.conclude()


def _check_name(name: str) -> None:
    try:
        dns.name.from_text(name)
    except dns.exception.DNSException as error:
        raise ValueError(f"{name!r} is not a DNS name: {error}") from error


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
        self._asker = lookup.asker
        self._show = show
        self._question = Question(record.name, record.type)
        self._zone: Zone | None = None
        self._rows: tuple[Observation, ...] = ()

    def conclude(self) -> Check:
        """What has been seen so far amounts to this."""
        return conclude(self._record, self._zone, self._rows, self._lookup.now())

    async def at_the_servers(self) -> None:
        """The main question at every address; over HTTPS where the network lets nothing else through."""
        if self._lookup.settings.doh != "on":
            await self._ask_directly()
        if not self._rows or needs_another_way(self._rows, self._record):
            await self._ask_another_way()

    async def for_the_reasons(self, resolvers: bool) -> None:
        """What explains the verdict: where else the record may be, what stands beside it, what others say."""
        kind = verdict(self._rows, self._record).kind
        if kind in (VerdictKind.ABSENT, VerdictKind.WRONG):
            self._add(await self._burst())
        asks = []
        if kind in (VerdictKind.READY, VerdictKind.PARTIAL):
            asks.append(self._beside())
        public = is_public_view(self._rows, self._record)
        if (kind is VerdictKind.READY and not public) or resolvers:
            asks.append(self._resolvers())
        for rows in await asyncio.gather(*asks):
            self._add(rows)

    def _add(self, rows: Iterable[Observation]) -> None:
        self._rows = (*self._rows, *rows)

    async def _ask_directly(self) -> None:
        domain = parent(self._record.name)
        for again in (True, False):
            walk = await self._lookup.delegations.zone_of(domain)
            self._zone = walk.zone
            if walk.zone is None:
                self._rows = walk.observations
                break
            self._rows = await self._ask_all(walk.zone)
            if not (again and self._delegated_since(domain)):
                break
            self._lookup.delegations.forget()
        for row in self._rows if self._zone is None else ():
            self._show(row)

    def _delegated_since(self, domain: str) -> bool:
        """Whether a server refers to a zone that holds *domain*: what is known of the way is old."""
        return any(
            classify(row, self._record) is Classification.REFERRAL and within(domain, row.referral or ".")
            for row in self._rows
        )

    async def _ask_all(self, zone: Zone) -> tuple[Observation, ...]:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._ask_one(Server(server.name, address, zone.name)))
                for server in zone.servers
                for address in server.addresses or ("",)
            ]
        return tuple(task.result() for task in tasks)

    async def _ask_one(self, server: Server) -> Observation:
        """What *server* says of the record, with the serial that its copy of the zone has."""
        if not server.address:
            row = msgspec.structs.replace(
                self._asker.blank(self._question, server, Perspective.AUTHORITATIVE),
                failure=Failure.UNREACHABLE,
                error=f"no address was found for {server.name}",
            )
        else:
            row = await self._ask_with_serial(server)
        self._show(row)
        return row

    async def _ask_with_serial(self, server: Server) -> Observation:
        # A positive answer does not carry the SOA, so its serial is asked for beside it.
        row, soa = await asyncio.gather(
            self._ask(self._question, server, Perspective.AUTHORITATIVE), self._serials.of(server)
        )
        if row.serial is not None or not soa.aa:
            return row
        return msgspec.structs.replace(
            row, serial=soa.serial, mname=soa.mname, negative_ttl_s=soa.negative_ttl_s
        )

    async def _ask(self, question: Question, server: Server, perspective: Perspective) -> Observation:
        return (await self._asker.ask(question, server, perspective)).observation

    async def _ask_another_way(self) -> None:
        """See whether somebody in between answers, and look over HTTPS as far as that is allowed."""
        settings = self._lookup.settings
        if self._rows:
            row = await control(self._question, self._asker)
            self._show(row)
            self._add([row])
        if settings.doh != "off":
            view = self._public_view()
            self._zone = self._zone or await view.zone()
            self._add(await view.main(self._zone))

    def _public_view(self) -> PublicView:
        return PublicView(self._record, self._lookup.doh, self._show)

    async def _burst(self) -> tuple[Observation, ...]:
        """Look where mistakes put the record, all at once, at one address that answered for the zone."""
        if is_public_view(self._rows, self._record):
            return await self._public_view().burst(self._zone, secrets.token_hex(6))
        server = self._freshest()
        questions = probes(self._record, server.zone, secrets.token_hex(6))
        rows = await asyncio.gather(
            *(self._ask(question, server, Perspective.AUTHORITATIVE) for question in questions),
            *(self._ask(self._question, above, Perspective.PARENT) for above in self._servers_above()),
        )
        for row in rows:
            self._show(row)
        return tuple(rows)

    def _freshest(self) -> Server:
        """The address to ask more: its copy was changed last, so a record just made is in that one."""
        answered = [row for row in self._rows if classify(row, self._record).conclusive]
        row = max(answered, key=lambda row: -1 if row.serial is None else row.serial)
        return Server(row.server, row.address, row.zone)

    def _servers_above(self) -> list[Server]:
        above = self._zone.above if self._zone is not None else None
        if above is None:
            return []
        named = [
            Server(server.name, server.addresses[0], above.name)
            for server in above.servers
            if server.addresses
        ]
        return named[:_PARENTS]

    async def _beside(self) -> tuple[Observation, ...]:
        """Whether other data stands where the CNAME is, at one address that has it."""
        if is_public_view(self._rows, self._record):
            return ()
        right = next(row for row in self._rows if classify(row, self._record).found)
        server = Server(right.server, right.address, right.zone)
        row = await self._ask(beside(self._record), server, Perspective.AUTHORITATIVE)
        self._show(row)
        return (row,)

    async def _resolvers(self) -> tuple[Observation, ...]:
        """What resolvers say; what they remember for a while is not asked for again meanwhile."""
        key = f"{self._record.name} {self._record.value}"
        if (known := self._lookup.resolvers.get(key)) is not None:
            return known
        zone = self._zone.name if self._zone is not None else "."
        rows = await ask_resolvers((self._question,), self._asker, self._show, zone=zone)
        return self._lookup.resolvers.keep(key, rows, resolvers_rest_s(rows, self._record))
