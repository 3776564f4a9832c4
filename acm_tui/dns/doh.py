"""DNS over HTTPS (RFC 8484): the public view where the network lets no other DNS through."""

from __future__ import annotations

import asyncio
import urllib.parse
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from acm_tui.dns.aside import Aside, in_place
from acm_tui.dns.asking import OnObservation, failed, observed, query_for
from acm_tui.dns.exchange import NoAnswerError, Reply
from acm_tui.dns.places import Places
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Observation, Perspective, Question, Transport

if TYPE_CHECKING:
    import httpx2

_HTTPS_PORT = 443


class Doh:
    """Asks the servers of ``settings.doh_servers``, and keeps the connections to them until it is closed.

    Use one for each event loop, and close it when no question is under way any more.

    Args:
        settings: the servers, patience and limits.
        now: the present moment, aware UTC, for the observations.
        aside: where what takes long is done.
    """

    def __init__(self, settings: DnsSettings, now: Callable[[], datetime], aside: Aside = in_place) -> None:
        self.settings = settings
        self.now = now
        self._aside = aside
        self._client: httpx2.AsyncClient | None = None
        self._opening = asyncio.Lock()
        self._places = defaultdict[str, Places](lambda: Places(settings.in_flight, Transport.HTTPS))

    async def ask(
        self,
        question: Question,
        zone: str,
        cd: bool = False,
        on_observation: OnObservation | None = None,
    ) -> tuple[Observation, ...]:
        """Put *question* to every server at once; a failure is an observation too, never an exception.

        Args:
            question: what to ask.
            zone: the zone in which the name lies; ``.`` where it is not known.
            cd: ask them not to validate (checking disabled, RFC 4035 §3.2.2).
            on_observation: called on the event loop with each row as it lands.

        The rows are in the order of the settings.
        """
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self.ask_at(url, question, zone, cd, on_observation))
                for url in self.settings.doh_servers
            ]
        return tuple(task.result() for task in tasks)

    async def ask_at(
        self,
        url: str,
        question: Question,
        zone: str,
        cd: bool = False,
        on_observation: OnObservation | None = None,
    ) -> Observation:
        """Put *question* to the one server at *url*, a few at a time; the rest is as for ``ask``."""
        blank = self._blank(url, question, zone, cd)
        try:
            async with self._places[url].one():
                row = observed(blank, await self._exchange(url, blank), self.now())
        except NoAnswerError as error:
            row = failed(blank, error, self.now())
        if on_observation is not None:
            on_observation(row)
        return row

    async def aclose(self) -> None:
        """Close the connections. A later question opens new ones."""
        async with self._opening:
            closing, self._client = self._client, None
        if closing is not None:
            await closing.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    def _blank(self, url: str, question: Question, zone: str, cd: bool) -> Observation:
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname or url
        return Observation(
            perspective=Perspective.PUBLIC,
            server=host,
            address=host,
            port=parts.port or _HTTPS_PORT,
            zone=zone,
            question=question,
            cd=cd,
            at=self.now(),
        )

    async def _exchange(self, url: str, blank: Observation) -> Reply:
        through = await self._open()
        from acm_tui.dns.https import exchange_over_https

        query = query_for(blank)
        query.id = 0  # the same question is the same request: HTTP caches may answer it (RFC 8484 §4.1)
        return await exchange_over_https(query, url, through, self.settings.doh_timeout_s)

    async def _open(self) -> httpx2.AsyncClient:
        async with self._opening:
            if self._client is None:
                # Importing it and reading the certificates takes some 100 ms the first time.
                self._client = await self._aside(_open_client)
            return self._client


def _open_client() -> httpx2.AsyncClient:
    from acm_tui.dns.https import open_client

    return open_client()
