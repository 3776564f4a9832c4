"""Step 2: what each of the two ways is for a migration as it stands, and which of them is marked first."""

from __future__ import annotations

import enum

import msgspec

from acm_tui.domain.events import Way
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import SwitchInPlace
from acm_tui.domain.obstacles import may_take
from acm_tui.domain.preference import Preference
from acm_tui.domain.ways import Advice, Hindrance, hindered_by


class Offer(enum.Enum):
    """What taking a way means from here."""

    LOOK = enum.auto()
    """The outcome of a call is not known: it is read first, whatever is wanted then."""
    GO_ON = enum.auto()
    """It is the way that is taken, and what it asked AWS for is there."""
    RETURN = enum.auto()
    """It was begun before the other way was taken, and what it asked AWS for is still there."""
    BEGIN = enum.auto()
    """AWS is asked for something."""
    CLOSED = enum.auto()
    """It cannot be taken."""


def offer(m: Migration, way: Way) -> Offer:
    """What taking *way* means for *m*, as far as it is known."""
    if m.in_flight:
        return Offer.LOOK
    if m.way == way and _asked_for(m, way):
        return Offer.GO_ON
    if may_take(m, way) is not None:
        return Offer.CLOSED
    return Offer.RETURN if _asked_for(m, way) else Offer.BEGIN


def _asked_for(m: Migration, way: Way) -> bool:
    """Whether what *way* begins with is there in AWS; of a switch, also that it came to nothing."""
    if way == "replace":
        return m.new is not None
    switch = m.shown_switch
    return not m.old_gone and (m.switched or (switch is not None and switch.status != "FAILED"))


def would_stay(m: Migration, way: Way) -> tuple[str, ...]:
    """What would stay in AWS of the other way if *m* took *way* now, a sentence each."""
    return left_behind(msgspec.structs.replace(m, way=way))


def hindrance(m: Migration) -> Hindrance | None:
    """What became of an earlier call that keeps a switch of *m* from being asked for; ``None``: nothing did.

    It may be mended since: it says nothing against trying.
    """
    if m.switch_unshown_at is not None:
        return "ignored"
    failure = m.failure
    if failure is None or not isinstance(failure.mutation, SwitchInPlace):
        return None
    return hindered_by(failure.code)


def marked_first(m: Migration, advice: Advice, preference: Preference) -> Way:
    """The way that is marked when the step is opened: the one that is taken, or the one that is preferred.

    One that is closed is not, where the other is open.
    """
    if m.way is not None and may_take(m, m.way) is None:
        return m.way
    wanted = advice.recommended if preference == "recommended" else preference
    if wanted is not None and advice.of(wanted).standing == "closed":
        wanted = advice.recommended
    return wanted or m.way or "replace"
