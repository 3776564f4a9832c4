"""From the journal's entries to the migration that they tell: what each event means for what is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from acm_tui.domain import events as ev
from acm_tui.domain import watchings
from acm_tui.domain.certificate import Certificate
from acm_tui.domain.migration import DnsChange, Failure, InFlight, Migration
from acm_tui.domain.mutation import Change, DeleteCertificate, RequestCertificate, UpsertRecords


def fold(entries: Iterable[ev.Entry]) -> Migration | None:
    """The migration that *entries* tell, in order; ``None`` while none of them has started one."""
    migration: Migration | None = None
    for entry in entries:
        migration = evolve(migration, entry)
    return migration


def evolve(migration: Migration | None, entry: ev.Entry) -> Migration | None:
    """The migration after one more entry. Events that say nothing at this point only move ``seq`` on."""
    event = entry.event
    if migration is None:
        return _started(entry, event) if isinstance(event, ev.Started) else None
    after = _apply(migration, entry.seq, entry.at, event)
    return msgspec.structs.replace(after, seq=entry.seq, updated_at=entry.at, updated_by=entry.actor)


def _started(entry: ev.Entry, event: ev.Started) -> Migration:
    return Migration(
        id=entry.migration,
        place=event.place,
        old=event.certificate,
        seq=entry.seq,
        started_at=entry.at,
        updated_at=entry.at,
        updated_by=entry.actor,
    )


def _apply(m: Migration, seq: int, at: datetime, event: ev.Event) -> Migration:
    replace = msgspec.structs.replace
    match event:
        case ev.WayChosen(way=way):
            return replace(m, way=way)
        case ev.Intended(mutation=mutation):
            return replace(m, in_flight=(*m.in_flight, InFlight(seq, mutation, at)), failure=None)
        case ev.Succeeded(intent=intent) if (called := _in_flight(m, intent)) is not None:
            return _carried_out(_landed(m, called), called, event, at)
        case ev.Failed(intent=intent) if (called := _in_flight(m, intent)) is not None:
            failure = Failure(called.mutation, called.at, event.code, event.message)
            return replace(_landed(m, called), failure=failure)
        case ev.CertificateSeen(certificate=certificate):
            return _seen(m, certificate)
        case ev.CertificateGone(arn=arn):
            return _gone(m, arn)
        case ev.HandedOver(how=how):
            return replace(m, handed_over=(*m.handed_over, how))
        case ev.RecordsChangeSeen(change_id=change_id, status=status) if change_id:
            return replace(m, dns_changes=tuple(_known(one, change_id, status) for one in m.dns_changes))
        case ev.ListenersChosen(attachments=attachments) if not m.changes_left or not m.cutover_begun:
            return replace(m, chosen=attachments, plan=None, made=(), handshakes=None)
        case ev.PlanConfirmed(plan=plan):
            return _finished(replace(m, plan=plan, made=(), handshakes=None), at)
        case ev.WindowSet(window=window):
            return replace(m, window=window)
        case ev.SoakSet(hours=hours):
            return replace(m, soak=timedelta(hours=hours))
        case ev.CutoverWatched():
            return replace(m, watched=watchings.with_one(m.watched, event))
        case ev.HandshakesSeen():
            return replace(m, handshakes=event)
        case ev.Closed():
            return replace(m, closed=True)
        case ev.Abandoned():
            return replace(m, abandoned=True)
        case _:
            return m


def _in_flight(m: Migration, intent: int) -> InFlight | None:
    return next((one for one in m.in_flight if one.intent == intent), None)


def _landed(m: Migration, called: InFlight) -> Migration:
    return msgspec.structs.replace(m, in_flight=tuple(one for one in m.in_flight if one is not called))


def _carried_out(m: Migration, intent: InFlight, outcome: ev.Succeeded, at: datetime) -> Migration:
    match intent.mutation:
        case RequestCertificate(request=request):
            new = Certificate(
                arn=outcome.arn,
                names=request.names,
                status="PENDING_VALIDATION",
                type="AMAZON_ISSUED",
                key_algorithm=request.key_algorithm,
                validation_method="DNS",
                created_at=intent.at,
                tags=request.tags,
            )
            return msgspec.structs.replace(m, request=request, requested_at=intent.at, new=new)
        case DeleteCertificate(arn=arn):
            return _gone(m, arn)
        case UpsertRecords() as written:
            return _written(m, written, outcome.arn, intent.at)
        case change:
            return _finished(_changed(m, change), at)


def _changed(m: Migration, change: Change) -> Migration:
    """After one change of a listener; how the listener was before its first one is kept for the way back."""
    known = {origin.arn for origin in m.origins}
    seen = m.plan.before if m.plan is not None and m.plan.direction == "cutover" else ()
    first = tuple(one for one in seen if one.arn == change.listener_arn and one.arn not in known)
    return msgspec.structs.replace(m, made=(*m.made, change), origins=(*m.origins, *first))


def _finished(m: Migration, at: datetime) -> Migration:
    """With what follows from the last change of a plan, if that was it."""
    if m.plan is None or m.changes_left:
        return m
    if m.plan.direction == "cutover":
        # A plan that found nothing to change does not begin the soak anew.
        last = at if m.plan.changes or m.cut_over_at is None else m.cut_over_at
        return msgspec.structs.replace(m, cut_over_at=last)
    conflicting = {conflict.listener_arn for conflict in m.plan.conflicts}
    seen = {one.arn for one in m.plan.before}
    # What was seen and conflicts is still to restore; what conflicts and was not seen is gone.
    settled = seen ^ conflicting
    left = tuple(origin for origin in m.origins if origin.arn not in settled)
    return msgspec.structs.replace(m, origins=left, cut_over_at=None)


def _written(m: Migration, written: UpsertRecords, change_id: str, at: datetime) -> Migration:
    # Every change begins as PENDING (Route 53 API reference, GetChange).
    status = "PENDING" if change_id else ""
    change = DnsChange(written.zone_id, written.zone, written.records, change_id, status, at)
    others = tuple(one for one in m.dns_changes if one.zone_id != written.zone_id)
    return msgspec.structs.replace(m, dns_changes=(*others, change))


def _known(change: DnsChange, change_id: str, status: str) -> DnsChange:
    return msgspec.structs.replace(change, status=status) if change.change_id == change_id else change


def _seen(m: Migration, certificate: Certificate) -> Migration:
    if certificate.arn == m.old.arn:
        return msgspec.structs.replace(m, old=certificate)
    if m.new is None or certificate.arn != m.new.arn:
        return m
    after = msgspec.structs.replace(m, new=certificate)
    if not _records_changed(m, after):
        return after
    # Other records than before: what was handed over, or written, serves no more.
    return msgspec.structs.replace(after, handed_over=(), dns_changes=())


def _records_changed(before: Migration, after: Migration) -> bool:
    return before.same_records_again is not False and after.same_records_again is False


def _gone(m: Migration, arn: str) -> Migration:
    if arn == m.old.arn:
        return msgspec.structs.replace(m, old_gone=True)
    if m.new is None or arn != m.new.arn:
        return m
    return msgspec.structs.replace(
        m,
        new=None,
        predecessors=(*m.predecessors, m.new),
        chosen=None,
        plan=None,
        made=(),
        cut_over_at=None,
        handshakes=None,
    )
