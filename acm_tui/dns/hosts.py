"""The addresses behind a host name, a load balancer's above all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import dns.message
import dns.rcode
import dns.rdatatype

from acm_tui.dns.addresses import in_order
from acm_tui.dns.asking import is_name
from acm_tui.dns.exchange import NoAnswerError, exchange
from acm_tui.dns.settings import DnsSettings, Endpoint
from acm_tui.domain.propagation import same_name

_LONGEST_CHAIN = 8


@dataclass(frozen=True)
class HostAddresses:
    """The addresses of *host*, IPv4 first. None, with ``error`` (a sentence): they could not be learned.

    None without an error: the answer was that it has none.
    """

    host: str
    addresses: tuple[str, ...]
    error: str | None = None


async def asked_for(host: str, endpoint: Endpoint, settings: DnsSettings) -> HostAddresses:
    """Ask the resolver at *endpoint* for the addresses of *host*.

    Bounded in time; a failure is part of the answer, never an exception.
    """
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
