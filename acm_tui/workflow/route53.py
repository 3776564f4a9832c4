"""Step 3, in one key: records are written into the hosted zone that serves them, and watched to INSYNC."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from acm_tui.aws.route53 import change_status, hosted_zones, record_sets
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import NotFound, PlanStale, Refused, SomebodyWasFirst
from acm_tui.domain.events import HandedOver, RecordsChangeSeen
from acm_tui.domain.hosted_zone import HostedZone, NotServed, WhyNot, led_away, serving
from acm_tui.domain.migration import DnsChange, Migration
from acm_tui.domain.mutation import UpsertRecords
from acm_tui.domain.propagation import Zone, canonical, plain
from acm_tui.domain.record_plan import TTL_S, RecordPlan, plan
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.reconcile import settle
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services
from acm_tui.workflow.writer import Writer

HOW = "Route 53"
"""The word in the audit trail for records that were handed over by writing them."""


class _AllThere(PlanStale):
    """Nothing of the plan is left to do."""


def preview(
    services: Services, migration_id: str, zones: Mapping[ValidationRecord, Zone]
) -> tuple[RecordPlan | NotServed, ...]:
    """What writing the migration's records would do, zone by zone, or why it cannot be done there.

    *zones* are those that the look at the DNS found, with their delegation. Changes nothing.

    Raises:
        Trouble: AWS cannot be read.
    """
    migration = load(services, migration_id)
    access = services.access_for(migration.place)
    records: dict[str, list[ValidationRecord]] = {}
    by_name: dict[str, Zone] = {}
    for one in migration.records:
        name = canonical(zones[one].name) if one in zones else ""
        records.setdefault(name, []).append(one)
        if name:
            by_name.setdefault(name, zones[one])
    return tuple(
        _of_zone(access, migration.place.region, by_name[name], tuple(of_zone))
        if name
        else _zone_unknown(tuple(of_zone))
        for name, of_zone in records.items()
    )


def _of_zone(
    access: Access, region: str, zone: Zone, records: tuple[ValidationRecord, ...]
) -> RecordPlan | NotServed:
    found = serving(zone, hosted_zones(access, region, zone.name))
    if isinstance(found, NotServed):
        return NotServed(found.zone, found.why, found.message, records)
    return _plan_now(access, region, found, records)


def _plan_now(
    access: Access, region: str, hosted: HostedZone, records: tuple[ValidationRecord, ...]
) -> RecordPlan:
    return plan(hosted, ((one, record_sets(access, region, hosted.id, one.name)) for one in records))


def _zone_unknown(records: tuple[ValidationRecord, ...]) -> NotServed:
    names = ", ".join(plain(one.name) for one in records)
    return NotServed("", WhyNot.ZONE_UNKNOWN, f"It is not known in which zone this lies: {names}.", records)


def write(
    services: Services,
    migration_id: str,
    wanted: RecordPlan,
    zones: Mapping[ValidationRecord, Zone] | None = None,
) -> Migration:
    """Write what *wanted*, a preview, says. Where every record is there by now, AWS is asked for nothing.

    *zones* are those that the last look at the DNS found: it goes on while the preview is read.

    Returns:
        The migration, with the records noted as handed over.

    Raises:
        Refused: something is in the way of a record, or no certificate waits for the records.
        PlanStale: the records, what stands at their names or the delegation are others than in the preview.
        Trouble: as the gate does.
    """
    migration = settle(services, load(services, migration_id))
    if migration.new is None and not (migration.in_place and migration.switch is not None):
        # Else this call would stand before an unheard request, whose token could not be found again.
        raise Refused("No certificate waits for these records.", remedy="Request the certificate first.")
    if wanted.conflicts:
        raise Refused(
            f"{len(wanted.conflicts)} of the records cannot be written; so none is.",
            cause="; ".join(f"{plain(one.record.name)}: {one.why}" for one in wanted.conflicts),
            remedy="Clear what is in the way, or hand the records to the DNS team.",
        )
    if not {one.record for one in wanted.changes} <= set(migration.records):
        raise PlanStale(
            "The certificate waits for other records than when the preview was made.",
            cause=f"{migration.updated_by} changed this migration at {migration.updated_at:%H:%M:%S} UTC",
            remedy="Look at the preview as it is now.",
        )
    _check_delegation(wanted, zones or {})
    fresh = partial(_check, migration.place.region, wanted)
    with suppress(_AllThere):  # as good as written, whoever did it
        migration = mutate(Writer(services, migration), _mutation(migration, wanted), fresh)
    return _noted(services, migration)


def _check_delegation(wanted: RecordPlan, zones: Mapping[ValidationRecord, Zone]) -> None:
    seen = (zones[change.record] for change in wanted.changes if change.record in zones)
    for zone in seen:
        if (why := led_away(wanted.zone, zone)) is not None:
            raise PlanStale(
                "The hosted zone does not serve the records any more. Nothing was written.",
                cause=why,
                remedy="Look at the preview as it is now.",
            )


def _mutation(migration: Migration, wanted: RecordPlan) -> UpsertRecords:
    return UpsertRecords(
        zone_id=wanted.zone.id,
        zone=wanted.zone.name,
        records=wanted.written,
        ttl_s=TTL_S,
        comment=f"acm-tui: validation records of migration {migration.id}",
        replaced=wanted.replaced,
    )


def _check(region: str, wanted: RecordPlan, access: Access) -> None:
    now = _plan_now(access, region, wanted.zone, tuple(one.record for one in wanted.changes))
    if now.finished:
        raise _AllThere("Every record is there already.")
    if now.changes != wanted.changes:
        others = [new for old, new in zip(wanted.changes, now.changes, strict=True) if old != new]
        raise PlanStale(
            f"What stands at {len(others)} of the names changed since the preview. Nothing was written.",
            cause="; ".join(f"{plain(one.record.name)}: {one.why or one.action}" for one in others),
            remedy="Look at the preview as it is now and confirm it again.",
        )


def _noted(services: Services, migration: Migration) -> Migration:
    """The records count as handed over. Whoever was first here, the next look makes up for it."""
    if HOW in migration.handed_over:
        return migration
    try:
        return record(services, migration, HandedOver(HOW))
    except SomebodyWasFirst:
        return load(services, migration.id)


def look(services: Services, migration_id: str) -> Migration:
    """Ask Route 53 what became of the changes that are PENDING; what is new is written to the journal.

    While a call is under way, here or with a colleague, nothing is written: its outcome comes first.
    Changes nothing in AWS.

    Raises:
        Trouble: AWS cannot be read; what is known stays as it is.
    """
    migration = load(services, migration_id)
    if migration.in_flight:
        return migration
    if migration.dns_changes:
        # An answer that was lost, or a program that ended, may have left the note out.
        migration = _noted(services, migration)
    for change in migration.dns_changes:
        if change.status == "PENDING":
            seen = RecordsChangeSeen(change.change_id, _status(services, migration, change))
            if seen.status != change.status:
                try:
                    migration = record(services, migration, seen)
                except SomebodyWasFirst:
                    return load(services, migration_id)
    return migration


def _status(services: Services, migration: Migration, change: DnsChange) -> str:
    access = services.access_for(migration.place)
    try:
        return change_status(access, migration.place.region, change.change_id)
    except NotFound:
        # Another account does not know it either: that would say nothing.
        services.access_for(migration.place)
        return ""
