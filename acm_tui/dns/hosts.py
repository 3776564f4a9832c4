"""The addresses behind a host name, a load balancer's above all."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from dataclasses import dataclass

import dns.message
import dns.rcode
import dns.rdatatype

from acm_tui.dns.addresses import in_order
from acm_tui.dns.asking import is_name
from acm_tui.dns.exchange import NoAnswerError, exchange
from acm_tui.dns.settings import DnsSettings, Endpoint
from acm_tui.domain.propagation import same_name

_SYSTEM_TIMEOUT_S = 5.0
_LONGEST_CHAIN = 8


@dataclass(frozen=True)
class HostAddresses:
    """The addresses of *host*, IPv4 first. None, with ``error`` (a sentence): they could not be learned.

    None without an error: the answer was that it has none.
    """

    host: str
    addresses: tuple[str, ...]
    error: str | None = None


async def addresses_of(host: str, settings: DnsSettings) -> HostAddresses:
    """Look *host* up: with ``settings.resolver`` when that is set, else with this system's resolver.

    Bounded in time; a failure is part of the answer, never an exception.
    """
    endpoint = settings.resolver_endpoint
    if endpoint is None:
        return await _by_system(host)
    found = await asyncio.gather(*(_by_server(host, kind, endpoint, settings) for kind in ("A", "AAAA")))
    addresses = in_order(address for one in found for address in one.addresses)
    errors = [one.error for one in found if one.error is not None]
    return HostAddresses(host, addresses, None if addresses or not errors else errors[0])


async def _by_server(host: str, kind: str, endpoint: Endpoint, settings: DnsSettings) -> HostAddresses:
    if not is_name(host):
        return HostAddresses(host, (), f"{host} could not be looked up: it is not a DNS name")
    query = dns.message.make_query(host, kind, use_edns=0)
    try:
        reply = await exchange(query, endpoint.address, endpoint.port, settings)
    except NoAnswerError as error:
        return HostAddresses(host, (), f"{host} could not be looked up: {error}")
    if reply.message.rcode() != dns.rcode.NOERROR:
        rcode = dns.rcode.to_text(reply.message.rcode())
        return HostAddresses(host, (), f"{host} could not be looked up: the resolver answers {rcode}")
    return HostAddresses(host, _at_the_end_of_the_chain(reply.message, host, kind))


def _at_the_end_of_the_chain(message: dns.message.Message, host: str, kind: str) -> tuple[str, ...]:
    records = [
        (rrset.name.to_text(), dns.rdatatype.to_text(rrset.rdtype), rdata.to_text())
        for rrset in message.answer
        for rdata in rrset
    ]
    for _ in range(_LONGEST_CHAIN):
        targets = [value for name, of, value in records if of == "CNAME" and same_name(name, host)]
        if not targets:
            break
        host = targets[0]
    return tuple(value for name, of, value in records if of == kind and same_name(name, host))


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
