"""Step 5, either way: the plan, the typed confirmation, and the swap as it happens."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.cutover import CutoverPlan, Drift, ListenersDrifted, asked_phrase
from acm_tui.domain.errors import Trouble
from acm_tui.domain.journey import Step
from acm_tui.domain.migration import Migration
from acm_tui.domain.monitor import Watched
from acm_tui.handoff.openssl import elsewhere
from acm_tui.screens import swapping_words as words
from acm_tui.screens.command import Command
from acm_tui.screens.confirm import Confirm, Confirmed
from acm_tui.screens.desk import Desk
from acm_tui.screens.step import StepScreen
from acm_tui.widgets.cautions import caution_rows
from acm_tui.widgets.plan import Names, advice, plan_view, untouched
from acm_tui.widgets.say import BLANK, line
from acm_tui.workflow import cutover
from acm_tui.workflow.planning import Planned
from acm_tui.workflow.swap import swap


class SwappingScreen(StepScreen):
    """Before and after, listener by listener, and what the monitor sees while it is swapped.

    Subclasses say which plan it is: ``may_plan()``, ``plan_now()``, and where it goes once ``finished()``.
    """

    STEP = Step.CUTOVER
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("r", "Plan anew", "Read the listeners again and plan anew.", "plan"),
        Command("g", "Accept the gap", "Where lists are full: remove first, then add.", "gap", shown=False),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._planned: Planned | None = None
        self._names = Names({}, {})
        self.remove_first: frozenset[str] = frozenset()
        self._drift: tuple[Drift, ...] = ()
        self._watched: dict[str, Watched] = {}
        self.swapping = False
        self._enough = Event()

    def body(self) -> ComposeResult:
        """The plan."""
        with VerticalScroll(id="details"):
            yield self.page("plan")

    def begin(self) -> None:
        """Plan from the listeners as they are now."""
        self.action_plan()

    def leaving(self) -> None:
        """The operator goes elsewhere: what is under way goes on, only the watching ends."""
        self._enough.set()

    def on_unmount(self) -> None:
        """The screen is gone."""
        self.leaving()

    def action_plan(self) -> None:
        """Plan anew."""
        if not self.swapping and self.may_plan():
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

    def finished(self, migration: Migration) -> None:
        """Everything is carried out: go on from here."""
        raise NotImplementedError

    async def _prepare(self) -> None:
        planned = await self.read("Reading the listeners …", self.plan_now)
        self._planned = planned
        self._names = Names.of(planned.seen.load_balancers, planned.seen.listeners)
        await self.reload()

    @property
    def _plan(self) -> CutoverPlan | None:
        """What is shown: the plan as of now, or what is being carried out, or was when it stopped."""
        if self.swapping or self._planned is None:
            return self.migration.plan
        return self._planned.plan

    def show(self) -> None:
        """The plan as it is, with what is made already."""
        plan = self._plan
        if plan is None:
            return
        made = self.migration.made if plan is self.migration.plan else ()
        planned = None if self.swapping else self._planned
        above = [*words.drifted(self._drift), *words.window(self.migration, plan, self.desk.now())]
        if planned is not None:
            above += [*caution_rows(planned.cautions), *advice(plan)]
        rows = plan_view(plan, self._names, made, self._watched, elsewhere)
        below = line((untouched(plan), "$secondary"))
        self.page("plan").show([*above, *([BLANK] if above else []), *rows, below])
        if planned is not None:
            self.guide.say(*words.before(self.migration), *words.next_key(self.migration, planned))

    def action_confirm(self) -> None:
        """Ask for the typed confirmation."""
        if self.swapping:
            return
        if self._planned is None:
            self.action_plan() if self.may_plan() else self.action_next()
            return
        plan = self._planned.plan
        if not self.may_plan() or (plan.conflicts and plan.direction == "cutover"):
            self.action_next()
            return
        if not plan.changes:
            self.work(partial(self._swap, self._planned, Confirmed("")), group="swap")
            return
        self._ask(self._planned)

    def _ask(self, planned: Planned) -> None:
        plan = planned.plan
        facts = words.confirmation(
            self.migration, planned, self._names, self.where(), self.desk.services.lanes
        )
        reason = ""
        if cutover.reason_needed(self.desk.services, self.migration, plan):
            reason = "It is outside the maintenance window. Why now?"

        def answered(confirmed: Confirmed | None) -> None:
            if confirmed is not None:
                self.work(partial(self._swap, planned, confirmed), group="swap")

        title, verb = words.TITLES[plan.direction]
        phrase = asked_phrase(plan, self.migration.old.domain)
        self.app.push_screen(Confirm(title, facts, phrase, verb, reason), answered)

    async def _swap(self, planned: Planned, confirmed: Confirmed) -> None:
        migration_id = self.migration.id
        services = self.desk.services
        plan = planned.plan
        # Asked for here: a screen that was left has none, and what it is told comes from other threads.
        app = self.app
        self.swapping, self._drift, self._watched = True, (), {}
        self._enough.clear()
        try:
            self.shown(
                await self.change(
                    "Confirming …",
                    lambda: cutover.confirm(services, migration_id, plan, confirmed.typed, confirmed.reason),
                )
            )
            migration = await self.change(
                words.DOING[plan.direction],
                lambda: swap(
                    services,
                    migration_id,
                    planned.seen.load_balancers,
                    partial(self._progress, app),
                    partial(self._seen, app),
                    self._enough,
                ),
            )
        except ListenersDrifted as stale:
            self.swapping, self._drift = False, stale.drift
            await self._prepare()
            self._stopped(stale)
            return
        except Trouble as trouble:
            self.swapping, self._planned = False, None
            await self.reload()
            self._stopped(trouble)
            return
        finally:
            self.swapping = False
        self.finished(migration)

    def _stopped(self, trouble: Trouble) -> None:
        """The change stopped at a safe point: say what is done, and the ways on."""
        done = words.before(self.migration)
        self.guide.trouble(
            trouble.sentence, trouble.cause, f"{''.join(done)}{words.ways_on(self.migration, trouble)}"
        )

    def _progress(self, app: App[object], migration: Migration) -> None:
        """Called from the thread that swaps; the operator may have left the screen meanwhile."""
        app.call_later(lambda: None if self.gone else self._progressed(migration))

    def _progressed(self, migration: Migration) -> None:
        self.shown(migration)
        if not migration.changes_left:
            self.guide.wait("Every call is made. Watching until every address shows it … n goes on")

    def _seen(self, app: App[object], watched: tuple[Watched, ...]) -> None:
        """Called from the monitor's thread."""
        app.call_later(lambda: None if self.gone else self._show_watched(watched))

    def _show_watched(self, watched: tuple[Watched, ...]) -> None:
        self._watched = {one.listener_arn: one for one in watched}
        self.show()

    def action_next(self) -> None:
        """Go on; while it is watched after the last call, that is enough."""
        if self.swapping:
            self._enough.set()
        else:
            super().action_next()

    def action_gap(self) -> None:
        """Accept that names are not served for a moment where lists are full."""
        if self._planned is not None and not self.swapping and self._planned.crowded:
            self.remove_first |= self._planned.crowded
            self.action_plan()
