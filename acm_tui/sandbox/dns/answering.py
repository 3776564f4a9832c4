"""How an authoritative server answers (RFC 1034 §4.3.2, RFC 2308, RFC 4592)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset
import dns.zone

from acm_tui.sandbox.dns.building import TTL

Served = Mapping[dns.name.Name, dns.zone.Zone]
Hosts = Mapping[str, Sequence[str]]

LARGEST_DATAGRAM = 1232
"""Octets of the largest answer sent by UDP (DNS flag day 2020)."""

_SMALLEST_DATAGRAM = 512
_LONGEST_CHAIN = 8
_TRANSFERS = (dns.rdatatype.AXFR, dns.rdatatype.IXFR)


def answer_wire(wire: bytes, served: Served, hosts: Hosts, *, datagram: bool) -> bytes | None:
    """The answer to *wire*; ``None`` when it is no question at all and must be left unanswered.

    *datagram*: it goes by UDP, and is truncated to what the asker takes (RFC 6891 §6.2.5).
    """
    try:
        query = dns.message.from_wire(wire)
        if query.flags & dns.flags.QR:
            return None
    except dns.exception.DNSException:
        return _format_error(wire)
    response = answer(query, served, hosts)
    if not datagram:
        return response.to_wire(max_size=65535)
    takes = query.payload if query.edns >= 0 else _SMALLEST_DATAGRAM
    limit = min(max(takes, _SMALLEST_DATAGRAM), LARGEST_DATAGRAM)
    return response.to_wire(max_size=limit, prefer_truncation=True)


def _format_error(wire: bytes) -> bytes | None:
    header = 12
    if len(wire) < header or wire[2] & 0x80:
        return None
    flags = (wire[2] & 0x79) | 0x80
    return bytes([wire[0], wire[1], flags, dns.rcode.FORMERR, *([0] * 8)])


def answer(query: dns.message.Message, served: Served, hosts: Hosts) -> dns.message.Message:
    """The answer of a server that has *served*, and *hosts* (names without final dot → addresses) beside."""
    response = dns.message.make_response(query, our_payload=LARGEST_DATAGRAM)
    if query.edns > 0:
        response.set_rcode(dns.rcode.BADVERS)
        return response
    if query.opcode() != dns.opcode.QUERY:
        response.set_rcode(dns.rcode.NOTIMP)
        return response
    if len(query.question) != 1:
        response.set_rcode(dns.rcode.FORMERR)
        return response
    question = query.question[0]
    zone = _zone_for(question.name, question.rdtype, served)
    if question.rdclass != dns.rdataclass.IN or question.rdtype in _TRANSFERS or zone is None:
        response.set_rcode(dns.rcode.REFUSED)
        return response
    _Answering(response, served, hosts, question.rdtype).resolve(question.name, zone)
    return response


class _Answering:
    """One answer in the making."""

    def __init__(
        self, response: dns.message.Message, served: Served, hosts: Hosts, kind: dns.rdatatype.RdataType
    ) -> None:
        self._response = response
        self._served = served
        self._hosts = hosts
        self._kind = kind

    def resolve(self, name: dns.name.Name, zone: dns.zone.Zone) -> None:
        """Fill the answer for *name*, following aliases through every zone that is served here."""
        followed: dns.zone.Zone | None = zone
        for _ in range(_LONGEST_CHAIN):
            if followed is None:
                return
            target = self._at(name, followed)
            if target is None:
                return
            name, followed = target, _zone_for(target, self._kind, self._served)

    def _at(self, name: dns.name.Name, zone: dns.zone.Zone) -> dns.name.Name | None:
        """Answer for *name* in *zone*; the target when an alias has to be followed."""
        if (cut := self._delegation(name, zone)) is not None:
            self._refer(cut, zone)
            return None
        self._response.flags |= dns.flags.AA
        if (addresses := self._host(name)) is not None:
            self._host_answer(name, addresses, zone)
            return None
        rdatasets = _at_name(name, zone)
        if rdatasets is None:
            self._response.set_rcode(dns.rcode.NXDOMAIN)
            self._deny(zone)
            return None
        wanted = [found for found in rdatasets if self._kind in (found.rdtype, dns.rdatatype.ANY)]
        if wanted:
            for found in wanted:
                self._answer(name, found)
                if found.rdtype == dns.rdatatype.NS:
                    self._add_addresses(found, zone)
            return None
        alias = next((found for found in rdatasets if found.rdtype == dns.rdatatype.CNAME), None)
        if alias is None:
            self._deny(zone)
            return None
        self._answer(name, alias)
        target: dns.name.Name = alias[0].target
        return target

    def _delegation(self, name: dns.name.Name, zone: dns.zone.Zone) -> dns.rrset.RRset | None:
        for above in _downwards(name, zone):
            # The DS of a delegation is the parent's to answer for (RFC 4035 §3.1.4.1).
            if above == name and self._kind == dns.rdatatype.DS:
                continue
            if (found := zone.get_rrset(above, dns.rdatatype.NS)) is not None:
                return found
        return None

    def _refer(self, cut: dns.rrset.RRset, zone: dns.zone.Zone) -> None:
        self._response.authority.append(cut)
        self._add_addresses(cut, zone)

    def _host(self, name: dns.name.Name) -> Sequence[str] | None:
        return self._hosts.get(name.to_text(omit_final_dot=True).lower())

    def _host_answer(self, name: dns.name.Name, addresses: Sequence[str], zone: dns.zone.Zone) -> None:
        family = {dns.rdatatype.A: ".", dns.rdatatype.AAAA: ":"}.get(self._kind)
        of_kind = [address for address in addresses if family is not None and family in address]
        if not of_kind:
            self._deny(zone)
            return
        found = dns.rdataset.from_text_list(dns.rdataclass.IN, self._kind, TTL, of_kind)
        self._answer(name, found)

    def _answer(self, name: dns.name.Name, found: dns.rdataset.Rdataset) -> None:
        rrset = dns.rrset.from_rdata_list(name, found.ttl, list(found))
        self._response.answer.append(rrset)

    def _add_addresses(self, servers: dns.rdataset.Rdataset, zone: dns.zone.Zone) -> None:
        """The addresses of *servers* as far as *zone* may speak of them: names within it, glue included."""
        for server in servers:
            for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
                if (found := zone.get_rrset(server.target, kind)) is not None:
                    self._response.additional.append(found)

    def _deny(self, zone: dns.zone.Zone) -> None:
        soa = zone.find_rrset(zone.origin or dns.name.root, dns.rdatatype.SOA)
        soa.ttl = min(soa.ttl, soa[0].minimum)
        self._response.authority.append(soa)


def _zone_for(name: dns.name.Name, kind: dns.rdatatype.RdataType, served: Served) -> dns.zone.Zone | None:
    above = name.parent() if kind == dns.rdatatype.DS and name != dns.name.root and name in served else name
    for candidate in _upwards(above):
        if candidate in served:
            return served[candidate]
    return None


def _at_name(name: dns.name.Name, zone: dns.zone.Zone) -> Iterable[dns.rdataset.Rdataset] | None:
    """What is at *name* in *zone*, a wildcard's included; ``None`` when the name does not exist."""
    if (node := zone.get_node(name)) is not None:
        return node.rdatasets
    if _exists(name, zone):
        return ()
    encloser = next(above for above in _upwards(name.parent()) if _exists(above, zone))
    wildcard = zone.get_node(dns.name.Name([b"*"]).concatenate(encloser))
    return wildcard.rdatasets if wildcard is not None else None


def _exists(name: dns.name.Name, zone: dns.zone.Zone) -> bool:
    """A name exists when it has records or when a name below it has (RFC 4592 §2.2.2)."""
    return any(other.is_subdomain(name) for other in zone.nodes)


def _upwards(name: dns.name.Name) -> Iterator[dns.name.Name]:
    yield name
    while name != dns.name.root:
        name = name.parent()
        yield name


def _downwards(name: dns.name.Name, zone: dns.zone.Zone) -> list[dns.name.Name]:
    """The names from below the zone's own down to *name*."""
    origin = zone.origin or dns.name.root
    return [above for above in _upwards(name) if above != origin and above.is_subdomain(origin)][::-1]
