"""The watchings of a migration: which way each looked, which belong to the cutover, which were cut off."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime

import msgspec

from acm_tui.domain.cutover import Direction
from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.migration import Migration


def direction(one: CutoverWatched, old: str) -> Direction:
    """What *one* watched. *old* is the migration's old certificate (an ARN): a rollback puts it in place."""
    return "rollback" if one.put == old else "cutover"


def sight_until(one: CutoverWatched) -> datetime:
    """Until when *one* saw anything: its end, or the moment from which on the monitor was blind."""
    return min((one.ended, *(seen.blind_from for seen in one.listeners if seen.blind_from is not None)))


def so_far(one: CutoverWatched) -> CutoverWatched:
    """*one* as it is written down while it lasts: nobody knows yet which connections will have survived."""
    listeners = tuple(
        msgspec.structs.replace(seen, held="not known") if seen.held == "held" else seen
        for seen in one.listeners
    )
    return msgspec.structs.replace(one, listeners=listeners, so_far=True)


def with_one(known: Iterable[CutoverWatched], one: CutoverWatched) -> tuple[CutoverWatched, ...]:
    """*known* and *one*, in place of what was written down of the same watching while it lasted."""
    others = (
        other for other in known if not other.so_far or (other.put, other.begun) != (one.put, one.begun)
    )
    return (*others, one)


def of_the_cutover(m: Migration) -> tuple[CutoverWatched, ...]:
    """The watchings that tell of the cutover as it stands, in order; more than one where it was interrupted.

    What was seen of a listener before it was restored belongs to a cutover that was undone.
    """
    if m.new is None:
        return ()
    kept: list[CutoverWatched] = []
    for one in m.watched:
        if direction(one, m.old.arn) == "rollback":
            # Where nothing was seen it may be restored all the same.
            restored = {seen.listener_arn for seen in one.listeners if seen.new or not seen.seen}
            kept = [_without(earlier, restored) for earlier in kept]
        elif one.put == m.new.arn:
            kept.append(one)
    return tuple(one for one in kept if one.listeners)


def _without(one: CutoverWatched, listeners: Container[str]) -> CutoverWatched:
    left = tuple(seen for seen in one.listeners if seen.listener_arn not in listeners)
    return msgspec.structs.replace(one, listeners=left)
