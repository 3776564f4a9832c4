"""The switch in place as the change record tells it: what the fold of a migration does not keep of it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from acm_tui.domain import events as ev
from acm_tui.domain.certificate import Configured, ValidationRecord
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import SwitchInPlace


class WayTaken(msgspec.Struct, frozen=True):
    """A way that was chosen, when and by whom."""

    at: datetime
    by: str
    way: ev.Way


class NameSwitched(msgspec.Struct, frozen=True):
    """One name: its CNAME (``None``: ACM has told none), and when things were first seen (``None``: not yet).

    ``in_dns_at``: every name server that could be asked had the record. ``validated_at``: ACM validates the
    name by DNS.
    """

    domain: str
    record: ValidationRecord | None
    in_dns_at: datetime | None
    validated_at: datetime | None


class SwitchRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The switch of one migration; times are those at which it was seen.

    ``found`` are switches that were pending though no call of this migration is known to have begun them.
    ``came_to_nothing`` are those that expired or failed; the certificate went on working.
    """

    names: tuple[NameSwitched, ...]
    found: tuple[datetime, ...] = ()
    came_to_nothing: tuple[datetime, ...] = ()
    complete_at: datetime | None = None


class SwitchTelling:
    """Takes up a migration's entries one by one."""

    def __init__(self) -> None:
        self.ways: list[WayTaken] = []
        self._asked = False
        self._found: dict[datetime | None, datetime] = {}
        self._came_to_nothing: list[datetime] = []
        self._complete_at: datetime | None = None
        self._records: dict[str, ValidationRecord] = {}
        self._in_dns: dict[ValidationRecord, datetime] = {}
        self._validated: dict[str, datetime] = {}
        self._pending = False

    def add(self, m: Migration, entry: ev.Entry) -> None:
        """Take up *entry*, of which *m* is the outcome."""
        match entry.event:
            case ev.WayChosen(way=way):
                self.ways.append(WayTaken(entry.at, entry.actor, way))
            case ev.Intended(mutation=SwitchInPlace()):
                self._asked = True
            case ev.RecordsSeen(sights=sights):
                for one in sights:
                    if one.right:
                        self._in_dns.setdefault(one.record, one.at)
        self._see(m, entry.at)
        for name in m.old.configured:
            self._name(name, entry.at)

    def _see(self, m: Migration, at: datetime) -> None:
        pending = m.switch is not None and m.switch.pending
        calling = any(isinstance(one.mutation, SwitchInPlace) for one in m.in_flight)
        if m.switch is not None and pending and m.switch_asked_at is None and not calling:
            self._found.setdefault(m.switch.requested_at, at)
        if self._pending and m.switch is not None and m.switch.status == "FAILED":
            self._came_to_nothing.append(at)
        if m.switched and self._complete_at is None:
            self._complete_at = at
        self._pending = pending

    def _name(self, name: Configured, at: datetime) -> None:
        for one in (name.active, name.requested):
            if one is not None and one.record is not None:
                self._records[name.domain] = one.record
        if name.active is not None and name.active.method == "DNS":
            self._validated.setdefault(name.domain, at)

    def told(self, m: Migration) -> SwitchRecord | None:
        """What there is to tell of *m* in the end; ``None`` where no switch was ever asked for or found."""
        if not (self._asked or self._found or m.in_place or m.switched):
            return None
        return SwitchRecord(
            names=tuple(map(self._of, m.old.names)),
            found=tuple(self._found.values()),
            came_to_nothing=tuple(self._came_to_nothing),
            complete_at=self._complete_at,
        )

    def _of(self, domain: str) -> NameSwitched:
        record = self._records.get(domain)
        seen = None if record is None else self._in_dns.get(record)
        return NameSwitched(domain, record, seen, self._validated.get(domain))
