"""The servers of a zone: those its parent names and those it names itself, with every address of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from acm_tui.dns.addresses import in_order
from acm_tui.dns.asking import Server
from acm_tui.dns.errand import Errand
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
        errand: is charged for it, and told until when what the list rests on is believed.
        on_server: is called with each address as it becomes known, with some more than once.
    """

    def __init__(self, located: Located, way: Way, errand: Errand, on_server: OnServer) -> None:
        self._located = located
        self._way = way
        self._errand = errand
        self._on_server = on_server
        self._addresses: dict[str, list[str]] = {}
        self._own: tuple[NameServer, ...] = ()
        self._zone_above: Zone | None = None

    async def zone(self) -> Zone:
        """The zone with its servers; as far as they are known when the errand's time is over."""
        await self._errand.budget.within(self._ask())
        by = self._located.by
        if by is not None and not self._addresses:
            # Neither the zone above nor the zone itself has named any: the one that was heard is left.
            self._addresses[by.name] = []
            self._note(by.name, [by.address])
        return Zone(
            self._located.zone,
            # Servers answer in any order; the operator's rows must not jump.
            tuple(NameServer(name, in_order(self._addresses[name])) for name in sorted(self._addresses)),
            confirmed=by is not None,
            delegated=tuple(sorted(server.name for server in self._located.delegated)),
            named=tuple(sorted(server.name for server in self._own)),
            above=self._zone_above,
        )

    async def _ask(self) -> None:
        """What can be asked at the same time is."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look_above())
            named = group.create_task(self._named())
            self._look_up(self._located.delegated, group)
            self._own = await named
            self._look_up(self._own, group)

    async def _named(self) -> tuple[NameServer, ...]:
        by, zone = self._located.by, self._located.zone
        if by is None or not self._errand.budget.step():
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
            self._note(host, await self._way.host(host, self._errand))
        elif by is not None:  # if it is silent, nobody else can tell
            servers = list(dict.fromkeys([self._one_of_many(turn) or by, by]))
            found = await self._way.ask_addresses(host, servers, self._errand)
            self._note(host, found or await self._way.host(host, self._errand))

    def _one_of_many(self, turn: int) -> Server | None:
        """A server to which others send fewer questions than to the one that was heard first."""
        first = [
            Server(server.name, server.addresses[0], self._located.zone)
            for server in self._located.delegated
            if server.addresses
        ]
        return first[turn % len(first)] if first else None

    async def _look_above(self) -> None:
        """The zone that delegates this one, where a DNS team might have edited it by mistake."""
        located = self._located
        cut = located.cut.above if located.cut.name == located.zone else located.cut
        if cut is None or is_public_suffix(cut.name):
            return
        addresses: dict[str, list[str]] = {}
        for server in await self._way.some_servers(cut, self._errand):
            addresses.setdefault(server.name, []).append(server.address)
        named = (NameServer(name, in_order(of_one)) for name, of_one in sorted(addresses.items()))
        self._zone_above = Zone(cut.name, tuple(named), confirmed=False)
