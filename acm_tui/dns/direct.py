"""The main question, for the record itself, at every address of the zone's own servers."""

from __future__ import annotations

import asyncio

import msgspec

from acm_tui.dns.asking import OnObservation, Server
from acm_tui.dns.delegation import Walk
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.serials import Serials
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Classification,
    Failure,
    Observation,
    Perspective,
    Question,
    Zone,
    classify,
    parent,
    within,
)

_Rows = tuple[Observation, ...]


class Direct:
    """Asks for *record*; *show* is called on the event loop with each row as it lands."""

    def __init__(
        self, record: ValidationRecord, lookup: Lookup, serials: Serials, show: OnObservation
    ) -> None:
        self._record = record
        self._lookup = lookup
        self._serials = serials
        self._show = show
        self._question = Question(record.name, record.type)

    async def ask(self) -> tuple[Zone | None, _Rows]:
        """The zone, and a row for each address in the order of its servers; without a zone, how far it went.

        A server that refers further down shows that what is known of the way is old: it is walked anew, once.
        """
        walk, rows = await self._once()
        if any(self._refers_down(row) for row in rows) and self._lookup.delegations.renew(walk):
            walk, rows = await self._once()
        if walk.zone is None:
            for row in walk.observations:
                self._show(row)
            return None, walk.observations
        return walk.zone, rows

    async def _once(self) -> tuple[Walk, _Rows]:
        """Every address is asked as soon as it is known, while others are still looked for."""
        begun: dict[Server, asyncio.Task[Observation]] = {}
        async with asyncio.TaskGroup() as group:

            def begin(server: Server) -> None:
                if server not in begun:
                    begun[server] = group.create_task(self._one(server))

            domain = parent(self._record.name)
            walk = await self._lookup.delegations.zone_of(domain, begin, self._serials.learn)
            servers = _servers(walk.zone)
            for server in servers:
                begin(server)
        return walk, tuple(begun[server].result() for server in servers)

    def _refers_down(self, row: Observation) -> bool:
        down = classify(row, self._record) is Classification.REFERRAL
        return down and within(parent(self._record.name), row.referral or ".")

    async def _one(self, server: Server) -> Observation:
        """What *server* says of the record."""
        if not server.address:
            row = msgspec.structs.replace(
                self._lookup.asker.blank(self._question, server, Perspective.AUTHORITATIVE),
                failure=Failure.UNREACHABLE,
                error=f"no address was found for {server.name}",
            )
        else:
            heard = await self._lookup.asker.ask(self._question, server, Perspective.AUTHORITATIVE)
            row = heard.observation
        self._show(row)
        return row


def _servers(zone: Zone | None) -> list[Server]:
    """Each address of *zone*; a server of which none is known stands there with none."""
    if zone is None:
        return []
    return [
        Server(server.name, address, zone.name)
        for server in zone.servers
        for address in server.addresses or ("",)
    ]
