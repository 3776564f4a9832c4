"""The maintenance window: when an Application Load Balancer may be cut over without being asked why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

from acm_tui.domain.cutover.cost import may_cut
from acm_tui.domain.listener import Kind

LONGEST_WINDOW = timedelta(hours=24)
"""A window that lasts longer was most likely mistyped, and one that is always open asks nobody anything."""

OffsetMinutes = Annotated[int, msgspec.Meta(gt=-24 * 60, lt=24 * 60)]
"""How far a local clock is ahead of UTC."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """From *begins* until *ends* (aware, UTC). ``zone`` is the time zone (an IANA name) it was agreed in.

    The offsets are how many minutes the clocks of ``zone`` are ahead of UTC at begin and end, as it was known
    when the window was agreed: who reads it needs no time zone database, and sees what was agreed.
    """

    begins: datetime
    ends: datetime
    zone: str
    note: str = ""
    begins_offset_min: OffsetMinutes | None = None
    ends_offset_min: OffsetMinutes | None = None

    def contains(self, now: datetime) -> bool:
        """Whether *now* (aware) lies in it; its end does not."""
        return self.begins <= now < self.ends

    @property
    def local(self) -> tuple[datetime, datetime] | None:
        """Begin and end as the clocks of ``zone`` show them (naive); ``None`` where that is not known."""
        if self.begins_offset_min is None or self.ends_offset_min is None:
            return None
        ahead = timedelta(minutes=self.begins_offset_min), timedelta(minutes=self.ends_offset_min)
        return _naive(self.begins) + ahead[0], _naive(self.ends) + ahead[1]


def asks_reason(kinds: Iterable[Kind], window: Window | None, now: datetime) -> bool:
    """Whether swapping on load balancers of these *kinds* at *now* needs a reason in writing.

    It does where a swap may cut connections. Where no window was set there is none to be outside of.
    """
    return window is not None and not window.contains(now) and any(map(may_cut, kinds))


def words(window: Window) -> str:
    """*window* in its own time zone and in UTC: ``2026-11-25 12:00-14:00 Asia/Tokyo (03:00-05:00 UTC)``.

    Where it is another day in UTC, or two days in either, the days are named. That the clocks are changed in
    it is said: its times look shorter or longer apart than they are.
    """
    universal = _naive(window.begins), _naive(window.ends)
    if window.zone == "UTC":
        return f"{_span(*universal)} UTC"
    if window.local is None:
        return f"{_span(*universal)} UTC (agreed in {window.zone})"
    one_day = len({moment.date() for moment in (*window.local, *universal)}) == 1
    in_utc = f"{universal[0]:%H:%M}-{universal[1]:%H:%M}" if one_day else _span(*universal)
    return f"{_span(*window.local)} {window.zone} ({in_utc} UTC{_change_in(window)})"


def standing(window: Window, now: datetime) -> str:
    """How *window* stands at *now* (aware): ``opens in 5:12``, ``open, 1:40 left`` or ``closed 0:20 ago``."""
    if now < window.begins:
        return f"opens in {lasting(window.begins - now)}"
    if window.contains(now):
        return f"open, {lasting(window.ends - now)} left"
    return f"closed {lasting(now - window.ends)} ago"


def lasting(span: timedelta) -> str:
    """*span* as hours and minutes (``5:12``) up to three days, then as days."""
    if span < timedelta(minutes=1):
        return "less than a minute"
    if span > timedelta(days=3):
        return f"{span.days} d"
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _change_in(window: Window) -> str:
    first, last = window.begins_offset_min or 0, window.ends_offset_min or 0
    if first == last:
        return ""
    return f"; the clocks are put {'forward' if first < last else 'back'} in it"


def _span(begins: datetime, ends: datetime) -> str:
    if begins.date() == ends.date():
        return f"{begins:%Y-%m-%d %H:%M}-{ends:%H:%M}"
    return f"{begins:%Y-%m-%d %H:%M} - {ends:%Y-%m-%d %H:%M}"


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
