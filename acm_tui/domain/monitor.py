"""What clients notice of a swap: many handshakes a second, folded into a line for each listener."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

HeldState = Literal["held", "cut", "closed early", "not seen"]
"""A connection that is kept open through the swap: it survived; it was cut; the server closed it before the
first change, as it does with every connection; it never came about."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One look at the connection that is kept open to a listener. ``error``: why it is cut or not seen."""

    load_balancer: str
    port: int
    address: str
    state: HeldState
    at: datetime
    error: str | None = None


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """What the monitor saw of one listener, over all its addresses and names.

    ``old``, ``new``, ``other`` and ``failed`` count handshakes. ``flaps`` counts how often an address went
    back from the certificate that is put in place to another one. ``longest_gap_ms`` is the longest time
    between two successful handshakes of one address and name with a failure in between; ``None`` where none
    failed. ``unreached`` are the addresses of which no handshake ever ended with a leaf. ``held_address``
    is where the connection was kept open.
    """

    listener_arn: str
    load_balancer: str
    port: int
    old: int = 0
    new: int = 0
    other: int = 0
    failed: int = 0
    flaps: int = 0
    first_new_at: datetime | None = None
    last_old_at: datetime | None = None
    longest_gap_ms: float | None = None
    held: HeldState = "not seen"
    held_address: str = ""
    held_error: str | None = None
    unreached: tuple[str, ...] = ()

    @property
    def seen(self) -> int:
        """How many handshakes ended with a leaf."""
        return self.old + self.new + self.other
