"""The serials of zones, asked for once where many records of one look want to know them."""

from __future__ import annotations

import asyncio

import msgspec

from acm_tui.dns.asking import Asker, Server
from acm_tui.domain.propagation import Observation, Perspective, Question, canonical


class Serials:
    """Asks a zone's SOA at single addresses, once each. Use one for each look."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._asking: dict[tuple[str, str], asyncio.Future[Observation]] = {}

    async def of(self, server: Server) -> Observation:
        """What *server* says of its zone's SOA. Whoever gives the look up gives it up for all records."""
        key = (server.address, canonical(server.zone))
        if key not in self._asking:
            self._asking[key] = asyncio.ensure_future(self._ask(server))
        return await self._asking[key]

    async def beside(self, row: Observation) -> Observation:
        """*row* with the serial of the copy of the zone that it came from, where it does not tell one itself.

        A positive answer does not carry the SOA.
        """
        if row.serial is not None or row.rcode is None:
            return row
        soa = await self.of(Server(row.server, row.address, row.zone))
        if not soa.aa:
            return row
        return msgspec.structs.replace(
            row, serial=soa.serial, mname=soa.mname, negative_ttl_s=soa.negative_ttl_s
        )

    def learn(self, row: Observation) -> None:
        """Take the serial from *row*, an answer to some other question of this look, if it tells one."""
        if row.aa and row.serial is not None:
            known = asyncio.get_running_loop().create_future()
            known.set_result(row)
            self._asking.setdefault((row.address, canonical(row.zone)), known)

    async def _ask(self, server: Server) -> Observation:
        heard = await self._asker.ask(Question(server.zone, "SOA"), server, Perspective.AUTHORITATIVE)
        return heard.observation
