"""Step 5: the certificates are swapped, in the window that was agreed."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from acm_tui.domain.journey import Step, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_roll_back
from acm_tui.domain.window import Window
from acm_tui.screens import swapping_words as words
from acm_tui.screens.command import Command
from acm_tui.screens.swapping import SwappingScreen
from acm_tui.screens.window import Agreed, WindowScreen
from acm_tui.workflow import attachments, planning, window
from acm_tui.workflow.planning import Planned
from acm_tui.workflow.record import load


class CutoverScreen(SwappingScreen):
    """The way forward."""

    HERE = "5 Cutover"
    STOPS = "u"
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("enter", "Confirm", "Type the name, then swap.", "confirm", priority=True),
        Command("w", "Window", "Set the maintenance window.", "window"),
        Command("u", "Roll back", "Stop what is under way; plan to restore what was changed.", "roll_back"),
        Command("n", "Next", "Go on; after the last call, end the watching.", "next", shown=False),
    )

    def may_plan(self) -> bool:
        """Whether something is left to swap."""
        return step(self.migration) is Step.CUTOVER

    def plan_now(self) -> Planned:
        """The plan, from AWS as it is now; called in a thread."""
        return planning.prepare(self.desk.services, self.migration.id, self.remove_first)

    def finished(self, migration: Migration) -> None:
        """To the last step."""
        self.desk.open(migration)

    def action_window(self) -> None:
        """Set the maintenance window, or take it away."""

        def answered(agreed: Agreed | None) -> None:
            if agreed is not None:
                self.work(partial(self._set_window, agreed.window), group="window")

        if not self.swapping:
            self.app.push_screen(WindowScreen(self.migration.window, self.desk.now), answered)

    async def _set_window(self, wanted: Window | None) -> None:
        migration_id = self.migration.id
        self.shown(
            await self.change(
                "Noting the window …", lambda: window.set_window(self.desk.services, migration_id, wanted)
            )
        )

    async def without(self, listeners: frozenset[str]) -> None:
        """They are not chosen any more."""
        services, migration_id = self.desk.services, self.migration.id
        migration = await self.change(
            "Leaving it out …", lambda: attachments.leave_out(services, migration_id, listeners)
        )
        self.shown(migration)

    def action_roll_back(self) -> None:
        """Plan to restore what was changed; while calls are made or watched, stop that first."""
        if self.swapping:
            self.stop()
        elif self.desk.services.under_way.is_swapping(self.migration.id):
            self.work(self._stop_what_goes_on, group="plan")
        else:
            self._roll_back(self.migration)

    def _roll_back(self, migration: Migration) -> None:
        if (why := may_roll_back(migration)) is not None:
            self.guide.say(f"There is nothing to roll back: {why}.")
        else:
            self.desk.roll_back(migration)

    async def stopped_as_wished(self, migration: Migration) -> None:
        """To the way back, where something was changed."""
        if may_roll_back(migration) is None:
            self.desk.roll_back(migration)
        else:
            planned = await self.prepare()
            self.guide.say("Stopped before the first call: nothing was changed. ", *self.what_next(planned))

    async def _stop_what_goes_on(self) -> None:
        """Stop what an earlier screen has begun; a rollback comes to its end."""
        services, migration_id = self.desk.services, self.migration.id
        migration = await self.desk.read(lambda: load(services, migration_id))
        if migration.plan is not None and migration.plan.direction == "cutover":
            services.under_way.stop(migration_id)
        # A change waits for those before it.
        migration = await self.change(words.STOPPING, lambda: load(services, migration_id))
        self.shown(migration)
        self._roll_back(migration)
