"""What to do about a certificate, and why: one short sentence each."""

from __future__ import annotations

from datetime import datetime

import msgspec

from acm_tui.domain.calendar import EMAIL_RENEWAL_ENDS
from acm_tui.domain.certificate import why_not_replace
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.urgency import Urgency, urgency
from acm_tui.domain.journey import next_action
from acm_tui.domain.listener import holder_of
from acm_tui.domain.migration import Migration


class Recommendation(msgspec.Struct, frozen=True):
    """``action`` is a code of the JSON contract; ``what`` and ``why`` are sentences without a full stop."""

    action: str
    what: str
    why: str


def recommendation(item: Item, under_way: Migration | None, now: datetime) -> Recommendation:
    """What is best done about *item* at *now* (aware). *under_way* is its open migration, if it has one."""
    certificate = item.certificate
    if under_way is not None:
        return Recommendation("continue", "Go on with its migration", next_action(under_way))
    if (not_here := why_not_replace(certificate)) is not None:
        return Recommendation("none", "Leave it", not_here)
    how_urgent = urgency(item, now)
    if how_urgent is Urgency.UNUSED:
        return Recommendation(
            "review",
            "Delete it if nobody needs it, or migrate it",
            "nothing holds it, so ACM does not renew it",
        )
    why = _why(how_urgent, certificate.not_after, now)
    elsewhere = sorted(
        {held.service for held in map(holder_of, certificate.in_use_by) if not held.is_load_balancer}
    )
    if elsewhere:
        return Recommendation(
            "migrate", "Migrate it", f"{why}; {', '.join(elsewhere)} must be changed by hand"
        )
    return Recommendation("migrate", f"Migrate it{_when(how_urgent)}", why)


def _when(how_urgent: Urgency) -> str:
    return "" if how_urgent is Urgency.IN_USE else " now"


def _why(how_urgent: Urgency, expires: datetime | None, now: datetime) -> str:
    left = f", it expires in {(expires - now).days} d" if expires is not None and expires > now else ""
    match how_urgent:
        case Urgency.EXPIRED:
            return "it has expired and is still held"
        case Urgency.FAILED:
            return f"its renewal by email has failed{left}"
        case Urgency.NO_MORE_MAIL:
            return f"ACM renews nothing by email any more{left}"
        case Urgency.RENEWAL_WAITS:
            return f"its renewal waits for somebody to answer an email{left}"
        case Urgency.SOON:
            return f"its renewal by email is due{left}"
        case _:
            return f"ACM renews by email until {EMAIL_RENEWAL_ENDS.isoformat()} only"
