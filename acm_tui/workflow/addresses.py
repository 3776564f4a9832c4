"""The addresses behind a load balancer's host name, by the resolver of the settings or by this system's."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading

from acm_tui.dns.addresses import in_order
from acm_tui.dns.hosts import HostAddresses, asked_for
from acm_tui.dns.settings import DnsSettings

_SYSTEM_TIMEOUT_S = 5.0


async def addresses_of(host: str, settings: DnsSettings) -> HostAddresses:
    """Look *host* up: with ``settings.resolver`` when that is set, else as every program of this system does.

    Bounded in time; a failure is part of the answer, never an exception.
    """
    endpoint = settings.resolver_endpoint
    return await (_by_system(host) if endpoint is None else asked_for(host, endpoint, settings))


async def _by_system(host: str) -> HostAddresses:
    # The system's resolver cannot be interrupted, and a thread of the loop's own pool would be waited for
    # at the end of the program: hence a thread that nobody waits for.
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[HostAddresses] = loop.create_future()

    def deliver(found: HostAddresses) -> None:
        if not outcome.done():
            outcome.set_result(found)

    def look_up() -> None:
        found = _ask_system(host)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits for the answer any more
            loop.call_soon_threadsafe(deliver, found)

    threading.Thread(target=look_up, name=f"look up {host}", daemon=True).start()
    try:
        async with asyncio.timeout(_SYSTEM_TIMEOUT_S):
            return await outcome
    except TimeoutError:
        return HostAddresses(
            host, (), f"{host} could not be looked up: no answer within {_SYSTEM_TIMEOUT_S:g} s"
        )


def _ask_system(host: str) -> HostAddresses:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return HostAddresses(host, (), f"{host} could not be looked up: {why}")
    return HostAddresses(host, in_order(str(address[0]) for *_, address in found))
