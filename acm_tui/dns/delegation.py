"""Where a name's records are kept: its zone, and the zone's servers with all their addresses."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from acm_tui.dns.asking import Asker, OnObservation, Server
from acm_tui.dns.listing import Listing, OnServer
from acm_tui.dns.memory import Memory
from acm_tui.dns.way import Located, Way
from acm_tui.domain.propagation import Observation, Zone, canonical, parent


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
        self._at_the_list = defaultdict[str, asyncio.Lock](asyncio.Lock)
        self._listening = defaultdict[str, list[OnServer]](list)

    def forget(self) -> None:
        """Walk anew at the next question."""
        self._way.forget()
        self._walks.clear()
        self._zones.clear()

    async def zone_of(
        self,
        name: str,
        on_server: OnServer | None = None,
        on_observation: OnObservation | None = None,
    ) -> Walk:
        """The zone in which *name* lies and its servers: those its parent names and those it names itself.

        Remembered for ``remember_s`` seconds, a way that led nowhere for ``remember_failure_s``.

        Args:
            name: any name.
            on_server: is called with addresses of the zone as they become known, while others are still
                looked for; with some of them more than once, with some never.
            on_observation: is called with what was said on the way, where it was gone now.
        """
        key = canonical(name)
        if (walk := self._walks.get(key)) is not None:
            return walk
        heard: list[Observation] = []
        located = await self._way.locate(key, heard)
        for row in heard:
            (on_observation or _ignore)(row)
        if _leads_nowhere(located, key):
            walk = Walk(None, tuple(heard))
        else:
            zone = self._zones.get(located.zone) or await self._list_servers(located, on_server or _ignore)
            walk = Walk(zone, tuple(heard))
        return self._walks.keep(key, walk, self._seconds(walk.zone))

    def _seconds(self, zone: Zone | None) -> float:
        settings = self.asker.settings
        return settings.remember_s if zone is not None and zone.confirmed else settings.remember_failure_s

    async def _list_servers(self, located: Located, on_server: OnServer) -> Zone:
        """The zone's servers; where many names want the same zone, one asks and all hear what is found."""
        listening = self._listening[located.zone]
        listening.append(on_server)
        try:
            for server in located.glue:
                on_server(server)
            async with self._at_the_list[located.zone]:
                if (zone := self._zones.get(located.zone)) is not None:
                    return zone
                zone = await Listing(located, self._way, self._tell).zone()
                return self._zones.keep(zone.name, zone, self._seconds(zone))
        finally:
            listening.remove(on_server)

    def _tell(self, server: Server) -> None:
        for on_server in tuple(self._listening[server.zone]):
            on_server(server)


def _ignore(_: object) -> None:
    """Nobody wants to hear of it before it is complete."""


def _leads_nowhere(located: Located, name: str) -> bool:
    """Whether the way ended at the roots or at a top-level domain, which holds nobody's records."""
    at_the_top = parent(located.zone) == "." and located.zone != name
    return at_the_top or (located.by is None and located.zone == ".")
