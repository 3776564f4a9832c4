"""The way from the root servers to a zone, and the zone's servers with all their addresses."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from acm_tui.dns.addresses import in_order
from acm_tui.dns.asking import Asker, Heard, Server
from acm_tui.dns.memory import Memory
from acm_tui.dns.steps import Alias, Apex, Cut, Referral, addresses_in, servers_in, step_of
from acm_tui.domain.propagation import (
    NameServer,
    Observation,
    Perspective,
    Question,
    Zone,
    canonical,
    is_public_suffix,
    parent,
    within,
)

_AT_ONCE = 3
_ROUNDS = 3
_LONGEST_WAY = 32
_DEEPEST = 5


@dataclass(frozen=True)
class Walk:
    """Where the way led. ``zone`` is ``None`` when it ended before; the observations tell how."""

    zone: Zone | None
    observations: tuple[Observation, ...]


@dataclass(frozen=True)
class _Located:
    """The zone of a name as far as it is known: the last delegation, and who answered for the zone."""

    zone: str
    cut: Cut
    by: Server | None
    said: Heard | None = None


class Delegations:
    """Finds zones by asking from the roots down; the local resolver has no part in it.

    Every name shares what was found on the way. Use one for each event loop.

    Args:
        asker: asks, and carries the settings.
        clock: seconds that only rise, for how long something is believed.
    """

    def __init__(self, asker: Asker, clock: Callable[[], float] = time.monotonic) -> None:
        self.asker = asker
        self._cuts = Memory[Cut](clock)
        self._walks = Memory[Walk](clock)
        self._zones = Memory[Zone](clock)
        self._hosts = Memory[tuple[str, ...]](clock)
        self._blind = Memory[tuple[Observation, ...]](clock)
        self._at_the_roots = asyncio.Lock()
        self._listing = defaultdict[str, asyncio.Lock](asyncio.Lock)

    def forget(self) -> None:
        """Walk anew at the next question."""
        for memory in (self._cuts, self._walks, self._zones, self._hosts, self._blind):
            memory.clear()

    async def zone_of(self, name: str) -> Walk:
        """The zone in which *name* lies and its servers: those its parent names and those it names itself.

        Remembered for ``remember_s`` seconds, a way that led nowhere for ``remember_failure_s``.
        """
        key = canonical(name)
        if (walk := self._walks.get(key)) is not None:
            return walk
        heard: list[Observation] = []
        located = await self._locate(key, heard, frozenset())
        if _leads_nowhere(located, key):
            walk = Walk(None, tuple(heard))
        else:
            walk = Walk(await self._list_servers(located), tuple(heard))
        return self._walks.keep(key, walk, self._seconds(walk.zone is not None and walk.zone.confirmed))

    def _seconds(self, good: bool) -> float:
        settings = self.asker.settings
        return settings.remember_s if good else settings.remember_failure_s

    async def _locate(self, name: str, heard: list[Observation], busy: frozenset[str]) -> _Located:
        """Follow the referrals towards *name*. *busy*: the hosts being looked up on the way here."""
        cut, asked = self._deepest_cut(name), name
        for _ in range(_LONGEST_WAY):
            found = await self._step(cut, asked, heard, busy)
            match found:
                case None:
                    return _Located(cut.name, cut, None)
                case Referral(cut=below):
                    cut, asked = below, name
                case Apex(zone=zone, by=by, said=said):
                    return _Located(zone, cut, by, said)
                case Alias(by=by, said=said):
                    asked = parent(asked)
                    if asked == cut.name or not within(asked, cut.name):
                        return _Located(cut.name, cut, by, said)
        return _Located(cut.name, cut, None)

    def _deepest_cut(self, name: str) -> Cut:
        above = name
        while above != ".":
            if (cut := self._cuts.get(above)) is not None:
                return cut
            above = parent(above)
        return Cut(".", self.asker.settings.roots)

    async def _step(
        self, cut: Cut, name: str, heard: list[Observation], busy: frozenset[str]
    ) -> Referral | Apex | Alias | None:
        if cut.name != ".":
            return self._remember(await self._ask_around(cut, name, heard, busy))
        # Many names begin here at once. One goes ahead, the others profit from what it finds, and none
        # waits again for roots that have just been silent.
        async with self._at_the_roots:
            known = self._deepest_cut(name)
            if known.name != ".":
                return Referral(known)
            if (silent := self._blind.get(".")) is not None:
                heard.extend(silent)
                return None
            begin = len(heard)
            found = await self._ask_around(cut, name, heard, busy)
            if found is None:
                self._blind.keep(".", tuple(heard[begin:]), self._seconds(False))
            return self._remember(found)

    def _remember(self, found: Referral | Apex | Alias | None) -> Referral | Apex | Alias | None:
        if isinstance(found, Referral):
            self._cuts.keep(found.cut.name, found.cut, self._seconds(True))
        return found

    async def _ask_around(
        self, cut: Cut, name: str, heard: list[Observation], busy: frozenset[str]
    ) -> Referral | Apex | Alias | None:
        """Ask some of the cut's servers at once, then others; the first answer that leads on counts."""
        for batch in _batches(await self._with_addresses(cut, busy)):
            asks = [
                asyncio.ensure_future(self.asker.ask(Question(name, "SOA"), server, Perspective.DELEGATION))
                for server in batch
            ]
            try:
                for landed in asyncio.as_completed(asks):
                    said = await landed
                    heard.append(said.observation)
                    if (step := step_of(said, cut, name)) is not None:
                        return step
            finally:
                for ask in asks:
                    ask.cancel()
                await asyncio.gather(*asks, return_exceptions=True)
        return None

    async def _with_addresses(self, cut: Cut, busy: frozenset[str]) -> list[Server]:
        """The cut's servers, the first address of each before the second of any."""
        servers = cut.servers
        if not any(server.addresses for server in servers):
            found = await asyncio.gather(*(self._host(server.name, busy) for server in servers))
            servers = tuple(
                NameServer(server.name, addresses) for server, addresses in zip(servers, found, strict=True)
            )
        ranked = [
            (rank, Server(server.name, address, cut.name))
            for server in servers
            for rank, address in enumerate(server.addresses)
        ]
        return [server for _, server in sorted(ranked, key=lambda one: one[0])]

    async def _list_servers(self, located: _Located) -> Zone:
        """The zone's servers with every address; only one asks when many names want the same zone."""
        async with self._listing[located.zone]:
            if (zone := self._zones.get(located.zone)) is not None:
                return zone
            zone = await self._zone(located)
            return self._zones.keep(zone.name, zone, self._seconds(zone.confirmed))

    async def _zone(self, located: _Located) -> Zone:
        delegated = located.cut.servers if located.cut.name == located.zone else ()
        own: tuple[NameServer, ...] = ()
        if located.by is not None:
            question = Question(located.zone, "NS")
            own = servers_in(await self.asker.ask(question, located.by, Perspective.DELEGATION), located.zone)
        known: dict[str, list[str]] = {}
        for server in (*delegated, *own):
            known.setdefault(server.name, []).extend(server.addresses)
        names = sorted(known)  # servers answer in any order; the operator's rows must not jump
        found = await asyncio.gather(*(self._server_addresses(name, located) for name in names))
        servers = tuple(
            NameServer(name, in_order((*known[name], *addresses)))
            for name, addresses in zip(names, found, strict=True)
        )
        return Zone(
            located.zone,
            servers,
            confirmed=located.by is not None,
            delegated=tuple(sorted(server.name for server in delegated)),
            named=tuple(sorted(server.name for server in own)),
            above=await self._above(located),
        )

    async def _above(self, located: _Located) -> Zone | None:
        """The zone that delegates the one located, where a DNS team might have edited it by mistake."""
        cut = located.cut.above if located.cut.name == located.zone else located.cut
        if cut is None or is_public_suffix(cut.name):
            return None
        addresses: dict[str, list[str]] = {}
        for server in await self._with_addresses(cut, frozenset()):
            addresses.setdefault(server.name, []).append(server.address)
        servers = (NameServer(name, in_order(of_one)) for name, of_one in sorted(addresses.items()))
        return Zone(cut.name, tuple(servers), confirmed=False)

    async def _server_addresses(self, host: str, located: _Located) -> tuple[str, ...]:
        """What is known of *host* beside its glue: from the zone itself if it lies there, else by a walk."""
        if not within(host, located.zone):
            return await self._host(host, frozenset())
        if located.by is None:
            return ()  # only the zone itself could tell, and it is silent
        return await self._ask_addresses(host, located.by) or await self._host(host, frozenset())

    async def _host(self, host: str, busy: frozenset[str]) -> tuple[str, ...]:
        """The addresses of *host*, found by a walk of its own; none when it leads nowhere or in a circle."""
        if host in busy or len(busy) >= _DEEPEST:
            return ()
        if (addresses := self._hosts.get(host)) is not None:
            return addresses
        located = await self._locate(host, [], busy | {host})
        addresses = await self._ask_addresses(host, located.by) if located.by is not None else ()
        return self._hosts.keep(host, addresses, self._seconds(bool(addresses)))

    async def _ask_addresses(self, host: str, by: Server) -> tuple[str, ...]:
        heard = await asyncio.gather(
            *(self.asker.ask(Question(host, kind), by, Perspective.DELEGATION) for kind in ("A", "AAAA"))
        )
        return in_order(address for one in heard for address in addresses_in(one, host))


def _leads_nowhere(located: _Located, name: str) -> bool:
    """Whether the way ended at the roots or at a top-level domain, which holds nobody's records."""
    at_the_top = parent(located.zone) == "." and located.zone != name
    return at_the_top or (located.by is None and located.zone == ".")


def _batches(servers: list[Server]) -> Iterable[list[Server]]:
    for begin in range(0, min(len(servers), _AT_ONCE * _ROUNDS), _AT_ONCE):
        yield servers[begin : begin + _AT_ONCE]
