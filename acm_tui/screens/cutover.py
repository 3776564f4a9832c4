"""Step 5: the certificates are swapped, in the window that was agreed."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from acm_tui.domain.journey import Step, may_roll_back, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.window import Window
from acm_tui.screens.command import Command
from acm_tui.screens.swapping import SwappingScreen
from acm_tui.screens.window import Agreed, WindowScreen
from acm_tui.workflow import planning, window
from acm_tui.workflow.planning import Planned


class CutoverScreen(SwappingScreen):
    """The way forward."""

    HERE = "5 Cutover"
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("enter", "Confirm", "Type the name, then swap.", "confirm", priority=True),
        Command("w", "Window", "Set the maintenance window.", "window"),
        Command("u", "Roll back", "Plan to restore every listener that was changed.", "roll_back"),
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

    def action_roll_back(self) -> None:
        """Plan to restore what was changed."""
        if self.swapping:
            self.guide.warn("Calls are under way; rolling back is possible when they have ended.")
        elif (why := may_roll_back(self.migration)) is not None:
            self.guide.say(f"There is nothing to roll back: {why}.")
        else:
            self.desk.roll_back(self.migration)
