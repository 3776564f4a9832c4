"""A zone of the sandbox's own as its servers serve it: what was set, and what every zone has by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dns.name
import dns.rdataclass
import dns.rdataset
import dns.zone

Key = tuple[str, str]
"""Name and type of records."""

TTL = 60
"""Seconds that a record may be cached: the sandbox's people change their minds quickly."""

NEGATIVE_TTL = 900
"""Seconds that a resolver may remember that a name is not there: long enough to be worth a warning."""


def build(
    zone: str,
    serial: int,
    records: Mapping[Key, Sequence[str]],
    delegations: Mapping[str, Sequence[str]],
    hosts: Mapping[str, str],
) -> dns.zone.Zone:
    """*zone* with *records*; every name is absolute.

    Args:
        zone: its name.
        serial: of its SOA.
        records: values in zone-file form by name and type.
        delegations: name servers, those of the zone itself and of every zone that it delegates.
        hosts: the address of each host that it may tell of, name servers as a rule.
    """
    built = dns.zone.Zone(zone, relativize=False)
    primary = delegations[zone][0]
    soa = f"{primary} hostmaster.{zone.lstrip('.')} {serial} 600 60 86400 {NEGATIVE_TTL}"
    _put(built, zone, "SOA", [soa], NEGATIVE_TTL)
    for served, servers in delegations.items():
        _put(built, served, "NS", servers)
    for host, address in hosts.items():
        _put(built, host, "AAAA" if ":" in address else "A", [address])
    for (name, kind), values in records.items():
        _put(built, name, kind, values)
    return built


def _put(zone: dns.zone.Zone, name: str, kind: str, values: Sequence[str], ttl: int = TTL) -> None:
    rdataset = dns.rdataset.from_text_list(
        dns.rdataclass.IN, kind, ttl, values, origin=dns.name.root, relativize=False
    )
    zone.replace_rdataset(name, rdataset)
