"""What an answer on the way to a zone says about how to go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import dns.rdatatype
import dns.rrset

from acm_tui.dns.addresses import in_order
from acm_tui.dns.asking import Heard, Server
from acm_tui.domain.propagation import NameServer, canonical, same_name, within

_ADDRESS_TYPES = (dns.rdatatype.A, dns.rdatatype.AAAA)


@dataclass(frozen=True)
class Cut:
    """A zone as its parent delegates it: its servers, with the addresses given beside (glue).

    ``above`` is the cut whose servers said so; ``None`` for the roots, where every way begins.
    """

    name: str
    servers: tuple[NameServer, ...]
    above: Cut | None = None


@dataclass(frozen=True)
class Referral:
    """The name lies further down."""

    cut: Cut


@dataclass(frozen=True)
class Apex:
    """``by`` answers with authority: the name lies in ``zone``."""

    zone: str
    by: Server


@dataclass(frozen=True)
class Alias:
    """``by`` answers with authority, but what it says does not name the zone: ask for the name above."""

    by: Server


def step_of(heard: Heard, cut: Cut, name: str) -> Referral | Apex | Alias | None:
    """What the answer of one of *cut*'s servers to ``name SOA`` says; ``None`` when it leads nowhere."""
    seen, message = heard.observation, heard.message
    if message is None or seen.rcode not in ("NOERROR", "NXDOMAIN"):
        return None
    if cut.name == "." and seen.ra:
        # A root server searches for nobody: this is somebody else, whatever authority it claims.
        return None
    by = Server(seen.server, seen.address, cut.name)
    if any(answer.type == "CNAME" and same_name(answer.name, name) for answer in seen.answers):
        # The rest of such an answer speaks of where the alias leads.
        return Alias(by) if seen.aa else None
    zones = [
        canonical(rrset.name.to_text())
        for rrset in (*message.answer, *message.authority)
        if rrset.rdtype == dns.rdatatype.SOA
    ]
    if seen.aa and zones:
        zone = zones[0]
        fits = within(name, zone) and within(zone, cut.name)
        return Apex(zone, Server(seen.server, seen.address, zone)) if fits else None
    if not message.answer and (below := _cut_below(message.authority, message.additional, cut, name)):
        return Referral(below)
    return Alias(by) if seen.aa and not zones else None


def _cut_below(
    authority: Iterable[dns.rrset.RRset], additional: list[dns.rrset.RRset], cut: Cut, name: str
) -> Cut | None:
    for rrset in authority:
        zone = canonical(rrset.name.to_text())
        leads_down = within(name, zone) and within(zone, cut.name) and zone != cut.name
        if rrset.rdtype == dns.rdatatype.NS and leads_down:
            return Cut(zone, _servers(rrset, additional, cut.name), cut)
    return None


def servers_in(heard: Heard, zone: str) -> tuple[NameServer, ...]:
    """The servers that *zone* names itself, from the answer to ``zone NS``."""
    if heard.message is None or not heard.observation.aa:
        return ()
    for rrset in heard.message.answer:
        if rrset.rdtype == dns.rdatatype.NS and same_name(rrset.name.to_text(), zone):
            return _servers(rrset, heard.message.additional, zone)
    return ()


def addresses_in(heard: Heard, host: str) -> tuple[str, ...]:
    """The addresses of *host* itself in an answer with authority."""
    if not heard.observation.aa:
        return ()
    return tuple(
        answer.value
        for answer in heard.observation.answers
        if answer.type in ("A", "AAAA") and same_name(answer.name, host)
    )


def _servers(
    rrset: dns.rrset.RRset, additional: list[dns.rrset.RRset], teller: str
) -> tuple[NameServer, ...]:
    """The servers of *rrset* with those addresses that *teller* may speak of: of names within it."""
    names = [canonical(rdata.target.to_text()) for rdata in rrset]
    glue: dict[str, list[str]] = {name: [] for name in names}
    for beside in additional:
        host = canonical(beside.name.to_text())
        if beside.rdtype in _ADDRESS_TYPES and host in glue and within(host, teller):
            glue[host].extend(rdata.address for rdata in beside)
    return tuple(NameServer(name, in_order(addresses)) for name, addresses in glue.items())
