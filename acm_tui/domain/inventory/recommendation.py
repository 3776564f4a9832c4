"""What to do about a certificate, and why: one short sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import msgspec

from acm_tui.domain.calendar import EMAIL_RENEWAL_ENDS
from acm_tui.domain.certificate import Certificate, why_not_replace
from acm_tui.domain.inventory.urgency import Urgency
from acm_tui.domain.journey import next_action
from acm_tui.domain.listener import Holder
from acm_tui.domain.migration import Migration


class Recommendation(msgspec.Struct, frozen=True, gc=False):
    """``action`` is a code of the JSON contract; ``what`` and ``why`` are sentences without a full stop."""

    action: str
    what: str
    why: str


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
        return Recommendation("continue", "Go on with its migration", next_action(under_way))
    if (not_here := why_not_replace(certificate)) is not None:
        return Recommendation("none", "Leave it", not_here)
    if how_urgent is Urgency.UNUSED:
        return _review(certificate.status)
    elsewhere = ", ".join(sorted({held.service for held in holders if not held.is_load_balancer}))
    expires = certificate.not_after
    days = (expires - now).days if expires is not None and expires > now else None
    return _migrate(how_urgent, days, certificate.status == "REVOKED", elsewhere)


@lru_cache(maxsize=16)
def _review(status: str) -> Recommendation:
    why = (
        "it was never issued, and nothing holds it"
        if status in _NEVER_ISSUED
        else "nothing holds it, so ACM does not renew it"
    )
    return Recommendation("review", "Delete it if nobody needs it, or migrate it", why)


@lru_cache(maxsize=2048)  # of ten thousand certificates most have one of a few hundred reasons
def _migrate(how_urgent: Urgency, days: int | None, revoked: bool, elsewhere: str) -> Recommendation:
    left = f", it expires in {days} d" if days is not None else ""
    why = "it is revoked and still held" if revoked else _WHY[how_urgent]
    if how_urgent in _WITH_DAYS and not revoked:
        why += left
    if elsewhere:
        why += f"; {elsewhere} must be changed by hand"
    urgent = revoked or how_urgent is not Urgency.IN_USE
    return Recommendation("migrate", "Migrate it now" if urgent else "Migrate it", why)


_WHY = {
    Urgency.EXPIRED: "it has expired and is still held",
    Urgency.FAILED: "its renewal by email has failed",
    Urgency.NO_MORE_MAIL: "ACM renews nothing by email any more",
    Urgency.RENEWAL_WAITS: "its renewal waits for somebody to answer an email",
    Urgency.SOON: "its renewal by email is due",
    Urgency.IN_USE: f"ACM renews by email until {EMAIL_RENEWAL_ENDS.isoformat()} only",
}
_WITH_DAYS = (Urgency.FAILED, Urgency.NO_MORE_MAIL, Urgency.RENEWAL_WAITS, Urgency.SOON)
