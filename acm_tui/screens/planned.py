"""Step 5, either way: the plan from what is there now, planned anew when the operator wants another."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.choice import to_leave_out
from acm_tui.domain.cutover import CutoverPlan, Drift
from acm_tui.domain.journey import Step
from acm_tui.domain.migration import Migration
from acm_tui.domain.monitor import Watched
from acm_tui.handoff.openssl import elsewhere
from acm_tui.screens import swapping_words as words
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.step import StepScreen
from acm_tui.widgets.cautions import caution_rows
from acm_tui.widgets.plan import Names, advice, plan_view, untouched
from acm_tui.widgets.say import BLANK, Part, line
from acm_tui.workflow.planning import Planned


class PlanScreen(StepScreen):
    """Before and after, listener by listener.

    Subclasses say which plan it is: ``may_plan()``, ``plan_now()``, and what it is ``without()``.
    """

    STEP = Step.CUTOVER
    STOPS: ClassVar[str] = ""
    """The key that stops a cutover under way, where there is one."""
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("r", "Plan anew", "Read the listeners again and plan anew.", "plan"),
        Command("g", "Accept the gap", "Where lists are full: remove first, then add.", "gap", shown=False),
        Command("l", "Leave out", "Go on without what cannot be changed now.", "leave_out", shown=False),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._planned: Planned | None = None
        self._names = Names({}, {})
        self.remove_first: frozenset[str] = frozenset()
        self._drift: tuple[Drift, ...] = ()
        self._watched: dict[str, Watched] = {}
        self.swapping = False

    def body(self) -> ComposeResult:
        """The plan."""
        with VerticalScroll(id="details"):
            yield self.page("plan")

    def begin(self) -> None:
        """Plan from the listeners as they are now."""
        self.action_plan()

    def action_plan(self) -> None:
        """Plan anew."""
        if not self.swapping and self.may_plan():
            self._drift = ()
            self.work(self._prepare, group="plan")

    def may_plan(self) -> bool:
        """Whether there is something to plan here."""
        raise NotImplementedError

    def plan_now(self) -> Planned:
        """The plan, from AWS as it is now; called in a thread.

        Raises:
            Trouble: AWS cannot be read.
        """
        raise NotImplementedError

    async def without(self, listeners: frozenset[str]) -> None:
        """Take *listeners* (ARNs) out of what is planned."""
        raise NotImplementedError

    async def _prepare(self) -> None:
        await self.prepare()

    async def prepare(self) -> Planned:
        """Plan from AWS as it is now, and show it.

        Raises:
            Trouble: AWS cannot be read.
        """
        if self.desk.services.under_way.is_swapping(self.migration.id):
            # A change waits for those before it: what an earlier screen has begun comes to its end first.
            await self.change(words.waiting(self.migration, self.STOPS), lambda: None)
            await self.reload()
        unheard = len(self.migration.in_flight)
        planned = await self.read("Reading the listeners …", self.plan_now)
        self._planned = planned
        self._names = Names.of(planned.seen.load_balancers, planned.seen.listeners)
        await self.reload()
        if unheard and not self.migration.in_flight:
            self.guide.say(*words.found_out(unheard), *self.what_next(planned))
        return planned

    @property
    def _plan(self) -> CutoverPlan | None:
        """What is shown: the plan as of now, or what is being carried out, or was when it stopped."""
        if self.swapping or self._planned is None:
            return self.migration.plan
        return self._planned.plan

    def show(self) -> None:
        """The plan as it is, with what is made already."""
        plan = self._plan
        above = [*words.drifted(self._drift)]
        if plan is None:
            self.page("plan").show(above)
            return
        made = self.migration.made if plan is self.migration.plan else ()
        planned = None if self.swapping else self._planned
        above += words.window(self.migration, plan, self.desk.now())
        if planned is not None:
            above += [*caution_rows(planned.cautions), *advice(plan)]
        rows = plan_view(plan, self._names, made, self._watched, elsewhere)
        below = line((untouched(plan), "$secondary"))
        self.page("plan").show([*above, *([BLANK] if above else []), *rows, below])
        if planned is not None:
            self.guide.say(*self.what_next(planned))

    def what_next(self, planned: Planned) -> tuple[Part, ...]:
        """What is done, and what to press, given that plan."""
        return *words.before(self.migration), *words.next_key(self.migration, planned)

    def action_gap(self) -> None:
        """Accept that names are not served for a moment where lists are full."""
        if self._planned is not None and not self.swapping and self._planned.crowded:
            self.remove_first |= self._planned.crowded
            self.action_plan()

    def action_leave_out(self) -> None:
        """Go on without the listeners that cannot be changed now."""
        if self.swapping:
            return
        plan = self._plan
        left_out = to_leave_out(self.migration, plan) if plan is not None else frozenset()
        if left_out:
            self.work(partial(self._leave_out, left_out), group="plan")
        else:
            self.guide.say("Nothing stands in the way that could be left out here.")

    async def _leave_out(self, listeners: frozenset[str]) -> None:
        await self.without(listeners)
        await self.prepare()
