"""Zones whose records somebody else keeps: served as they are at the moment of the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import dns.name
import dns.rdataclass
import dns.rdataset
import dns.zone


@dataclass(frozen=True, slots=True)
class HostedSet:
    """The records of one name and type: name and values as in a zone file, absolute; ``ttl`` in seconds."""

    name: str
    kind: str
    ttl: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostedCopy:
    """A zone's whole content, SOA and NS included; another content never has the same *version*."""

    version: int
    sets: tuple[HostedSet, ...]


class Hosting(Protocol):
    """Who keeps the records of the hosted zones."""

    @property
    def delegated(self) -> Mapping[str, tuple[str, ...]]:
        """The registrar's view: each zone, absolute, with the names of its servers, absolute."""

    def published(self, zone: str) -> HostedCopy | None:
        """What those servers serve for *zone* now; ``None`` when nobody has given them that zone."""


class Nobody:
    """No hosted zones."""

    delegated: Mapping[str, tuple[str, ...]] = {}

    def published(self, zone: str) -> HostedCopy | None:  # noqa: ARG002 - the protocol's
        """Nothing at all."""
        return None


class HostedZones:
    """The hosted zones, ready to be answered from; one is built anew when its version changes."""

    def __init__(self, hosting: Hosting) -> None:
        self._hosting = hosting
        self._built: dict[str, tuple[int, dns.zone.Zone]] = {}

    def now(self) -> dict[dns.name.Name, dns.zone.Zone]:
        """Every zone that is served at this moment, by its name."""
        served: dict[dns.name.Name, dns.zone.Zone] = {}
        for zone in self._hosting.delegated:
            copy = self._hosting.published(zone)
            if copy is not None:
                served[dns.name.from_text(zone)] = self._zone(zone, copy)
        return served

    def _zone(self, zone: str, copy: HostedCopy) -> dns.zone.Zone:
        version, built = self._built.get(zone, (None, None))
        if built is None or version != copy.version:
            built = _build(zone, copy)
            self._built[zone] = copy.version, built
        return built


def _build(zone: str, copy: HostedCopy) -> dns.zone.Zone:
    built = dns.zone.Zone(zone, relativize=False)
    for one in copy.sets:
        rdataset = dns.rdataset.from_text_list(
            dns.rdataclass.IN, one.kind, one.ttl, one.values, origin=dns.name.root, relativize=False
        )
        built.replace_rdataset(dns.name.from_text(one.name), rdataset)
    return built
