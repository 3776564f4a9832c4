"""The switch in place, as it is known: what beginning one and what ACM tells of it mean for a migration."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from acm_tui.domain.certificate import Certificate, Switch
from acm_tui.domain.migration import Migration

_REPLACE = msgspec.structs.replace
CLOCKS = timedelta(minutes=5)
"""How far this machine's clock and AWS's may lie apart; beyond that AWS refuses the signature of a call."""
SHOWN_WITHIN = timedelta(minutes=10)
"""How long ACM may take to show a switch that it took. No time is documented: tools that wait for what a
request makes give it five minutes, and two machines that ask may differ by as much as their clocks."""
_PENDING = "PENDING_DOMAIN_VALIDATION"


def begun(m: Migration, at: datetime) -> Migration:
    """After ACM took the switch that was asked for *at* this moment; ACM's own time is not known yet."""
    return _anew(m, Switch(_PENDING), at)


def seen(m: Migration, certificate: Certificate, at: datetime) -> Migration:
    """After ACM described, *at* this moment, the certificate that is switched, or may be."""
    after = _REPLACE(
        m,
        old=certificate,
        switched=m.switched or certificate.switched,
        switch_unshown_at=at if unshown(m, certificate, at) else None,
    )
    after = adopted(_told(after, certificate.switch))
    if after.switch is not None and after.switch.pending and certificate.switch_records:
        after = _REPLACE(after, switch_records=certificate.switch_records)
    if certificate.switched and not after.switch_records:
        in_force = (one.active.record for one in certificate.configured if one.active is not None)
        records = tuple(dict.fromkeys(record for record in in_force if record is not None))
        after = _REPLACE(after, switch_records=records)
    return after


def unshown(m: Migration, certificate: Certificate, at: datetime) -> bool:
    """Whether *certificate*, as ACM describes it *at* this moment, shows nothing of the switch that it took.

    An endpoint that does not know the option may drop it, and answer that all is well. For ``SHOWN_WITHIN``
    after it was asked for that says nothing.
    """
    asked_at = m.switch_asked_at
    if m.switch is None or not m.switch.pending or m.switch.requested_at is not None or asked_at is None:
        return False
    shown = certificate.switch is not None and not _is(certificate.switch, m.former_switch)
    named = any(one.requested is not None for one in certificate.configured)
    if shown or named or m.switched or certificate.switched:
        return False
    return at - asked_at >= SHOWN_WITHIN


def adopted(m: Migration) -> Migration:
    """With the way that a switch which somebody else has begun leads, where none has been chosen."""
    found = m.switch is not None and m.switch.pending
    return _REPLACE(m, way="in place") if m.way is None and m.new is None and found else m


def in_question(m: Migration, shown: Certificate) -> bool:
    """Whether it matters how each name of *shown*, the certificate as it is now, is validated.

    It does where it is switched in place, or a switch is found where no way has been chosen.
    """
    if m.in_place:
        return shown.switch is not None or m.switch is not None
    return m.way is None and m.new is None and shown.switch is not None and shown.switch.pending


def begun_since(m: Migration, shown: Switch | None, at: datetime) -> bool:
    """Whether *shown* (ACM's latest switch now) was begun by a call that was intended *at* some time.

    One that waits, or is complete, is what the call wanted, whoever began it. One that came to nothing may be
    of before.
    """
    if shown is None:
        return False
    if shown.status != "FAILED":
        return True
    known = (m.switch, m.former_switch)
    return (
        shown.requested_at is not None
        and shown.requested_at >= at - CLOCKS
        and not any(_is(shown, one) for one in known)
    )


def _told(m: Migration, told: Switch | None) -> Migration:
    known = m.switch
    if told is None:
        return m  # ACM shows it with a delay
    if known is None:
        # One that had ended before is none of this migration's.
        return _REPLACE(m, former_switch=told) if told.status == "FAILED" else _REPLACE(m, switch=told)
    if _is(told, m.former_switch):
        return m
    if told.requested_at is None or known.requested_at is None or _is(told, known):
        at = told.requested_at or known.requested_at
        return _REPLACE(m, switch=_REPLACE(told, requested_at=at))
    return _anew(m, told, None) if told.requested_at > known.requested_at else m


def _is(told: Switch, known: Switch | None) -> bool:
    return known is not None and told.requested_at is not None and told.requested_at == known.requested_at


def _anew(m: Migration, switch: Switch, asked_at: datetime | None) -> Migration:
    return _REPLACE(
        m,
        switch=switch,
        switch_asked_at=asked_at,
        switch_unshown_at=None,
        switch_records=(),
        former_switch=m.shown_switch or m.former_switch,
        former_switch_records=m.switch_records or m.former_switch_records,
    )
