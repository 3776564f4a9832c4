"""Where to shake hands: every address of the load balancers, with each name and without."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from importlib import import_module

import msgspec

from acm_tui.domain.monitor import Held
from acm_tui.domain.served import Handshake, ServingHost
from acm_tui.tls.handshake import Target
from acm_tui.workflow.services import Services


class Located(msgspec.Struct, frozen=True):
    """A listener and its addresses. ``why`` (a sentence) says why there are none."""

    host: ServingHost
    addresses: tuple[str, ...]
    why: str

    @property
    def targets(self) -> tuple[Target, ...]:
        """What to shake hands with: each address, once for each name."""
        return tuple(
            Target(self.host.load_balancer, address, self.host.port, name)
            for address in self.addresses
            for name in self.host.server_names
        )

    def unseen(self, at: datetime) -> Handshake:
        """The handshake that could not be made, for want of an address."""
        return Handshake(
            load_balancer=self.host.load_balancer,
            address=self.host.host,
            port=self.host.port,
            server_name=next(iter(self.host.server_names), None),
            at=at,
            error=self.why,
        )

    def unheld(self, at: datetime) -> Held:
        """The connection that could not be opened, for want of an address."""
        return Held(
            load_balancer=self.host.load_balancer,
            port=self.host.port,
            address=self.host.host,
            state="not seen",
            at=at,
            error=self.why,
        )


async def locate(services: Services, hosts: Iterable[ServingHost]) -> tuple[Located, ...]:
    """Look the addresses of *hosts* up, all at once; a failure is part of the answer."""
    # dnspython takes some 60 ms to import: in a thread, so that the screen stays alive.
    await asyncio.to_thread(import_module, "acm_tui.workflow.addresses")
    from acm_tui.workflow.addresses import addresses_of

    places = tuple(hosts)
    found = await asyncio.gather(*(addresses_of(one.host, services.dns) for one in places))
    return tuple(
        Located(
            host, known.addresses, "" if known.addresses else known.error or f"{host.host} has no address"
        )
        for host, known in zip(places, found, strict=True)
    )
