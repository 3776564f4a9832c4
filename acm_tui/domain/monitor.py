"""What clients notice of a swap, in figures: a line for each listener, and the connection held open to it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

USUAL_INTERVAL_MS = 250.0
"""Each address and name is asked about four times a second, unless there are too many of them."""

HeldState = Literal["held", "cut", "closed early", "not seen", "not known"]
"""A connection that is kept open through the swap: it survived; it was cut; the server ended it by a rule of
its own, as it does with every connection; it never came about; the watching ended before it was used again
after the swap, so that nobody knows."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One look at the connection that is kept open to a listener. ``error``: how it ended, or why unseen.

    ``used``: requests are sent on it, so that its silence would be noticed; then ``at`` is when the one that
    was answered was sent. Otherwise it is only listened to: what ends it is seen, silence says nothing.
    """

    load_balancer: str
    port: int
    address: str
    state: HeldState
    at: datetime
    error: str | None = None
    used: bool = False


class Whereabouts(NamedTuple):
    """Where to look from elsewhere: a host name or an address, and the SNI to send, ``None`` for none."""

    host: str
    server_name: str | None


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """What the monitor saw of one listener, over all its addresses and names.

    ``new`` counts handshakes that showed the certificate that is put in place, ``old`` those with the one
    that leaves: when a swap is undone, these are the other way round as certificates. ``other`` saw a third
    one. ``failed`` counts handshakes without a leaf, but only where the same address and name had been
    reached before or was reached later. ``flaps`` counts how often an address went back from the certificate
    that is put in place to another one.

    ``longest_gap_ms`` is the longest time between two successful handshakes of one address and name with a
    failure in between; ``None`` where none failed. Where a success is missing at one end, the first or the
    last failed handshake bounds it. Handshakes count from when they were begun.

    ``unreached`` are the addresses of which no handshake ever ended with a leaf, and ``unreached_names`` the
    names (``None``: without SNI) for which an address never answered that did for others: nothing is known
    of either. ``held_address`` is where the connection was kept open.

    ``behind`` are the addresses that showed another certificate than the one put in place when they were
    seen last, for one of the names at least; ``None`` in journals that do not tell. ``blind_from`` is when
    the monitor itself broke: nothing was seen from then on. Each address and name was asked every
    ``interval_ms`` milliseconds; 0 where it is not known. ``host`` is the listener's host name and
    ``server_name`` the first name that was asked; both empty in journals that do not tell.
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
    unreached_names: tuple[tuple[str, str | None], ...] = ()
    behind: tuple[str, ...] | None = None
    blind_from: datetime | None = None
    interval_ms: float = 0.0
    host: str = ""
    server_name: str | None = None

    @property
    def seen(self) -> int:
        """How many handshakes ended with a leaf."""
        return self.old + self.new + self.other

    @property
    def in_place(self) -> bool:
        """Whether all that was reached showed the certificate that is put in place when it was seen last.

        Never where the monitor is blind: something else may be served by now.
        """
        return self.new > 0 and self.behind == () and self.blind_from is None

    @property
    def noticed(self) -> bool:
        """Whether a client may have noticed: a failure, a certificate that came back, a connection cut."""
        return bool(self.failed or self.flaps) or self.held == "cut"

    @property
    def slow(self) -> bool:
        """Whether it was asked less often than is usual, so that a shorter gap may have been missed."""
        return self.interval_ms > USUAL_INTERVAL_MS

    @property
    def elsewhere(self) -> Whereabouts | None:
        """Where to look from somewhere else, one place for all that was not seen; ``None``: all was seen.

        Also ``None`` in journals that do not tell the host.
        """
        if not self.host or not (self.unreached or self.unreached_names):
            return None
        if not self.seen:
            return Whereabouts(self.host, self.server_name)
        if self.unreached:
            return Whereabouts(self.unreached[0], self.server_name)
        return Whereabouts(*self.unreached_names[0])
