"""What clients noticed of all swaps together, as far as it was watched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.monitor import Watched
from acm_tui.domain.watchings import sight_until


class Interruption(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of every watching added up.

    ``handshakes`` counts those that ended with a leaf, ``failed`` those without one, ``other`` those with
    neither certificate. ``longest_gap_ms`` is the longest on any listener, ``longest_at`` which one. ``cut``
    are the listeners on which the connection that was kept open was cut; ``held`` counts those where it
    survived, ``held_unknown`` those where nobody knows. ``unreached`` are the addresses of which nothing is
    known.

    ``calls`` counts the calls on listeners. Of these, ``unwatched_calls`` were made while nothing was
    watching, or the monitor was blind; ``lost_calls`` were made under a watching that has no end in the
    journal, after the last that was written down of it. ``endless`` counts the watchings under which calls
    were made and that have no end: they were cut off, or still go on. ``troubles`` say what went wrong in the
    watching itself.
    """

    watchings: int
    handshakes: int
    failed: int
    other: int
    flaps: int
    longest_gap_ms: float | None
    longest_at: Watched | None
    held: int
    held_unknown: int
    cut: tuple[Watched, ...]
    unreached: tuple[tuple[Watched, str], ...]
    calls: int
    unwatched_calls: int
    lost_calls: int
    endless: int
    troubles: tuple[str, ...]

    @property
    def seen(self) -> bool:
        """Whether anything at all was seen."""
        return self.handshakes > 0

    @property
    def measured(self) -> bool:
        """Whether at least one of the calls was watched."""
        return self.calls > self.unwatched_calls + self.lost_calls

    @property
    def whole(self) -> bool:
        """Whether all of it was watched, from before the first call until after the last, undisturbed."""
        return not (self.unwatched_calls or self.lost_calls or self.endless or self.troubles)

    @property
    def noticed(self) -> bool:
        """Whether something was seen that a client may have noticed."""
        return bool(self.failed or self.other or self.flaps or self.cut)


def interruption(watchings: Iterable[CutoverWatched], calls_at: Iterable[datetime]) -> Interruption:
    """The figures of *watchings* together; *calls_at* are the times at which listeners were changed."""
    all_watched, calls = tuple(watchings), tuple(calls_at)
    seen = [one for watching in all_watched for one in watching.listeners]
    gaps = [one for one in seen if one.longest_gap_ms is not None]
    longest = max(gaps, key=lambda one: one.longest_gap_ms or 0.0, default=None)
    unseen = [at for at in calls if not any(one.begun <= at <= sight_until(one) for one in all_watched)]
    endless = {at: one for at in calls if (one := _under(at, all_watched)) is not None and one.so_far}
    lost = sum(at in endless and at > endless[at].ended for at in unseen)
    return Interruption(
        watchings=len(all_watched),
        handshakes=sum(one.seen for one in seen),
        failed=sum(one.failed for one in seen),
        other=sum(one.other for one in seen),
        flaps=sum(one.flaps for one in seen),
        longest_gap_ms=longest.longest_gap_ms if longest else None,
        longest_at=longest,
        held=sum(one.held == "held" for one in seen),
        held_unknown=sum(one.held == "not known" for one in seen),
        cut=tuple(one for one in seen if one.held == "cut"),
        unreached=tuple((one, address) for one in seen for address in one.unreached),
        calls=len(calls),
        unwatched_calls=len(unseen) - lost,
        lost_calls=lost,
        endless=len({one.begun for one in endless.values()}),
        troubles=tuple(one.trouble for one in all_watched if one.trouble),
    )


def _under(at: datetime, watchings: Sequence[CutoverWatched]) -> CutoverWatched | None:
    """The watching that was begun last before a call *at* this time; it may have ended before."""
    begun = [one for one in watchings if one.begun <= at]
    return max(begun, key=lambda one: one.begun, default=None)
