"""How urgent it is to move a certificate, and why."""

from __future__ import annotations

import enum
from datetime import datetime

from acm_tui.domain.calendar import EMAIL_RENEWAL_ENDS, days_until
from acm_tui.domain.certificate import SOON
from acm_tui.domain.inventory.item import Item


class Urgency(enum.StrEnum):
    """Why a certificate stands where it stands in the list; the first is the most urgent.

    Above all others is what no email can renew any more; then what an email still can.
    """

    EXPIRED = "expired"
    FAILED = "renewal failed"
    NO_MORE_MAIL = "no renewal by email"
    RENEWAL_WAITS = "waits for an email"
    SOON = "expires soon"
    IN_USE = "in use"
    UNUSED = "attached to nothing"

    @property
    def slug(self) -> str:
        """As scripts spell it; part of the JSON contract."""
        return self.name.lower()


def urgency(item: Item, now: datetime) -> Urgency:
    """How urgent moving the certificate of *item* is at *now* (aware).

    A certificate that nothing holds hurts nobody when it expires, and ACM does not renew it (ACM user guide,
    "Managed renewal").
    """
    certificate = item.certificate
    expires = certificate.not_after
    if certificate.renewal_status == "PENDING_VALIDATION" and not _past_mail(now) and not _past(expires, now):
        return Urgency.RENEWAL_WAITS
    if certificate.renewal_status == "FAILED" and not _past(expires, now):
        return Urgency.FAILED
    if not item.in_use:
        return Urgency.UNUSED
    if _past(expires, now):
        return Urgency.EXPIRED
    if _past_mail(now):
        return Urgency.NO_MORE_MAIL
    if expires is not None and expires - now <= SOON:
        return Urgency.SOON
    return Urgency.IN_USE


def _past(expires: datetime | None, now: datetime) -> bool:
    return expires is not None and expires <= now


def _past_mail(now: datetime) -> bool:
    return days_until(EMAIL_RENEWAL_ENDS, now) < 0


_ORDER = {one: number for number, one in enumerate(Urgency)}


def by_urgency(item: Item, now: datetime) -> tuple[int, float, str]:
    """A sort key: most urgent first, then soonest expiry, then name."""
    expires = item.certificate.not_after
    return (
        _ORDER[urgency(item, now)],
        expires.timestamp() if expires else float("inf"),
        item.certificate.domain,
    )
