"""How urgent it is to move a certificate, and why."""

from __future__ import annotations

import enum
from datetime import UTC, datetime, time, timedelta

from acm_tui.domain.calendar import EMAIL_RENEWAL_ENDS
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


_MAIL_IS_OVER = datetime.combine(EMAIL_RENEWAL_ENDS + timedelta(days=1), time(), UTC)


def urgency(item: Item, now: datetime) -> Urgency:
    """How urgent moving the certificate of *item* is at *now* (aware).

    A certificate that nothing holds hurts nobody when it expires, and ACM does not renew it (ACM user guide,
    "Managed renewal").
    """
    certificate = item.certificate
    expires = certificate.not_after
    expired = expires is not None and expires <= now
    if not expired and certificate.renewal_status == "PENDING_VALIDATION" and now < _MAIL_IS_OVER:
        return Urgency.RENEWAL_WAITS
    if not expired and certificate.renewal_status == "FAILED":
        return Urgency.FAILED
    if not item.in_use:
        return Urgency.UNUSED
    if expired:
        return Urgency.EXPIRED
    if now >= _MAIL_IS_OVER:
        return Urgency.NO_MORE_MAIL
    if expires is not None and expires - now <= SOON:
        return Urgency.SOON
    return Urgency.IN_USE


def days_left(expires: datetime | None, now: datetime) -> int | None:
    """Whole days from *now* (aware) until *expires*; negative once it has passed, ``None``: it never does."""
    return None if expires is None else (expires - now).days


_RANK = {one: rank for rank, one in enumerate(Urgency)}

Order = tuple[int, float, str, str]
"""A sort key: most urgent first, then soonest expiry, then name; the ARN, so that no two are alike."""


def by_urgency(item: Item, how_urgent: Urgency) -> Order:
    """Where *item*, which is so urgent, stands among others."""
    expires = item.certificate.not_after
    return (
        _RANK[how_urgent],
        expires.timestamp() if expires is not None else float("inf"),
        item.certificate.domain,
        item.arn,
    )
