"""What clients noticed of all swaps together, as far as it was watched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.monitor import Watched


class Interruption(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of every watching added up.

    ``handshakes`` counts those that ended with a leaf, ``failed`` those without one, ``other`` those with
    neither certificate. ``longest_gap_ms`` is the longest on any listener, ``longest_at`` which one. ``cut``
    are the listeners on which the connection that was kept open was cut; ``held`` counts those where it
    survived. ``unreached`` are the addresses of which nothing is known. ``unwatched_calls`` counts calls on
    listeners that were made while nothing was watching.
    """

    watchings: int
    handshakes: int
    failed: int
    other: int
    flaps: int
    longest_gap_ms: float | None
    longest_at: Watched | None
    held: int
    cut: tuple[Watched, ...]
    unreached: tuple[tuple[Watched, str], ...]
    unwatched_calls: int

    @property
    def seen(self) -> bool:
        """Whether anything at all was seen."""
        return self.handshakes > 0

    @property
    def noticed(self) -> bool:
        """Whether something was seen that a client may have noticed."""
        return bool(self.failed or self.other or self.flaps or self.cut)


def interruption(watchings: Iterable[CutoverWatched], calls_at: Iterable[datetime]) -> Interruption:
    """The figures of *watchings* together; *calls_at* are the times at which listeners were changed."""
    all_watched = tuple(watchings)
    seen = [one for watching in all_watched for one in watching.listeners]
    gaps = [one for one in seen if one.longest_gap_ms is not None]
    longest = max(gaps, key=lambda one: one.longest_gap_ms or 0.0, default=None)
    return Interruption(
        watchings=len(all_watched),
        handshakes=sum(one.seen for one in seen),
        failed=sum(one.failed for one in seen),
        other=sum(one.other for one in seen),
        flaps=sum(one.flaps for one in seen),
        longest_gap_ms=longest.longest_gap_ms if longest else None,
        longest_at=longest,
        held=sum(one.held == "held" for one in seen),
        cut=tuple(one for one in seen if one.held == "cut"),
        unreached=tuple((one, address) for one in seen for address in one.unreached),
        unwatched_calls=sum(
            not any(watching.begun <= at <= watching.ended for watching in all_watched) for at in calls_at
        ),
    )
