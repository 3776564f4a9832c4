"""Step 5: the plan, the typed confirmation, and the swap as it happens."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.errors import PlanStale
from acm_tui.domain.journey import Step, step
from acm_tui.domain.migration import Migration
from acm_tui.screens.command import Command
from acm_tui.screens.confirm import Confirm
from acm_tui.screens.desk import Desk
from acm_tui.screens.step import StepScreen
from acm_tui.text import counted
from acm_tui.widgets.plan import Names, advice, plan_view
from acm_tui.widgets.say import Part, Row, line
from acm_tui.workflow import attachments, cutover


class CutoverScreen(StepScreen):
    """Before and after, listener by listener."""

    HERE = "5 Cutover"
    STEP = Step.CUTOVER
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("enter", "Confirm", "Type the name, then swap.", "confirm", priority=True),
        Command("r", "Plan anew", "Read the listeners again and plan anew.", "plan"),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._plan: CutoverPlan | None = None
        self._names = Names({}, {})
        self._swapping = False

    def body(self) -> ComposeResult:
        """The plan."""
        with VerticalScroll(id="details"):
            yield self.page("plan")

    def begin(self) -> None:
        """Plan from the listeners as they are now."""
        self.action_plan()

    def action_plan(self) -> None:
        """Plan anew."""
        if not self._swapping and step(self.migration) is Step.CUTOVER:
            self.work(self._prepare, group="plan")

    async def _prepare(self) -> None:
        migration_id = self.migration.id
        services = self.desk.services
        doing = "Reading the listeners …"
        found = await self.read(doing, lambda: attachments.chosen_now(services, migration_id))
        self._names = Names.of(found.load_balancers, found.listeners)
        self._plan = await self.read(doing, lambda: cutover.prepare(services, migration_id))
        await self.reload()

    def show(self) -> None:
        """The plan as it is, with what is made already."""
        made = self.migration.made
        plan = self.migration.plan if self._swapping or self._plan is None else self._plan
        if plan is None:
            return
        done = made if plan is self.migration.plan else ()
        self.page("plan").show(plan_view(plan, self._names, done))
        if not self._swapping:
            self.guide.say(*self._before(), *self._next(plan))

    def _before(self) -> tuple[Part, ...]:
        """What an earlier, unfinished run left behind."""
        m = self.migration
        unheard = "The answer to one call was lost; the listeners were read anew. " if m.in_flight else ""
        if m.plan is None or not (m.made or m.in_flight) or not m.changes_left:
            return ()
        return (f"{len(m.made)} of {counted(len(m.plan.changes), 'call')} are made already. ", unheard)

    def _next(self, plan: CutoverPlan) -> tuple[Part, ...]:
        if step(self.migration) > Step.CUTOVER:
            return "The cutover is made. ", ("n", "bold $accent"), " goes on to the end."
        if plan.conflicts:
            return (
                f"{counted(len(plan.conflicts), 'listener')} not as chosen; nothing is changed. ",
                ("b", "bold $accent"),
                " goes back to choose again.",
            )
        if not plan.changes:
            return (
                "Every chosen listener holds the new certificate already. ",
                ("Enter", "bold $accent"),
                " goes on.",
            )
        return (
            f"{counted(len(plan.changes), 'call')}. ",
            ("Enter", "bold $accent"),
            " asks for the name, then swaps.",
        )

    def action_confirm(self) -> None:
        """Ask for the typed confirmation."""
        plan = self._plan
        if self._swapping:
            return
        if plan is None or plan.conflicts or step(self.migration) > Step.CUTOVER:
            self.action_next()
            return
        if not plan.changes:
            self.work(partial(self._swap, plan, ""), group="swap")
            return
        phrase = cutover.phrase(self.migration)
        facts: list[Content | Row] = [
            line("Certificate ", (self.migration.old.domain, "bold")),
            line("Account     ", (self.where(), "bold")),
            line(
                "Listeners   ",
                (str(len({c.listener_arn for c in plan.changes})), "bold"),
                f", {len(plan.changes)} calls",
            ),
            *advice(plan, self._names),
        ]

        def answered(typed: str | None) -> None:
            if typed is not None:
                self.work(partial(self._swap, plan, typed), group="swap")

        self.app.push_screen(Confirm("Swap the certificates", facts, phrase, "Swap"), answered)

    async def _swap(self, plan: CutoverPlan, typed: str) -> None:
        migration_id = self.migration.id
        services = self.desk.services
        self._swapping = True
        try:
            await self.change("Confirming …", lambda: cutover.confirm(services, migration_id, plan, typed))
            migration = await self.change(
                "Swapping …", lambda: cutover.apply(services, migration_id, self._progress)
            )
        except PlanStale as stale:
            self._swapping = False
            await self._prepare()
            self.failed(stale)
            return
        finally:
            self._swapping = False
        self.desk.open(migration)

    def _progress(self, migration: Migration) -> None:
        """Called from the thread that swaps; the operator may have left the screen meanwhile."""
        self.app.call_later(lambda: None if self.gone else self.shown(migration))
