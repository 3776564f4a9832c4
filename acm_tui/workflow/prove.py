"""Step 6: handshakes with every address of the load balancers, as they land. Changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from importlib import import_module

from acm_tui.domain.served import Handshake, ServingHost
from acm_tui.tls.handshake import Target, Verification, prove
from acm_tui.workflow.services import Services


async def shake_hands(services: Services, hosts: Iterable[ServingHost]) -> AsyncGenerator[Handshake, None]:
    """Shake hands with every address of *hosts*, for each name and without SNI.

    Yields each handshake as it lands; a host whose addresses cannot be learned is one that was not seen.
    What is under way is cancelled when the iterator is closed.
    """
    # dnspython takes some 60 ms to import: in a thread, so that the screen stays alive.
    await asyncio.to_thread(import_module, "acm_tui.dns.hosts")
    from acm_tui.dns.hosts import addresses_of

    places = tuple(hosts)
    found = await asyncio.gather(*(addresses_of(one.host, services.dns) for one in places))
    wanted: list[Target] = []
    for host, known in zip(places, found, strict=True):
        if not known.addresses:
            why = known.error or f"{host.host} has no address"
            yield _unseen(services, host, why)
        wanted += [
            Target(host.load_balancer, address, host.port, name)
            for address in known.addresses
            for name in host.server_names
        ]
    proving = prove(
        wanted,
        proxy=services.tls.proxy,
        timeout_s=services.tls.timeout_s,
        now=services.clock,
        verification=Verification(services.tls.ca),
    )
    async with aclosing(proving):
        async for handshake in proving:
            yield handshake


def _unseen(services: Services, host: ServingHost, why: str) -> Handshake:
    return Handshake(
        load_balancer=host.load_balancer,
        address=host.host,
        port=host.port,
        server_name=None,
        at=services.clock(),
        error=why,
    )
