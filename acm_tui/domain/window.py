"""The maintenance window: when an Application Load Balancer may be cut over without being asked why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from acm_tui.domain.listener import Kind


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """From *begins* until *ends* (aware, UTC). ``zone`` is the time zone (an IANA name) it was agreed in."""

    begins: datetime
    ends: datetime
    zone: str
    note: str = ""

    def contains(self, now: datetime) -> bool:
        """Whether *now* (aware) lies in it; its end does not."""
        return self.begins <= now < self.ends


def asks_reason(kinds: Iterable[Kind], window: Window | None, now: datetime) -> bool:
    """Whether swapping on load balancers of these *kinds* at *now* needs a reason in writing.

    A swap may cut long-lived connections of an ALB; a Classic Load Balancer is treated alike. A Network Load
    Balancer needs no window. Where no window was set there is none to be outside of.
    """
    return window is not None and not window.contains(now) and any(kind != "network" for kind in kinds)
