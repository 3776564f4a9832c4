"""Where a name's records are kept: its zone, and the zone's servers with all their addresses."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from acm_tui.dns.asking import Asker, OnObservation, Server
from acm_tui.dns.errand import Budget, Errand
from acm_tui.dns.listing import Listing, OnServer
from acm_tui.dns.memory import Memory
from acm_tui.dns.steps import Cut
from acm_tui.dns.way import Located, Way
from acm_tui.domain.propagation import (
    Failure,
    Observation,
    Perspective,
    Question,
    Zone,
    canonical,
    is_public_suffix,
    parent,
)


@dataclass(frozen=True)
class Walk:
    """Where the way led. ``zone`` is ``None`` when it ended before; the observations tell how."""

    zone: Zone | None
    observations: tuple[Observation, ...]


class Delegations:
    """Finds zones by asking from the roots down; the local resolver has no part in it.

    Every name shares what was found on the way. Use one for each event loop.

    Args:
        asker: asks, and carries the settings.
        clock: seconds that only rise, for how long something is believed.
    """

    def __init__(self, asker: Asker, clock: Callable[[], float] = time.monotonic) -> None:
        self.asker = asker
        self._way = Way(asker, clock)
        self._walks = Memory[Walk](clock)
        self._zones = Memory[Zone](clock)
        self._renewed = Memory[bool](clock)
        self._at_the_list = defaultdict[str, asyncio.Lock](asyncio.Lock)
        self._listening = defaultdict[str, list[OnServer]](list)

    def renew(self, walk: Walk) -> bool:
        """Forget the zone of *walk*: its own servers say that it is not so.

        Returns:
            Whether to walk again. Only once in ``remember_s`` seconds: where servers go on contradicting the
            delegation, that is how it is.
        """
        zone = walk.zone
        if zone is None:
            return False
        believed = self._zones.get(zone.name) is zone
        if believed and self._renewed.get(zone.name):
            return False
        self._walks.forget(lambda _, one: one.zone is zone)
        if believed:  # else somebody else was first, or its time is over
            self._renewed.keep(zone.name, True, self.asker.settings.remember_s)
            self._zones.forget(lambda name, _: name == zone.name)
            self._way.forget(zone.name)
        return True

    async def zone_of(
        self,
        name: str,
        on_server: OnServer | None = None,
        on_observation: OnObservation | None = None,
    ) -> Walk:
        """The zone in which *name* lies and its servers: those its parent names and those it names itself.

        Remembered for ``remember_s`` seconds since the oldest thing that it rests on was said; for
        ``remember_failure_s`` where it led nowhere or is not complete. It costs ``walk_steps`` questions and
        ``walk_s`` seconds at most; where that is not enough, the observations or the list end there.

        Args:
            name: any name.
            on_server: is called with addresses of the zone as they become known, while others are still
                looked for; with some of them more than once, with some never.
            on_observation: is called with what was said on the way, where it was gone now.
        """
        key = canonical(name)
        if (walk := self._walks.get(key)) is not None:
            return walk
        settings = self.asker.settings
        errand = Errand(Budget(settings.walk_steps, settings.walk_s))
        heard: list[Observation] = []
        located = await errand.budget.within(self._way.locate(key, heard, errand))
        if located is None:
            heard.append(self._given_up(key, errand))
        for row in heard:
            (on_observation or _ignore)(row)
        if located is None or _leads_nowhere(located, key, heard):
            return self._walks.keep(key, Walk(None, tuple(heard)), settings.remember_failure_s)
        zone = self._zones.get(located.zone) or await self._list_servers(
            located, errand, on_server or _ignore
        )
        errand.rests_on(self._zones.until(zone.name))
        return self._walks.keep(key, Walk(zone, tuple(heard)), settings.remember_s, errand.until)

    def _given_up(self, name: str, errand: Errand) -> Observation:
        """A row that says where the way to *name* was when its time was over."""
        cut = errand.at or Cut(".", self.asker.settings.roots)
        first = cut.servers[0]
        server = Server(first.name, first.addresses[0] if first.addresses else "", cut.name)
        return msgspec.structs.replace(
            self.asker.blank(Question(name, "SOA"), server, Perspective.DELEGATION),
            failure=Failure.TIMEOUT,
            error=f"the way to the zone was given up after {self.asker.settings.walk_s:g} s",
        )

    async def _list_servers(self, located: Located, errand: Errand, on_server: OnServer) -> Zone:
        """The zone's servers; where many names want the same zone, one asks and all hear what is found."""
        listening = self._listening[located.zone]
        listening.append(on_server)
        try:
            for server in located.glue:
                on_server(server)
            async with self._at_the_list[located.zone]:
                if (zone := self._zones.get(located.zone)) is not None:
                    return zone
                zone = await Listing(located, self._way, errand, self._tell).zone()
                return self._zones.keep(zone.name, zone, self._seconds(zone, errand), errand.until)
        finally:
            listening.remove(on_server)

    def _seconds(self, zone: Zone, errand: Errand) -> float:
        settings = self.asker.settings
        complete = zone.confirmed and (zone.delegated or zone.named) and not errand.budget.spent
        return settings.remember_s if complete else settings.remember_failure_s

    def _tell(self, server: Server) -> None:
        for on_server in tuple(self._listening[server.zone]):
            on_server(server)


def _ignore(_: object) -> None:
    """Nobody wants to hear of it before it is complete."""


def _leads_nowhere(located: Located, name: str, heard: list[Observation]) -> bool:
    """Whether the way ended at the roots, or in a zone in which domains are registered, but not this one."""
    if located.zone in (".", name):
        return located.zone == "." and (located.by is None or name != ".")
    if parent(located.zone) == ".":
        return True
    # Some who let others register below have hosts of their own in the same zone: those are there.
    denied = any(row.aa and row.rcode == "NXDOMAIN" for row in heard[-1:])
    return is_public_suffix(located.zone) and (located.by is None or denied)
