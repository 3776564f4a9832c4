"""A zone of the sandbox's own as its servers serve it: what was set, and what every zone has by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import dns.name
import dns.rdataclass
import dns.rdataset
import dns.zone

T = TypeVar("T")

Key = tuple[str, str]
"""Name and type of records."""

Frozen = tuple[tuple[T, tuple[str, ...]], ...]
"""A mapping that can be compared as a whole."""

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

    It must not be changed: who asks for the same again is given the same.

    Args:
        zone: its name.
        serial: of its SOA.
        records: values in zone-file form by name and type.
        delegations: name servers, those of the zone itself and of every zone that it delegates.
        hosts: the address of each host that it may tell of, name servers as a rule.
    """
    return _built(zone, serial, _frozen(records), _frozen(delegations), tuple(hosts.items()))


def _frozen(mapping: Mapping[T, Sequence[str]]) -> Frozen[T]:
    return tuple((key, tuple(values)) for key, values in mapping.items())


# Both servers have the same as a rule, and a world that begins anew has what it had.
@lru_cache(maxsize=256)
def _built(
    zone: str,
    serial: int,
    records: Frozen[Key],
    delegations: Frozen[str],
    hosts: tuple[tuple[str, str], ...],
) -> dns.zone.Zone:
    built = dns.zone.Zone(zone, relativize=False)
    primary = dict(delegations)[zone][0]
    soa = f"{primary} hostmaster.{zone.lstrip('.')} {serial} 600 60 86400 {NEGATIVE_TTL}"
    _put(built, zone, "SOA", [soa], NEGATIVE_TTL)
    for served, servers in delegations:
        _put(built, served, "NS", servers)
    for host, address in hosts:
        _put(built, host, "AAAA" if ":" in address else "A", [address])
    for (name, kind), values in records:
        _put(built, name, kind, values)
    return built


def _put(zone: dns.zone.Zone, name: str, kind: str, values: Sequence[str], ttl: int = TTL) -> None:
    rdataset = dns.rdataset.from_text_list(
        dns.rdataclass.IN, kind, ttl, values, origin=dns.name.root, relativize=False
    )
    zone.replace_rdataset(name, rdataset)
