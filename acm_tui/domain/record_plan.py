"""What writing the validation records into a hosted zone would do, given what stands there now."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.hosted_zone import HostedZone
from acm_tui.domain.propagation import canonical, same_name, within
from acm_tui.domain.propagation.values import VALIDATION_ZONE

TTL_S = 300
"""Seconds that the records ask to be cached, whoever makes them: a mistake does not stay for long."""


class RecordSet(msgspec.Struct, frozen=True):
    """Everything of one type at one name. ``name`` is canonical, ``values`` are in zone-file form.

    ``ttl_s`` is in seconds, ``None`` for an alias, whose target is ``alias``. ``identifier`` tells one of
    several sets of a name and type apart, among which a routing policy chooses (weighted, latency and so on;
    Route 53 API reference, ResourceRecordSet). ``traffic_policy`` is the instance that made the set, if any.
    """

    name: str
    type: str
    values: tuple[str, ...]
    ttl_s: int | None
    alias: str | None = None
    identifier: str | None = None
    traffic_policy: str | None = None


class Action(enum.StrEnum):
    """What writing a record would do at its name."""

    CREATE = "create"
    THERE = "already there"
    """The record is there and right; it is left alone."""
    REPLACE = "replace"
    """A CNAME with another value stands there."""
    REPLACE_VALIDATION = "replace another validation"
    """The other value is one of ACM's: another request or account may still need it."""
    CONFLICT = "conflict"
    """It cannot, or must not, be written."""


class RecordChange(msgspec.Struct, frozen=True):
    """One record: the sets ``present`` at its name, what would be done, and ``why``, if that needs words."""

    record: ValidationRecord
    present: tuple[RecordSet, ...]
    action: Action
    why: str = ""

    @property
    def writes(self) -> bool:
        """Whether the record is among those to be written."""
        return self.action in (Action.CREATE, Action.REPLACE, Action.REPLACE_VALIDATION)


class RecordPlan(msgspec.Struct, frozen=True):
    """What writing into one hosted zone would do, record by record, given what was seen there."""

    zone: HostedZone
    changes: tuple[RecordChange, ...]

    @property
    def conflicts(self) -> tuple[RecordChange, ...]:
        """The records that cannot be written: with any of them nothing of the plan is."""
        return tuple(change for change in self.changes if change.action is Action.CONFLICT)

    @property
    def written(self) -> tuple[ValidationRecord, ...]:
        """The records to write, with ``TTL_S``: all that are not there yet."""
        return tuple(change.record for change in self.changes if change.writes)

    @property
    def replaced(self) -> tuple[ValidationRecord, ...]:
        """The CNAMEs that would be gone afterwards."""
        return tuple(
            ValidationRecord(held.name, held.type, value)
            for change in self.changes
            if change.writes
            for held in change.present
            for value in held.values
        )

    @property
    def can_be_written(self) -> bool:
        """Whether there is something to write and nothing in its way."""
        return bool(self.written) and not self.conflicts

    @property
    def finished(self) -> bool:
        """Whether every record is there already."""
        return all(change.action is Action.THERE for change in self.changes)


def plan(hosted: HostedZone, present: Iterable[tuple[ValidationRecord, Iterable[RecordSet]]]) -> RecordPlan:
    """What writing records into *hosted* would do. Each comes with the record sets of the zone at its name.

    Sets of other names are ignored.

    Raises:
        ValueError: a record is no CNAME, or does not lie in the zone.
    """
    return RecordPlan(hosted, tuple(_change(hosted, record, sets) for record, sets in present))


def holds(sets: Iterable[RecordSet], record: ValidationRecord) -> bool:
    """Whether *sets*, those at the record's name, are the record and nothing else."""
    return _action(_at(sets, record), record)[0] is Action.THERE


def _change(hosted: HostedZone, record: ValidationRecord, sets: Iterable[RecordSet]) -> RecordChange:
    if record.type != "CNAME" or not within(record.name, hosted.name):
        raise ValueError(f"{record.name} {record.type} cannot be written into the zone {hosted.name}")
    present = _at(sets, record)
    return RecordChange(record, present, *_action(present, record))


def _at(sets: Iterable[RecordSet], record: ValidationRecord) -> tuple[RecordSet, ...]:
    return tuple(one for one in sets if same_name(one.name, record.name))


def _action(present: tuple[RecordSet, ...], record: ValidationRecord) -> tuple[Action, str]:
    if not present:
        return Action.CREATE, ""
    if why := next(filter(None, map(_in_the_way, present)), None):
        return Action.CONFLICT, why
    values = [value for one in present for value in one.values]
    wrong = [value for value in values if not _right(value, record)]
    if values and not wrong:
        return Action.THERE, ""
    shown = ", ".join(wrong)
    if any(within(value, VALIDATION_ZONE) for value in wrong):
        return (
            Action.REPLACE_VALIDATION,
            f"replaces {shown}, which another request or account may need for its renewals",
        )
    return Action.REPLACE, f"replaces {shown}"


def _in_the_way(one: RecordSet) -> str | None:
    """Why nothing can be written beside or over *one*; ``None``: it is a plain CNAME."""
    if one.type != "CNAME":
        return f"a record of type {one.type} stands there: Route 53 allows no CNAME beside it"
    if one.traffic_policy is not None:
        return f"the CNAME there comes from the traffic policy instance {one.traffic_policy}"
    if one.identifier is not None:
        return f"a routing policy chooses among several CNAMEs there, one of them {one.identifier}"
    if one.alias is not None:
        return f"an alias of {one.alias} stands there"
    return None


def _right(value: str, record: ValidationRecord) -> bool:
    """Whether *value* proves what the record's does: ACM takes it without its underscore too (user guide)."""
    return canonical(value).removeprefix("_") == canonical(record.value).removeprefix("_")
