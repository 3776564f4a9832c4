"""What the outcome of a call means for what is known, also when it comes late."""

from __future__ import annotations

from datetime import datetime

import msgspec

from acm_tui.domain import events as ev
from acm_tui.domain import switching
from acm_tui.domain.certificate import Certificate, CertificateRequest
from acm_tui.domain.found import Found, repeated
from acm_tui.domain.listener import Listener
from acm_tui.domain.migration import DnsChange, Failure, InFlight, Migration
from acm_tui.domain.mutation import (
    Change,
    DeleteCertificate,
    Mutation,
    RequestCertificate,
    SwitchInPlace,
    UpsertRecords,
)

_REPLACE = msgspec.structs.replace


def intended(m: Migration, intent: int, mutation: Mutation, at: datetime) -> Migration:
    """After *mutation* was written down as about to be asked for; nothing failed last any more."""
    called = InFlight(intent, mutation, at, _origin(m, mutation))
    found = repeated(m.found, mutation)
    return _REPLACE(m, in_flight=(*m.in_flight, called), failure=None, found=found)


def _origin(m: Migration, mutation: Mutation) -> Listener | None:
    """The listener of a change of a cutover, as it was before the first one."""
    if m.plan is None or m.plan.direction == "rollback" or not isinstance(mutation, Change):
        return None
    known = (*m.origins, *m.plan.before)
    return next((one for one in known if one.arn == mutation.listener_arn), None)


def ended(m: Migration, outcome: ev.Succeeded | ev.Failed, at: datetime) -> Migration:
    """After the *outcome* of a call; one without its intent changes nothing.

    An outcome that was concluded from reading AWS is given up again for the answer itself: a call that
    showed no effect may have been on its way.
    """
    waited_for = _of(m.in_flight, outcome.intent)
    called = waited_for or _of(m.presumed, outcome.intent)
    if called is None or (waited_for is None and isinstance(outcome, ev.Failed) and outcome.reconciled):
        return m
    landed = _REPLACE(
        m,
        in_flight=tuple(one for one in m.in_flight if one is not called),
        presumed=tuple(one for one in m.presumed if one is not called),
        found=_found(m.found, called, outcome),
    )
    if isinstance(outcome, ev.Succeeded):
        return _carried_out(landed, called, outcome, at, late=waited_for is None)
    failure = Failure(called.mutation, called.at, outcome.code, outcome.message)
    if waited_for is None:
        return _REPLACE(landed, failure=failure) if _tells_of(m.failure, called) else landed
    presumed = (*m.presumed, called) if outcome.reconciled else m.presumed
    return _REPLACE(landed, failure=failure, presumed=presumed)


def _found(
    found: tuple[Found, ...], called: InFlight, outcome: ev.Succeeded | ev.Failed
) -> tuple[Found, ...]:
    """With what reading AWS told of *called*; without it once the answer itself is there."""
    if not outcome.reconciled:
        return tuple(one for one in found if (one.mutation, one.at) != (called.mutation, called.at))
    # A repetition is the same call, word for word: which of them was carried out cannot be told.
    at = min([called.at, *(one.at for one in found if one.mutation == called.mutation)])
    others = tuple(one for one in found if one.mutation != called.mutation)
    arn = outcome.arn if isinstance(outcome, ev.Succeeded) else ""
    return (*others, Found(called.mutation, at, isinstance(outcome, ev.Succeeded), arn))


def _of(calls: tuple[InFlight, ...], intent: int) -> InFlight | None:
    return next((one for one in calls if one.intent == intent), None)


def _tells_of(failure: Failure | None, called: InFlight) -> bool:
    return failure is not None and (failure.mutation, failure.at) == (called.mutation, called.at)


