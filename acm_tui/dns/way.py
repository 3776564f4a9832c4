"""The way from the root servers down to the zone of a name, and to the address of a host."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from acm_tui.dns.addresses import in_order
from acm_tui.dns.asking import Asker, Server
from acm_tui.dns.memory import Memory
from acm_tui.dns.steps import Alias, Apex, Cut, Referral, addresses_in, step_of
from acm_tui.dns.turns import ask_in_turn, by_rank, rotated
from acm_tui.domain.propagation import NameServer, Observation, Question, parent, within

_MOST_SERVERS = 9
"""How many of a zone's addresses are asked for the way at most."""
_LONGEST_WAY = 32
_DEEPEST = 5


@dataclass(frozen=True)
class Located:
    """The zone of a name as far as it is known: the last delegation, and who answered for the zone."""

    zone: str
    cut: Cut
    by: Server | None

    @property
    def delegated(self) -> tuple[NameServer, ...]:
        """The servers that the zone above gives to the zone."""
        return self.cut.servers if self.cut.name == self.zone else ()

    @property
    def glue(self) -> list[Server]:
        """The addresses that it gives with them, as of the zone."""
        return [
            Server(server.name, address, self.zone)
            for server in self.delegated
            for address in server.addresses
        ]


class Way:
    """Follows referrals, and remembers them.

    Args:
        asker: asks, and carries the settings.
        clock: seconds that only rise, for how long something is believed.
    """

    def __init__(self, asker: Asker, clock: Callable[[], float]) -> None:
        self.asker = asker
        self._cuts = Memory[Cut](clock)
        self._hosts = Memory[tuple[str, ...]](clock)
        self._blind = Memory[tuple[Observation, ...]](clock)
        self._at_the_roots = asyncio.Lock()

    def forget(self) -> None:
        """Begin at the roots at the next question."""
        for memory in (self._cuts, self._hosts, self._blind):
            memory.clear()

    async def locate(
        self, name: str, heard: list[Observation], busy: frozenset[str] = frozenset()
    ) -> Located:
        """Follow the referrals towards *name*, canonical.

        Args:
            name: any name.
            heard: gets every observation on the way.
            busy: the hosts being looked up on the way here.
        """
        cut, asked = self._deepest_cut(name), name
        for _ in range(_LONGEST_WAY):
            match await self._step(cut, asked, heard, busy):
                case None:
                    break
                case Referral(cut=below):
                    cut, asked = below, name
                case Apex(zone=zone, by=by):
                    return Located(zone, cut, by)
                case Alias(by=by):
                    asked = parent(asked)
                    if asked == cut.name or not within(asked, cut.name):
                        return Located(cut.name, cut, by)
        return Located(cut.name, cut, None)

    async def servers(self, cut: Cut, busy: frozenset[str] = frozenset()) -> list[Server]:
        """The cut's servers, the first address of each before the second of any."""
        named = cut.servers
        if not any(server.addresses for server in named):
            found = await asyncio.gather(*(self.host(server.name, busy) for server in named))
            named = tuple(
                NameServer(server.name, addresses) for server, addresses in zip(named, found, strict=True)
            )
        return by_rank(named, cut.name)

    async def host(self, host: str, busy: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The addresses of *host*, found by a walk of its own; none when it leads nowhere or in a circle."""
        if host in busy or len(busy) >= _DEEPEST:
            return ()
        if (addresses := self._hosts.get(host)) is not None:
            return addresses
        located = await self.locate(host, [], busy | {host})
        addresses = await self.ask_addresses(host, [located.by]) if located.by is not None else ()
        return self._hosts.keep(host, addresses, self._seconds(bool(addresses)))

    async def ask_addresses(self, host: str, servers: list[Server]) -> tuple[str, ...]:
        """What the first of *servers* to answer with authority says are the addresses of *host*."""

        async def of(kind: str) -> tuple[str, ...]:
            found = await ask_in_turn(
                self.asker,
                Question(host, kind),
                servers,
                lambda heard: addresses_in(heard, host) if heard.observation.aa else None,
                _ignore,
            )
            return found or ()

        found = await asyncio.gather(of("A"), of("AAAA"))
        return in_order(address for of_kind in found for address in of_kind)

    def _seconds(self, good: bool) -> float:
        settings = self.asker.settings
        return settings.remember_s if good else settings.remember_failure_s

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
            return self._remember(await self._ask(cut, name, heard, busy))
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
            found = await self._ask(cut, name, heard, busy)
            if found is None:
                self._blind.keep(".", tuple(heard[begin:]), self._seconds(False))
            return self._remember(found)

    def _remember(self, found: Referral | Apex | Alias | None) -> Referral | Apex | Alias | None:
        if isinstance(found, Referral):
            self._cuts.keep(found.cut.name, found.cut, self._seconds(True))
        return found

    async def _ask(
        self, cut: Cut, name: str, heard: list[Observation], busy: frozenset[str]
    ) -> Referral | Apex | Alias | None:
        """Ask the cut's servers, each name another one first; the first answer that leads on counts."""
        servers = rotated(await self.servers(cut, busy), name)[:_MOST_SERVERS]
        return await ask_in_turn(
            self.asker, Question(name, "SOA"), servers, lambda said: step_of(said, cut, name), heard.append
        )


def _ignore(_: Observation) -> None:
    """What is said of a host on the way is not shown."""
