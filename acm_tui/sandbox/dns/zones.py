"""The records of the sandbox's zones, as each of the two servers has them: plain data that can be saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import cycle
from typing import Any

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.zone

from acm_tui.sandbox.dns.building import Key, build

DOCUMENTATION_ZONES = ("example.com", "example.net", "example.org")
"""Domains that nobody owns: reserved for documentation (RFC 2606 §3)."""

LOAD_BALANCER_ZONE = "amazonaws.com"
"""Where load balancers get their names."""

ALL = (0, 1)
"""Both servers."""

_FIRST_SERIAL = 1


@dataclass
class _Copy:
    """One server's copy of one zone: what was set, without what every zone has by itself."""

    serial: int = _FIRST_SERIAL
    records: dict[Key, tuple[str, ...]] = field(default_factory=dict)


class Zones:
    """Every zone, twice: once for each server. Not thread-safe by itself.

    Args:
        names: the zones below the top-level ones.
        hosted: zones that are delegated from here and kept elsewhere, with the names of their servers. The
            zones in which those names lie are here, so that they can be resolved.
    """

    def __init__(self, names: Iterable[str], hosted: Mapping[str, Sequence[str]] | None = None) -> None:
        self._hosted = {absolute(zone): _absolutes(servers) for zone, servers in (hosted or {}).items()}
        hosts = [host for servers in self._hosted.values() for host in servers]
        wanted = {absolute(name) for name in (*names, *self._hosted, *map(_above, hosts), LOAD_BALANCER_ZONE)}
        self.tops: tuple[str, ...] = tuple(sorted({".", *(_top(name) for name in wanted)}, key=_depth))
        self.names: tuple[str, ...] = tuple(sorted({*self.tops, *wanted}, key=_depth))
        self.kept: tuple[str, ...] = tuple(name for name in self.names if name not in self._hosted)
        self._copies: list[dict[str, _Copy]] = []
        self.clear()

    def clear(self) -> None:
        """Forget every record and begin with the first serial again."""
        self._copies = [{name: _Copy() for name in self.kept} for _ in ALL]

    def zone_of(self, name: str) -> str:
        """The deepest of the zones in which *name* lies, absolute."""
        wanted = absolute(name)
        return max((zone for zone in self.names if _within(wanted, zone)), key=_depth)

    def parent_of(self, zone: str) -> str | None:
        """The zone that delegates *zone*; ``None`` for the root."""
        above = [other for other in self.names if other != zone and _within(zone, other)]
        return max(above, key=_depth) if above else None

    def set(self, name: str, kind: str, values: Sequence[str], servers: Sequence[int]) -> str:
        """Give *name* exactly *values* (zone-file form, absolute) of *kind* on *servers*; answers the zone.

        Raises:
            ValueError: a value is not one of that kind, the zone makes that record itself or is kept
                elsewhere, or a CNAME would stand beside other data (RFC 1034 §3.6.2).
        """
        key, zone = self._key(name, kind), self._kept_zone_of(name)
        canonical = tuple(_rdata(kind, value) for value in values)
        if not canonical:
            raise ValueError(f"{name} {kind}: a record needs a value")
        for server in servers:
            records = self._copies[server][zone].records
            beside = {other for at, other in records if at == key[0]} - {key[1]}
            if beside and "CNAME" in (key[1], *beside):
                raise ValueError(f"{name}: a CNAME cannot stand beside {', '.join(sorted(beside))}")
        for server in servers:
            copy = self._copies[server][zone]
            if copy.records.get(key) != canonical:
                copy.records[key] = canonical
                copy.serial += 1
        self._level(zone)
        return zone

    def delete(self, name: str, kind: str, servers: Sequence[int]) -> str:
        """Take what *name* has of *kind* away on *servers*; nothing happens where there is none.

        Raises:
            ValueError: the zone makes that record itself or is kept elsewhere.
        """
        key, zone = self._key(name, kind), self._kept_zone_of(name)
        for server in servers:
            copy = self._copies[server][zone]
            if copy.records.pop(key, None) is not None:
                copy.serial += 1
        self._level(zone)
        return zone

    def _kept_zone_of(self, name: str) -> str:
        if (zone := self.zone_of(name)) in self._hosted:
            raise ValueError(f"the zone {zone} is kept elsewhere: its records are changed there")
        return zone

    def _key(self, name: str, kind: str) -> Key:
        try:
            at, of = absolute(name), dns.rdatatype.to_text(dns.rdatatype.from_text(kind))
        except dns.exception.DNSException as error:
            raise ValueError(f"{kind!r} is not a record type") from error
        if of == "SOA" or (of == "NS" and at in self.names):
            raise ValueError(f"{at} {of} is made by the zone itself")
        return at, of

    def _level(self, zone: str) -> None:
        """A copy that has caught up has the serial of the other, as after a zone transfer."""
        copies = [self._copies[server][zone] for server in ALL]
        if all(copy.records == copies[0].records for copy in copies):
            for copy in copies:
                copy.serial = max(other.serial for other in copies)

    def serial(self, zone: str, server: int) -> int:
        """The SOA serial of *zone* on *server*.

        Raises:
            ValueError: the zone is kept elsewhere.
        """
        return self._copies[server][self._kept_zone_of(zone)].serial

    def dump(self) -> dict[str, Any]:
        """Every record and serial as data that JSON can hold; :meth:`load` takes it back."""
        return {
            "servers": [
                {
                    zone: {
                        "serial": copy.serial,
                        "records": [
                            [name, kind, list(values)] for (name, kind), values in copy.records.items()
                        ],
                    }
                    for zone, copy in copies.items()
                }
                for copies in self._copies
            ]
        }

    def load(self, dumped: Mapping[str, Any]) -> None:
        """Replace everything by what :meth:`dump` answered; zones it does not name begin anew.

        Raises:
            ValueError: it names a zone that is not here, or is not of that shape.
        """
        fresh = [{name: _Copy() for name in self.kept} for _ in ALL]
        try:
            for copies, saved in zip(fresh, dumped["servers"], strict=True):
                for zone, content in saved.items():
                    records = {
                        (absolute(name), kind): tuple(_rdata(kind, value) for value in values)
                        for name, kind, values in content["records"]
                    }
                    if zone not in copies:
                        raise ValueError(f"the zone {zone} is not served here")
                    copies[zone] = _Copy(int(content["serial"]), records)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"these are not saved zones: {error!r}") from error
        self._copies = fresh

    def build(self, zone: str, server: int, addresses: Sequence[str]) -> dns.zone.Zone:
        """*zone* as *server* serves it, the name servers being at *addresses*."""
        copy = self._copies[server][zone]
        children = (child for child in self.names if self.parent_of(child) == zone)
        delegations = {served: self._servers_of(served) for served in (zone, *children)}
        hosts: dict[str, str] = {}
        for served in delegations:
            if served not in self._hosted:
                hosts |= zip(self._servers_of(served), addresses, strict=True)
        for servers in self._hosted.values():
            # More servers than addresses: they take turns.
            at = zip(servers, cycle(addresses), strict=False)
            hosts |= {host: address for host, address in at if self.zone_of(host) == zone}
        return build(zone, copy.serial, copy.records, delegations, hosts)

    def _servers_of(self, zone: str) -> tuple[str, ...]:
        return self._hosted.get(zone) or tuple(f"ns{index + 1}.{zone.lstrip('.')}" for index in ALL)


@lru_cache(maxsize=1024)
def absolute(name: str) -> str:
    """*name* in lower case with its final dot.

    Raises:
        ValueError: it is not a name.
    """
    try:
        return dns.name.from_text(name.lower()).to_text()
    except dns.exception.DNSException as error:
        raise ValueError(f"{name!r} is not a name: {error}") from error


@lru_cache(maxsize=1024)
def _rdata(kind: str, value: str) -> str:
    """*value* in its one written form, names absolute.

    Raises:
        ValueError: *value* is not one of *kind*.
    """
    try:
        return dns.rdata.from_text(
            dns.rdataclass.IN, kind, value, origin=dns.name.root, relativize=False
        ).to_text()
    except dns.exception.DNSException as error:
        raise ValueError(f"{value!r} is not a value for {kind}: {error}") from error


def _absolutes(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(absolute(name) for name in names)


def _above(name: str) -> str:
    return name.partition(".")[2]


def _top(zone: str) -> str:
    return zone.split(".")[-2] + "." if zone != "." else "."


def _depth(zone: str) -> tuple[int, str]:
    return (0 if zone == "." else zone.count("."), zone)


def _within(name: str, zone: str) -> bool:
    return zone == "." or name == zone or name.endswith("." + zone)
