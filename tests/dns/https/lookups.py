"""Lookups that have a server of DNS over HTTPS beside the loopback's name servers."""

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from tests.dns.https.serving import DohServer, answering, context
from tests.dns.loopback import NOW, Behaviour


class Asking:
    """Servers over HTTPS, and lookups that ask them; ``now`` is what their clock shows."""

    def __init__(self, running: AsyncExitStack, certificates: Path, settings: DnsSettings) -> None:
        self._running = running
        self._certificates = certificates
        self._settings = settings
        self.now = NOW

    async def at(self, behaviour: Behaviour, **settings: object) -> tuple[Lookup, DohServer]:
        server = DohServer(context(self._certificates / "server.pem"), answering(behaviour))
        await self._running.enter_async_context(server)
        chosen = replace(self._settings, doh_servers=(server.url,), **settings)  # type: ignore[arg-type] # the tests name the settings they change
        lookup = Lookup(chosen, lambda: self.now)
        self._running.push_async_callback(lookup.aclose)
        return lookup, server
