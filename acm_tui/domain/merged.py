"""The records of several certificates as one list for whoever keeps the DNS: each once, zone by zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import canonical, plain


class Zoned(msgspec.Struct, frozen=True):
    """The records of one zone, by their names; ``zone`` is ``None`` for those of no known one."""

    zone: str | None
    records: tuple[ValidationRecord, ...]


def merged(migrations: Iterable[Migration], zones: Mapping[ValidationRecord, str]) -> tuple[Zoned, ...]:
    """The records of *migrations*, each once, by the *zones* that were found for them.

    Certificates of one account share the record of a name. Zones come as they are read, what belongs to no
    known one last.

    Raises:
        ValueError: one name is to have two values: a name has one CNAME (RFC 1034 §3.6.2).
    """
    by_name: dict[str, ValidationRecord] = {}
    zone_of: dict[str, str] = {}
    for record in (one for m in migrations for one in m.records):
        name = canonical(record.name)
        known = by_name.setdefault(name, record)
        if _said(known) != _said(record):
            raise ValueError(f"{record.name} is asked for twice, and not alike")
        if (zone := zones.get(record)) is not None:
            zone_of.setdefault(name, zone)
    return _grouped(by_name, zone_of)


def _said(record: ValidationRecord) -> tuple[str, str]:
    return record.type, canonical(record.value)


def _grouped(by_name: Mapping[str, ValidationRecord], zone_of: Mapping[str, str]) -> tuple[Zoned, ...]:
    inside: dict[str | None, list[str]] = {}
    spelled: dict[str | None, str | None] = {None: None}
    for name in by_name:
        zone = zone_of.get(name)
        key = None if zone is None else canonical(zone)
        spelled.setdefault(key, zone)
        inside.setdefault(key, []).append(name)
    order = sorted(inside, key=lambda key: (key is None, plain(key or "")))
    return tuple(
        Zoned(spelled[key], tuple(by_name[name] for name in sorted(inside[key], key=_backwards)))
        for key in order
    )


def _backwards(name: str) -> tuple[str, ...]:
    """A name as it is sorted: by its domain, then by what stands before it."""
    return tuple(reversed(name.split(".")))
