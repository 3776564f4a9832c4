"""A migration's events written as the program writes them, beside the listeners that they change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from acm_tui.domain.cutover import CutoverPlan, plan, rollback
from acm_tui.domain.events import (
    Event,
    Intended,
    ListenersChosen,
    PlanConfirmed,
    Succeeded,
)
from acm_tui.domain.listener import Listener, attachments_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Change
from tests.domain.situations import World, apply
from tests.domain.stories import (
    DOMAIN,
    NEW,
    OLD,
    THIRD,
    entries,
    issued,
    listener,
    told,
)

ONE = listener("1", OLD, [OLD])
TWO = listener("2", THIRD, [OLD])
WORLD: World = (ONE, TWO)


class Journal:
    """A migration's events, written as the program writes them, and the listeners that they change."""

    def __init__(self, world: World = WORLD) -> None:
        self.events: list[Event] = list(issued())
        self.world = world

    def now(self) -> Migration:
        return told(*self.events)

    @property
    def last_at(self) -> datetime:
        return entries(*self.events)[-1].at

    def confirm(self, made: CutoverPlan) -> CutoverPlan:
        self.events.append(PlanConfirmed(made, DOMAIN))
        return made

    def make(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self.events += [Intended(change), Succeeded(len(self.events) + 1)]
            self.world = apply(self.world, (change,))

    def cut_over(self, *chosen: Listener, stop_after: int | None = None) -> None:
        """Choose these listeners (as they were at first), confirm, and make the changes, or some of them."""
        attachments = attachments_of(OLD, chosen)
        self.events.append(ListenersChosen(attachments))
        made = self.confirm(plan(attachments, self.world, OLD, NEW, origins=self.now().origins))
        self.make(made.changes[:stop_after])

    def roll_back(self, stop_after: int | None = None) -> CutoverPlan:
        made = self.confirm(rollback(self.now().origins, self.world, OLD, NEW))
        self.make(made.changes[:stop_after])
        return made
