"""A migration is the fold of its events: what is known, and what has been done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from acm_tui.domain import events as ev
from acm_tui.domain.certificate import Certificate, CertificateRequest, ValidationRecord
from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.listener import Attachment
from acm_tui.domain.mutation import Change, DeleteCertificate, Mutation, RequestCertificate, UpsertRecords
from acm_tui.domain.place import Place


class InFlight(msgspec.Struct, frozen=True):
    """An intent without an outcome: whether AWS carried it out is not known."""

    intent: int
    mutation: Mutation
    at: datetime


class Failure(msgspec.Struct, frozen=True):
    """The last call that AWS did not carry out; ``at`` is when it was intended."""

    mutation: Mutation
    at: datetime
    code: str
    message: str


class DnsChange(msgspec.Struct, frozen=True):
    """Records that were written into a hosted zone ``at`` some moment, and whether its servers have them.

    ``status`` is PENDING, INSYNC, or empty: not known, because the answer that holds ``change_id`` was lost
    or Route 53 has forgotten the change. Then the zone's servers alone can tell.
    """

    zone_id: str
    zone: str
    records: tuple[ValidationRecord, ...]
    change_id: str
    status: str
    at: datetime


class Migration(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate's way from email to DNS validation, as the journal tells it.

    ``seq`` is the last sequence number folded in. ``new`` is the successor while there is one;
    ``predecessors`` are successors that timed out or failed and were deleted. ``dns_changes`` holds the
    latest of each hosted zone, in the order in which they were made.
    """

    id: str
    place: Place
    old: Certificate
    seq: int
    started_at: datetime
    updated_at: datetime
    updated_by: str
    way: ev.Way | None = None
    request: CertificateRequest | None = None
    requested_at: datetime | None = None
    new: Certificate | None = None
    predecessors: tuple[Certificate, ...] = ()
    handed_over: tuple[str, ...] = ()
    dns_changes: tuple[DnsChange, ...] = ()
    chosen: tuple[Attachment, ...] | None = None
    plan: CutoverPlan | None = None
    made: tuple[Change, ...] = ()
    handshakes: ev.HandshakesSeen | None = None
    old_gone: bool = False
    closed: bool = False
    abandoned: bool = False
    in_flight: InFlight | None = None
    failure: Failure | None = None

    @property
    def former_records(self) -> tuple[ValidationRecord, ...]:
        """The CNAMEs of the latest predecessor that had any."""
        return next((p.records for p in reversed(self.predecessors) if p.records), ())

    @property
    def same_records_again(self) -> bool | None:
        """Whether the new request shows the CNAMEs of the one before it; ``None`` where nothing compares."""
        if self.new is None or not self.new.records or not self.former_records:
            return None
        return set(self.new.records) == set(self.former_records)

    @property
    def records(self) -> tuple[ValidationRecord, ...]:
        """The CNAMEs to register. While a new request has none yet, those of the one before it."""
        return (self.new.records if self.new is not None else ()) or self.former_records

    @property
    def dns_change(self) -> DnsChange | None:
        """The latest change in Route 53; ``None`` when nothing was written there for these records."""
        return self.dns_changes[-1] if self.dns_changes else None

    @property
    def writing(self) -> bool:
        """Whether Route 53 is still bringing written records to its servers."""
        return any(change.status == "PENDING" for change in self.dns_changes)

    @property
    def cutover_begun(self) -> bool:
        """Whether at least one listener has been changed under the confirmed plan."""
        return bool(self.made)

    @property
    def changes_left(self) -> tuple[Change, ...]:
        """What the confirmed plan still has to do."""
        return () if self.plan is None else tuple(c for c in self.plan.changes if c not in self.made)

    @property
    def cutover_done(self) -> bool:
        """Whether every change of the confirmed plan has been made, or there was nothing to swap."""
        return self.chosen == () or (self.plan is not None and not self.changes_left)

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.closed or self.abandoned or (self.old_gone and self.cutover_done)


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
            return replace(m, in_flight=InFlight(seq, mutation, at), failure=None)
        case ev.Succeeded(intent=intent) if m.in_flight is not None and m.in_flight.intent == intent:
            return _carried_out(replace(m, in_flight=None), m.in_flight, event)
        case ev.Failed(intent=intent) if m.in_flight is not None and m.in_flight.intent == intent:
            failure = Failure(m.in_flight.mutation, m.in_flight.at, event.code, event.message)
            return replace(m, in_flight=None, failure=failure)
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
            return replace(m, plan=plan, made=(), handshakes=None)
        case ev.HandshakesSeen():
            return replace(m, handshakes=event)
        case ev.Closed():
            return replace(m, closed=True)
        case ev.Abandoned():
            return replace(m, abandoned=True)
        case _:
            return m


def _carried_out(m: Migration, intent: InFlight, outcome: ev.Succeeded) -> Migration:
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
            return msgspec.structs.replace(m, made=(*m.made, change))


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
        handshakes=None,
    )
