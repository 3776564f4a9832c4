"""From the journal's entries to the migration that they tell: what each event means for what is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from acm_tui.domain import events as ev
from acm_tui.domain import switching, watchings
from acm_tui.domain.certificate import Certificate
from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.listener import Attachment
from acm_tui.domain.migration import DnsChange, Migration
from acm_tui.domain.obstacles import may_roll_back
from acm_tui.domain.outcome import ended, finished, gone, intended
from acm_tui.domain.record_sight import with_them
from acm_tui.domain.seat import Holder


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
    begun = Migration(
        id=entry.migration,
        place=event.place,
        old=event.certificate,
        seq=entry.seq,
        started_at=entry.at,
        updated_at=entry.at,
        updated_by=entry.actor,
    )
    return switching.seen(begun, event.certificate, entry.at)


def _taken(m: Migration, way: ev.Way) -> Migration:
    """After *way* was chosen. Where the certificate stays, nothing is swapped; what was swapped is kept."""
    after = msgspec.structs.replace(m, way=way)
    if way == "in place" and not m.origins:
        after = msgspec.structs.replace(after, chosen=None, plan=None, made=(), handshakes=None)
    return after if {*m.records} in (set(), {*after.records}) else _nothing_handed_over(after)


def _nothing_handed_over(m: Migration) -> Migration:
    """Other records than before are to be registered: what was handed over, or written, serves no more."""
    return msgspec.structs.replace(m, handed_over=(), dns_changes=())


def _apply(m: Migration, seq: int, at: datetime, event: ev.Event) -> Migration:
    replace = msgspec.structs.replace
    match event:
        case ev.WayChosen(way=way):
            return _taken(m, way)
        case ev.Intended(mutation=mutation):
            return intended(m, seq, mutation, at)
        case ev.Succeeded() | ev.Failed():
            return ended(m, event, at)
        case ev.CertificateSeen(certificate=certificate):
            return _seen(m, certificate, at)
        case ev.CertificateGone(arn=arn):
            return gone(m, arn)
        case ev.HandedOver(how=how):
            return replace(m, handed_over=(*m.handed_over, how))
        case ev.RecordsChangeSeen(change_id=change_id, status=status) if change_id:
            return replace(m, dns_changes=tuple(_known(one, change_id, status) for one in m.dns_changes))
        case ev.RecordsSeen(sights=sights):
            return replace(m, sights=with_them(m.sights, sights))
        case ev.ListenersChosen(attachments=attachments) if not m.under_way or _fewer(m, attachments):
            return replace(m, chosen=attachments, plan=None, made=(), handshakes=None)
        case ev.PlanConfirmed(plan=plan):
            return _confirmed(m, plan, seq, at)
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
        case ev.SeatTaken(seat=seat):
            return replace(m, holder=Holder(seat, at))
        case ev.SeatLeft(seat=seat_id) if m.holder is not None and m.holder.seat.id == seat_id:
            return replace(m, holder=None)
        case ev.Shortened():
            return replace(m, shortened=True)
        case ev.Unknown():
            return replace(m, foreign=True)
        case _:
            return m


def _fewer(m: Migration, attachments: tuple[Attachment, ...]) -> bool:
    """Whether some of the chosen are left out, and every call that was made is known."""
    return not m.in_flight and bool(attachments) and {*attachments} < {*(m.chosen or ())}


def _confirmed(m: Migration, plan: CutoverPlan, seq: int, at: datetime) -> Migration:
    after = msgspec.structs.replace(m, plan=plan, made=(), handshakes=None, planned=seq, overtaken=())
    if plan.direction == "rollback" and may_roll_back(m) is None:
        # What has ended is taken up again to be restored.
        after = msgspec.structs.replace(after, closed=False, abandoned=False)
    return finished(after, at)


def _seen(m: Migration, certificate: Certificate, at: datetime) -> Migration:
    if certificate.arn == m.old.arn:
        after = switching.seen(m, certificate, at)
        return _nothing_handed_over(after) if m.in_place and _records_changed(m, after) else after
    if m.new is None or certificate.arn != m.new.arn:
        return m
    after = msgspec.structs.replace(m, new=certificate)
    if not _records_changed(m, after):
        return after
    return _nothing_handed_over(after)


def _records_changed(before: Migration, after: Migration) -> bool:
    return before.same_records_again is not False and after.same_records_again is False


def _known(change: DnsChange, change_id: str, status: str) -> DnsChange:
    return msgspec.structs.replace(change, status=status) if change.change_id == change_id else change
