"""The change record for scripts: JSON as a stable contract (docs/json.md)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.change_record import Call, ChangeRecord, ConfirmedPlan, ListenerChanged, WindowNoted
from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.listener import Listener, load_balancer_name
from acm_tui.domain.mutation import (
    Change,
    DeleteCertificate,
    RequestCertificate,
    SwitchInPlace,
    UpsertRecords,
)
from acm_tui.domain.redact import redact
from acm_tui.domain.window import Window
from acm_tui.handoff.change_record import document as doc
from acm_tui.handoff.change_record.commands import command
from acm_tui.handoff.change_record.structured_after import handshakes, interrupted, watching
from acm_tui.handoff.change_record.structured_switch import switch, ways
from acm_tui.handoff.change_record.words import operation
from acm_tui.handoff.sessions import session

SCHEMA_VERSION = 1


def as_json(record: ChangeRecord) -> str:
    """*record* as one document, indented; times are UTC. Text is raw, without what looks like a credential.

    The order of the members is always the same.
    """
    raw = msgspec.to_builtins(document(record), builtin_types=(datetime,))
    return msgspec.json.format(msgspec.json.encode(_told(raw)), indent=2).decode()


def _told(value: Any) -> Any:
    """*value* with every time in UTC and no secret."""
    match value:
        case str():
            return redact(value)
        case datetime():
            return value.astimezone(UTC)
        case dict():
            return {key: _told(one) for key, one in value.items()}
        case list() | tuple():
            return [_told(one) for one in value]
        case _:
            return value


def document(record: ChangeRecord) -> doc.ToldRecord:
    """*record* as scripts see it."""
    m = record.migration
    return doc.ToldRecord(
        schema_version=SCHEMA_VERSION,
        generated_at=record.written_at,
        program_version=record.program_version,
        migration=_migration(record),
        certificates=doc.ToldCertificates(
            old=_certificate(m.old, gone_at=record.old_gone_at),
            new=_certificate(m.new, requested_at=m.requested_at, issued_seen_at=record.seen_issued_at)
            if m.new is not None
            else None,
            earlier=[_certificate(one) for one in m.predecessors],
        ),
        windows=[_noted(one) for one in record.windows],
        plans=[_plan(one) for one in record.plans],
        calls=[_call(one) for one in record.calls],
        listeners=[_listener(one) for one in record.listeners],
        monitor=[watching(one, m.old.arn) for one in m.watched],
        interruption=interrupted(record),
        handshakes=handshakes(record),
        rollback=_rollback(record),
        ways=ways(record),
        switch=switch(record),
    )


def _migration(record: ChangeRecord) -> doc.ToldMigration:
    m = record.migration
    shown = session(m)
    return doc.ToldMigration(
        id=m.id,
        domain=m.old.domain,
        account=m.place.account,
        partition=m.place.partition,
        region=m.place.region,
        way=m.way,
        state=shown.state,
        step=shown.step,
        next_action=shown.next_action,
        deadline=shown.deadline,
        started_at=m.started_at,
        updated_at=m.updated_at,
        updated_by=m.updated_by,
        actors=record.actors,
        handed_over=m.handed_over,
        swapped_at=m.cut_over_at,
        soak_h=m.soak / timedelta(hours=1),
        soaks_until=m.soaks_until,
        note=record.closing_note or None,
        unknown_events=record.unknown,
    )


def _certificate(
    one: Certificate,
    *,
    requested_at: datetime | None = None,
    issued_seen_at: datetime | None = None,
    gone_at: datetime | None = None,
) -> doc.ToldCertificate:
    return doc.ToldCertificate(
        arn=one.arn,
        names=one.names,
        status=one.status,
        validation_method=one.validation_method,
        key_algorithm=one.key_algorithm,
        not_before=one.not_before,
        not_after=one.not_after,
        requested_at=requested_at,
        issued_seen_at=issued_seen_at,
        gone_at=gone_at,
    )


def _noted(one: WindowNoted) -> doc.ToldWindowSet:
    return doc.ToldWindowSet(one.at, one.by, _window(one.window))


def _window(one: Window | None) -> doc.ToldWindow | None:
    return None if one is None else doc.ToldWindow(one.begins, one.ends, one.zone, one.note)


def _plan(one: ConfirmedPlan) -> doc.ToldPlan:
    return doc.ToldPlan(
        number=one.seq,
        at=one.at,
        by=one.by,
        direction=one.plan.direction,
        fingerprint=one.plan.fingerprint,
        typed=one.typed,
        override=one.override or None,
        window=_window(one.window),
        in_window=one.in_window,
        made=one.made,
        calls=[_change(change, None) for change in one.plan.changes],
        conflicts=_conflicts(one.plan),
        gaps=one.plan.gaps,
    )


def _change(change: Change, shell: str | None) -> doc.ToldChange:
    return doc.ToldChange(operation(change), change.listener_arn, change.certificate_arn, shell)


def _conflicts(plan: CutoverPlan) -> list[doc.ToldConflict]:
    return [doc.ToldConflict(one.listener_arn, one.why) for one in plan.conflicts]


def _call(one: Call) -> doc.ToldCall:
    what = one.mutation
    written = what if isinstance(what, UpsertRecords) else None
    return doc.ToldCall(
        number=one.seq,
        operation=operation(what),
        listener_arn=what.listener_arn if isinstance(what, Change) else None,
        certificate_arn=_certificate_of(one),
        names=what.request.names if isinstance(what, RequestCertificate) else (),
        zone_id=written.zone_id if written is not None else None,
        records=written.records if written is not None else (),
        plan=one.plan,
        intended_at=one.intended_at,
        intended_by=one.intended_by,
        in_window=one.in_window,
        outcome=one.outcome.replace(" ", "_"),
        reconciled=one.reconciled,
        answered_at=one.answered_at,
        request_id=one.request_id or None,
        change_id=one.arn or None if written is not None else None,
        error=doc.ToldError(one.code, one.message) if one.outcome == "failed" else None,
    )


def _certificate_of(one: Call) -> str | None:
    """The certificate that *one* is about; of a request, the one that it brought."""
    match one.mutation:
        case RequestCertificate():
            return one.arn or None
        case DeleteCertificate(arn=arn) | SwitchInPlace(arn=arn):
            return arn
        case UpsertRecords():
            return None
        case change:
            return change.certificate_arn


def _listener(one: ListenerChanged) -> doc.ToldListener:
    seen = one.before
    return doc.ToldListener(
        arn=seen.arn,
        load_balancer_arn=seen.load_balancer_arn,
        load_balancer=load_balancer_name(seen.load_balancer_arn),
        protocol=seen.protocol,
        port=seen.port,
        before=_holding(one.before),
        after=_holding(one.after),
        unsure=one.unsure,
    )


def _holding(one: Listener) -> doc.ToldHolding:
    return doc.ToldHolding(one.default, one.sni)


def _rollback(record: ChangeRecord) -> doc.ToldRollback:
    way = record.way_back
    region = record.migration.place.region
    changes = way.plan.changes if way.plan is not None else ()
    return doc.ToldRollback(
        possible=way.plan is not None,
        reason=way.why_not or None,
        in_program=way.in_program,
        outcome_unknown=bool(way.unsure),
        old_maybe_deleted=way.deleting,
        old_expired=way.expired,
        calls=[_change(change, command(change, region)) for change in changes],
        conflicts=_conflicts(way.plan) if way.plan is not None else [],
        gaps=way.plan.gaps if way.plan is not None else (),
    )
