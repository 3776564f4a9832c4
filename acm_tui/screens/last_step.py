"""Step 6, whichever way led to it."""

from __future__ import annotations

from typing import ClassVar

from acm_tui.domain.journey import Step
from acm_tui.screens.command import Command
from acm_tui.screens.step import StepScreen


class LastStepScreen(StepScreen):
    """The end of a migration, with its change record."""

    HERE = "6 Finish"
    STEP = Step.FINISH
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("c", "Record", "The change record: what was done, to paste into a ticket.", "record"),
        Command("n", "Next", "This is the last step.", "next", shown=False),
    )

    def action_record(self) -> None:
        """Show the change record."""
        from acm_tui.screens.change_record import ChangeRecordScreen

        self.app.push_screen(ChangeRecordScreen(self.desk, self.migration.id))
