"""Everything that is remembered from look to look."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from acm_tui.dns.aside import Aside, in_place
from acm_tui.dns.asking import Asker, Server
from acm_tui.dns.delegation import Delegations
from acm_tui.dns.interception import Control
from acm_tui.dns.memory import Memory
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Observation, Perspective, Question

if TYPE_CHECKING:
    from acm_tui.dns.doh import Doh
    from acm_tui.dns.public_answers import PublicAnswers


class Lookup:
    """How DNS is asked, and what is known from earlier questions. One for each event loop; close it.

    Every record of every certificate shares it: a zone is walked to once, a server is never asked more than
    a few questions at a time, and no resolver is bothered before it can have forgotten what it said.

    Args:
        settings: how to ask.
        now: the present moment, aware UTC, for the observations.
        clock: seconds that only rise, for how long something is believed.
        aside: where what takes long is done; as it is, the event loop stands still meanwhile.
    """

    def __init__(
        self,
        settings: DnsSettings,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
        aside: Aside = in_place,
    ) -> None:
        self.settings = settings
        self.now = now
        self.asker = Asker(settings, now, aside)
        self.delegations = Delegations(self.asker, clock)
        self.control = Control(self.asker, clock)
        self.resolvers = Memory[tuple[Observation, ...]](clock)
        """What the resolvers said of a record, by its name and value, for as long as asking again is idle."""
        self._doh: Doh | None = None
        self._public: PublicAnswers | None = None

    @property
    def doh(self) -> Doh:
        """The way over HTTPS, opened when it is first needed."""
        if self._doh is None:
            from acm_tui.dns.doh import Doh  # httpx2 and its kin: some 100 ms that most never need

            self._doh = Doh(self.settings, self.now, self.asker.aside)
        return self._doh

    @property
    def public(self) -> PublicAnswers:
        """What public resolvers say over HTTPS, remembered for as long as asking again is idle."""
        if self._public is None:
            from acm_tui.dns.public_answers import PublicAnswers

            self._public = PublicAnswers(self.doh, self.now)
        return self._public

    async def serial(self, server: Server) -> int | None:
        """The serial that *server*'s copy of its zone has; ``None`` when it does not say with authority."""
        heard = await self.asker.ask(Question(server.zone, "SOA"), server, Perspective.AUTHORITATIVE)
        return heard.observation.serial if heard.observation.aa else None

    async def aclose(self) -> None:
        """Give up what is still under way, and close the connections that are kept."""
        await self.asker.aclose()
        if self._doh is not None:
            await self._doh.aclose()
            self._doh = self._public = None
