"""The dates that everything here runs against, and how far away they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

EMAIL_ISSUANCE_ENDS = date(2027, 3, 31)
"""Last day on which ACM issues email-validated certificates (AWS What's New, August 2026)."""

EMAIL_RENEWAL_ENDS = date(2027, 9, 30)
"""Last day on which ACM renews email-validated certificates (AWS What's New, August 2026)."""

NEW_CERTIFICATE_LIFE = timedelta(days=198)
"""How long a public certificate lives that ACM issues since 2026-02-18 (ACM user guide, "Concepts")."""


def days_until(day: date, now: datetime) -> int:
    """Whole days from *now* (aware) until *day*, in UTC; negative when it has passed."""
    return (day - now.astimezone(UTC).date()).days


def header(now: datetime) -> str:
    """The two dates of email validation as the header shows them."""
    issuance = _ends("email issuance", "ends", EMAIL_ISSUANCE_ENDS, now)
    renewals = _ends("renewals", "end", EMAIL_RENEWAL_ENDS, now)
    return f"{issuance} · {renewals}"


def short_header(now: datetime) -> str:
    """The same for a narrow terminal."""
    issuance = days_until(EMAIL_ISSUANCE_ENDS, now)
    return f"email ends in {issuance} / {days_until(EMAIL_RENEWAL_ENDS, now)} d"


def _ends(what: str, verb: str, day: date, now: datetime) -> str:
    left = days_until(day, now)
    if left < 0:
        return f"{what} ended {day.isoformat()}"
    return f"{what} {verb} today" if left == 0 else f"{what} {verb} in {left} d"


def left(until: datetime, now: datetime) -> str:
    """The time from *now* to *until* as hours and minutes (``71:12``); ``0:00`` once it has passed."""
    minutes = max(0, int((until - now).total_seconds() // 60))
    return f"{minutes // 60}:{minutes % 60:02d}"


def short_left(until: datetime, now: datetime) -> str:
    """The time from *now* to *until* in a few cells: hours and minutes up to three days, then days."""
    if until <= now:
        return "passed"
    return f"{left(until, now)} h" if until - now <= timedelta(days=3) else f"{(until - now).days} d"
