"""The servers of a zone: those its parent names and those it names itself, with every address of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from acm_tui.dns.addresses import in_order
from acm_tui.dns.asking import Server
from acm_tui.dns.steps import servers_in
from acm_tui.dns.way import Located, Way
from acm_tui.domain.propagation import (
    NameServer,
    Perspective,
    Question,
    Zone,
    is_public_suffix,
    within,
)

OnServer = Callable[[Server], None]


class Listing:
    """Makes the list of one zone.

    Args:
        located: where the zone is.
        way: how to get to hosts that lie elsewhere.
        on_server: is called with each address as it becomes known, with some more than once.
    """

    def __init__(self, located: Located, way: Way, on_server: OnServer) -> None:
        self._located = located
        self._way = way
        self._on_server = on_server
        self._addresses: dict[str, list[str]] = {}

    async def zone(self) -> Zone:
        """The zone with its servers. What can be asked at the same time is."""
        async with asyncio.TaskGroup() as group:
            above = group.create_task(self._above())
            named = group.create_task(self._named())
            self._look_up(self._located.delegated, group)
            own = await named
            self._look_up(own, group)
        return Zone(
            self._located.zone,
            # Servers answer in any order; the operator's rows must not jump.
            tuple(NameServer(name, in_order(self._addresses[name])) for name in sorted(self._addresses)),
            confirmed=self._located.by is not None,
            delegated=tuple(sorted(server.name for server in self._located.delegated)),
            named=tuple(sorted(server.name for server in own)),
            above=above.result(),
        )

    async def _named(self) -> tuple[NameServer, ...]:
        by, zone = self._located.by, self._located.zone
        if by is None:
            return ()
        return servers_in(await self._way.asker.ask(Question(zone, "NS"), by, Perspective.DELEGATION), zone)

    def _look_up(self, servers: Iterable[NameServer], group: asyncio.TaskGroup) -> None:
        """Note *servers*, and look for all addresses of those that are new."""
        for server in servers:
            if server.name not in self._addresses:
                turn = len(self._addresses)
                self._addresses[server.name] = []
                group.create_task(self._find(server.name, turn))
            self._note(server.name, server.addresses)

    def _note(self, host: str, addresses: Iterable[str]) -> None:
        for address in addresses:
            self._addresses[host].append(address)
            self._on_server(Server(host, address, self._located.zone))

    async def _find(self, host: str, turn: int) -> None:
        """All addresses of *host*: from the zone itself if it lies there, else by a walk."""
        by = self._located.by
        if not within(host, self._located.zone):
            self._note(host, await self._way.host(host))
        elif by is not None:  # if it is silent, nobody else can tell
            servers = [self._one_of_many(turn) or by, by]
            found = await self._way.ask_addresses(host, list(dict.fromkeys(servers)))
            self._note(host, found or await self._way.host(host))

    def _one_of_many(self, turn: int) -> Server | None:
        """A server to which others send fewer questions than to the one that was heard first."""
        first = [
            Server(server.name, server.addresses[0], self._located.zone)
            for server in self._located.delegated
            if server.addresses
        ]
        return first[turn % len(first)] if first else None

    async def _above(self) -> Zone | None:
        """The zone that delegates this one, where a DNS team might have edited it by mistake."""
        located = self._located
        cut = located.cut.above if located.cut.name == located.zone else located.cut
        if cut is None or is_public_suffix(cut.name):
            return None
        addresses: dict[str, list[str]] = {}
        for server in await self._way.servers(cut):
            addresses.setdefault(server.name, []).append(server.address)
        servers = (NameServer(name, in_order(of_one)) for name, of_one in sorted(addresses.items()))
        return Zone(cut.name, tuple(servers), confirmed=False)
