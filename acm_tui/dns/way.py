"""The way from the root servers down to the zone of a name, and to the address of a host."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from acm_tui.dns.addresses import in_order
from acm_tui.dns.asking import Asker, Server
from acm_tui.dns.errand import Errand
from acm_tui.dns.memory import Memory
from acm_tui.dns.steps import Alias, Apex, Cut, Referral, addresses_in, step_of
from acm_tui.dns.turns import ask_in_turn, by_rank, rotated
from acm_tui.domain.propagation import NameServer, Observation, Question, parent, within

_MOST_SERVERS = 9
"""How many of a zone's addresses are asked for the way at most."""
_LOOKED_UP_AT_ONCE = 4
"""How many of a zone's servers, where none came with an address, are looked up at a time."""
_LONGEST_WAY = 32


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
        self._at_the_host = defaultdict[str, asyncio.Lock](asyncio.Lock)

    def forget(self, zone: str) -> None:
        """Ask anew who is given for *zone*."""
        self._cuts.forget(lambda name, _: name == zone)

    async def locate(self, name: str, heard: list[Observation], errand: Errand) -> Located:
        """Follow the referrals towards *name*, canonical.

        Args:
            name: any name.
            heard: gets every observation on the way.
            errand: is charged for every question, and told where it is and until when that is believed.
        """
        cut, asked = self._deepest_cut(name, errand), name
        for _ in range(_LONGEST_WAY):
            errand.at = cut
            match await self._step(cut, asked, heard, errand):
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

    async def some_servers(self, cut: Cut, errand: Errand) -> list[Server]:
        """Some of the cut's servers, all that came with an address if any did."""
        for few in _few_at_a_time(cut):
            if servers := await self._servers(few, cut, errand):
                return servers
        return []

    async def _servers(self, few: tuple[NameServer, ...], cut: Cut, errand: Errand) -> list[Server]:
        """The addresses of *few* of the cut's servers, looked up where none came with one."""
        if not any(server.addresses for server in few):
            found = await asyncio.gather(*(self.host(server.name, errand) for server in few))
            few = tuple(NameServer(one.name, at) for one, at in zip(few, found, strict=True))
        return by_rank(few, cut.name)

    async def host(self, host: str, errand: Errand) -> tuple[str, ...]:
        """The addresses of *host*, found by a walk of its own; none when it leads nowhere or in a circle."""
        if not errand.outermost:
            return await self._host(host, errand)
        # Many names want the same host at once: one goes, the others profit. Those further in do not wait:
        # two of them could wait for each other.
        async with self._at_the_host[host]:
            return await self._host(host, errand)

    async def _host(self, host: str, errand: Errand) -> tuple[str, ...]:
        if (known := self._hosts.get(host)) is None:
            within_it = errand.to_host(host)
            if within_it is None:
                return ()
            located = await self.locate(host, [], within_it)
            by = [located.by] if located.by is not None else []
            known = await self.ask_addresses(host, by, errand)
            self._hosts.keep(host, known, self._seconds(bool(known)), within_it.until)
        if known:
            errand.rests_on(self._hosts.until(host))
        return known

    async def ask_addresses(self, host: str, servers: list[Server], errand: Errand) -> tuple[str, ...]:
        """What the first of *servers* to answer with authority says are the addresses of *host*."""

        async def of(kind: str) -> tuple[str, ...]:
            if not errand.budget.step():
                return ()
            found = await ask_in_turn(
                self.asker,
                Question(host, kind),
                servers,
                lambda heard: addresses_in(heard, host) if heard.observation.aa else None,
                _ignore,
            )
            return found or ()

        if not servers:
            return ()
        found = await asyncio.gather(of("A"), of("AAAA"))
        return in_order(address for of_kind in found for address in of_kind)

    def _seconds(self, good: bool) -> float:
        settings = self.asker.settings
        return settings.remember_s if good else settings.remember_failure_s

    def _deepest_cut(self, name: str, errand: Errand) -> Cut:
        above = name
        while above != ".":
            if (cut := self._cuts.get(above)) is not None:
                errand.rests_on(self._cuts.until(above))
                return cut
            above = parent(above)
        return Cut(".", self.asker.settings.roots)

    async def _step(
        self, cut: Cut, name: str, heard: list[Observation], errand: Errand
    ) -> Referral | Apex | Alias | None:
        if cut.name != ".":
            return self._remember(await self._ask(cut, name, heard, errand), errand)
        # Many names begin here at once. One goes ahead, the others profit from what it finds, and none
        # waits again for roots that have just been silent.
        async with self._at_the_roots:
            known = self._deepest_cut(name, errand)
            if known.name != ".":
                return Referral(known)
            if (silent := self._blind.get(".")) is not None:
                heard.extend(silent)
                return None
            begin = len(heard)
            found = await self._ask(cut, name, heard, errand)
            if found is None and not errand.budget.spent:
                self._blind.keep(".", tuple(heard[begin:]), self._seconds(False))
            return self._remember(found, errand)

    def _remember(
        self, found: Referral | Apex | Alias | None, errand: Errand
    ) -> Referral | Apex | Alias | None:
        if isinstance(found, Referral):
            # Not longer than the cut above it: it was said by servers that may be the wrong ones by then.
            self._cuts.keep(found.cut.name, found.cut, self._seconds(True), errand.until)
            errand.rests_on(self._cuts.until(found.cut.name))
        return found

    async def _ask(
        self, cut: Cut, name: str, heard: list[Observation], errand: Errand
    ) -> Referral | Apex | Alias | None:
        """Ask the cut's servers, each name another one first; the first answer that leads on counts."""
        for few in _few_at_a_time(cut):
            servers = rotated(await self._servers(few, cut, errand), name)[:_MOST_SERVERS]
            if not errand.budget.step():
                break
            found: Referral | Apex | Alias | None = await ask_in_turn(
                self.asker,
                Question(name, "SOA"),
                servers,
                lambda said: step_of(said, cut, name),
                heard.append,
            )
            if found is not None:
                return found
        return None


def _few_at_a_time(cut: Cut) -> list[tuple[NameServer, ...]]:
    """The cut's servers all at once; in small parts where none came with an address (glue).

    Each may then need a walk of its own, and those again: no more are looked up than are needed.
    """
    if any(server.addresses for server in cut.servers):
        return [cut.servers]
    starts = range(0, len(cut.servers), _LOOKED_UP_AT_ONCE)
    return [cut.servers[start : start + _LOOKED_UP_AT_ONCE] for start in starts]


def _ignore(_: Observation) -> None:
    """What is said of a host on the way is not shown."""
