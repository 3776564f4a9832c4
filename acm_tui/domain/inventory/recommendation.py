"""What to do about a certificate, and why: one short sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import msgspec

from acm_tui.domain.calendar import EMAIL_RENEWAL_ENDS
from acm_tui.domain.certificate import Certificate, why_not_replace, why_not_switch
from acm_tui.domain.events import Way
from acm_tui.domain.inventory.urgency import Urgency
from acm_tui.domain.journey import next_action
from acm_tui.domain.listener import Holder
from acm_tui.domain.migration import Migration
from acm_tui.domain.ways import pending, renewed_by_switch, switch_ends


class Recommendation(msgspec.Struct, frozen=True, gc=False):
    """``action`` is a code of the JSON contract; ``what`` and ``why`` are sentences without a full stop.

    ``way`` is the one that is taken already, or else the better one that is open; ``None``: none is, or its
    status is not known yet.
    """

    action: str
    what: str
    why: str
    way: Way | None = None


_NEVER_ISSUED = ("PENDING_VALIDATION", "VALIDATION_TIMED_OUT", "FAILED")


def recommendation(
    certificate: Certificate,
    how_urgent: Urgency,
    holders: Iterable[Holder],
    under_way: Migration | None,
    now: datetime,
) -> Recommendation:
    """What is best done about *certificate* at *now* (aware), so urgent and held by *holders* as it is.

    *under_way* is its open migration, if it has one.
    """
    if under_way is not None:
        way = under_way.way or _way(under_way.old)
        return Recommendation("continue", "Go on with its migration", next_action(under_way), way)
    if (not_here := why_not_replace(certificate)) is not None:
        return Recommendation("none", "Leave it", not_here)
    expires = certificate.not_after
    days = (expires - now).days if expires is not None and expires > now else None
    if pending(certificate):
        return _go_on(certificate, how_urgent, days, now)
    way = _way(certificate)
    if how_urgent is Urgency.UNUSED:
        return _review(certificate.status, way)
    if way == "in place":
        return _switch(how_urgent, days, renewed_by_switch(certificate, now))
    elsewhere = ", ".join(sorted({held.service for held in holders if not held.is_load_balancer}))
    return _replace(how_urgent, days, certificate.status, elsewhere)


def _way(certificate: Certificate) -> Way | None:
    """The better of the ways that are open for *certificate*; ``None`` also where its status is not known."""
    if why_not_switch(certificate) is None or pending(certificate):
        return "in place"
    return "replace" if certificate.status and why_not_replace(certificate) is None else None


def _go_on(certificate: Certificate, how_urgent: Urgency, days: int | None, now: datetime) -> Recommendation:
    """A switch is pending, whoever began it: it cannot be withdrawn, and only its records are missing."""
    until = switch_ends(certificate)
    why = "a switch is pending"
    if until is not None:
        why = f"a switch {'is' if now < until else 'was'} pending until {until:%Y-%m-%d %H:%M} UTC"
    if how_urgent is not Urgency.IN_USE:
        why += f"; {_NOT_HELD if how_urgent is Urgency.UNUSED else _reason(how_urgent, days)}"
    return Recommendation("continue", f"Go on with its switch{_now(how_urgent)}", why, "in place")


@lru_cache(maxsize=64)
def _review(status: str, way: Way | None) -> Recommendation:
    why = "it was never issued, and nothing holds it" if status in _NEVER_ISSUED else _NOT_HELD
    return Recommendation("review", f"Delete it if nobody needs it, or {_TO[way]}", why, way)


@lru_cache(maxsize=2048)  # of ten thousand certificates most have one of a few hundred reasons
def _switch(how_urgent: Urgency, days: int | None, renewed: bool) -> Recommendation:
    """Nothing that holds it needs to be changed, so nothing of them is said."""
    why = _reason(how_urgent, days) + ("; the switch renews it" if renewed else "")
    return Recommendation("migrate", f"Switch it in place{_now(how_urgent)}", why, "in place")


@lru_cache(maxsize=2048)
def _replace(how_urgent: Urgency, days: int | None, status: str, elsewhere: str) -> Recommendation:
    revoked = status == "REVOKED"
    why = "it is revoked and still held" if revoked else _reason(how_urgent, days)
    if not status:
        return Recommendation("migrate", f"Migrate it{_now(how_urgent)}", why)
    why += f"; ACM switches in place only what is issued, it is {status}"
    if elsewhere:
        why += f"; {elsewhere} must be changed by hand"
    now = " now" if revoked else _now(how_urgent)
    return Recommendation("migrate", f"Replace it{now}", why, "replace")


def _reason(how_urgent: Urgency, days: int | None) -> str:
    left = f", it expires in {days} d" if days is not None and how_urgent in _WITH_DAYS else ""
    return _WHY[how_urgent] + left


def _now(how_urgent: Urgency) -> str:
    return "" if how_urgent in (Urgency.IN_USE, Urgency.UNUSED) else " now"


_TO: dict[Way | None, str] = {"in place": "switch it in place", "replace": "replace it", None: "migrate it"}
_NOT_HELD = "nothing holds it, so ACM does not renew it"
_WHY = {
    Urgency.EXPIRED: "it has expired and is still held",
    Urgency.FAILED: "its renewal by email has failed",
    Urgency.NO_MORE_MAIL: "ACM renews nothing by email any more",
    Urgency.RENEWAL_WAITS: "its renewal waits for somebody to answer an email",
    Urgency.SOON: "its renewal by email is due",
    Urgency.IN_USE: f"ACM renews by email until {EMAIL_RENEWAL_ENDS.isoformat()} only",
}
_WITH_DAYS = (Urgency.FAILED, Urgency.NO_MORE_MAIL, Urgency.RENEWAL_WAITS, Urgency.SOON)