def _carried_out(
    m: Migration, called: InFlight, outcome: ev.Succeeded, at: datetime, *, late: bool
) -> Migration:
    if _tells_of(m.failure, called):
        m = _REPLACE(m, failure=None)
    match called.mutation:
        case RequestCertificate(request=request):
            # One that is known by now, or was made instead, or deleted again, is not taken for the new one.
            known = {one.arn for one in m.predecessors}
            if late and (m.new is not None or outcome.arn in known):
                return m
            return _requested(m, request, outcome.arn, called.at)
        case DeleteCertificate(arn=arn):
            return gone(m, arn)
        case SwitchInPlace():
            # One that is pending by now is the same, or was begun instead.
            pending = m.switch is not None and m.switch.pending
            return m if m.switched or (late and pending) else switching.begun(m, called.at)
        case UpsertRecords() as written:
            return m if late and _outdated(m, written, called.at) else _written(m, written, outcome, called)
        case change:
            return _changed(m, called, change, at, late=late)


def _requested(m: Migration, request: CertificateRequest, arn: str, at: datetime) -> Migration:
    new = Certificate(
        arn=arn,
        names=request.names,
        status="PENDING_VALIDATION",
        type="AMAZON_ISSUED",
        key_algorithm=request.key_algorithm,
        validation_method="DNS",
        created_at=at,
        tags=request.tags,
    )
    return _REPLACE(m, request=request, requested_at=at, new=new)


def _changed(m: Migration, called: InFlight, change: Change, at: datetime, *, late: bool) -> Migration:
    """After one change of a listener; how the listener was before its first one is kept for the way back."""
    m = _REPLACE(m, origins=_with(m.origins, called.origin, instead=late))
    if late and called.intent < m.planned:
        # The confirmed plan may have seen the listener without this change.
        m = _REPLACE(m, overtaken=(*m.overtaken, change.listener_arn))
    if change not in m.changes_left:
        return m
    return finished(_REPLACE(m, made=(*m.made, change)), at)


def _with(origins: tuple[Listener, ...], origin: Listener | None, *, instead: bool) -> tuple[Listener, ...]:
    """*origins* and *origin*. What is known of that listener stays, unless this one is older: *instead*."""
    if origin is None:
        return origins
    if all(one.arn != origin.arn for one in origins):
        return (*origins, origin)
    return tuple(origin if instead and one.arn == origin.arn else one for one in origins)


def finished(m: Migration, at: datetime) -> Migration:
    """With what follows from the last change of a plan, if that was it *at* this moment."""
    if m.plan is None or m.changes_left:
        return m
    if m.plan.direction == "cutover":
        # A plan that found nothing to change does not begin the soak anew.
        last = at if m.plan.changes or m.cut_over_at is None else m.cut_over_at
        return _REPLACE(m, cut_over_at=last)
    settled = m.plan.settles.difference(m.overtaken)
    left = tuple(origin for origin in m.origins if origin.arn not in settled)
    return _REPLACE(m, origins=left, cut_over_at=None)


def _outdated(m: Migration, written: UpsertRecords, at: datetime) -> bool:
    """Whether the zone was written anew since, or others are the records to register by now."""
    newer = any(one.zone_id == written.zone_id and one.at > at for one in m.dns_changes)
    return newer or not {*written.records} <= {*m.records}


def _written(m: Migration, written: UpsertRecords, outcome: ev.Succeeded, called: InFlight) -> Migration:
    # Every change begins as PENDING (Route 53 API reference, GetChange).
    status = "PENDING" if outcome.arn else ""
    change = DnsChange(written.zone_id, written.zone, written.records, outcome.arn, status, called.at)
    others = tuple(one for one in m.dns_changes if one.zone_id != written.zone_id)
    return _REPLACE(m, dns_changes=(*others, change))


def gone(m: Migration, arn: str) -> Migration:
    """After a certificate was deleted, here or elsewhere."""
    if arn == m.old.arn:
        return _REPLACE(m, old_gone=True)
    if m.new is None or arn != m.new.arn:
        return m
    return _REPLACE(
        m,
        new=None,
        predecessors=(*m.predecessors, m.new),
        chosen=None,
        plan=None,
        made=(),
        cut_over_at=None,
        handshakes=None,
    )
