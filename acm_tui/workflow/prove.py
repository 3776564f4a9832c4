"""Step 6: handshakes with every address of the load balancers, as they land. Changes nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

from acm_tui.domain.served import Handshake, ServingHost
from acm_tui.tls.handshake import Verification, prove
from acm_tui.workflow.services import Services
from acm_tui.workflow.targets import locate


async def shake_hands(services: Services, hosts: Iterable[ServingHost]) -> AsyncGenerator[Handshake, None]:
    """Shake hands with every address of *hosts*, for each name and without SNI.

    Yields each handshake as it lands; a host whose addresses cannot be learned is one that was not seen.
    What is under way is cancelled when the iterator is closed.
    """
    located = await locate(services, hosts)
    for one in located:
        if not one.addresses:
            yield one.unseen(services.clock())
    proving = prove(
        [target for one in located for target in one.targets],
        proxy=services.tls.proxy,
        timeout_s=services.tls.timeout_s,
        now=services.clock,
        verification=Verification(services.tls.ca),
    )
    async with aclosing(proving):
        async for handshake in proving:
            yield handshake
