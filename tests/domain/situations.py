"""What a cutover may find: listeners, and a choice among the old certificate's attachments."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from acm_tui.domain.cutover import changed
from acm_tui.domain.listener import Attachment, Listener, attachments_of
from acm_tui.domain.mutation import Change
from tests.domain.stories import OLD
from tests.domain.strategies import worlds

World = tuple[Listener, ...]
Chosen = tuple[Attachment, ...]
Situation = tuple[World, Chosen]


def roles_of(chosen: Chosen, one: Listener) -> set[str]:
    return {a.role for a in chosen if a.listener_arn == one.arn}


def refused_by_elb(world: World, chosen: Chosen) -> set[str]:
    """Listeners where the old certificate would have to leave the list while it stays the default."""
    return {one.arn for one in world if one.default == OLD and roles_of(chosen, one) == {"sni"}}


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Listeners, and any part of the old certificate's attachments that ELB allows to swap."""
    world = draw(worlds)
    chosen = tuple(a for a in attachments_of(OLD, world) if draw(st.booleans()))
    assume(not refused_by_elb(world, chosen))
    return world, chosen


def apply(world: World, changes: tuple[Change, ...]) -> World:
    return tuple(changed(one, changes) for one in world)
