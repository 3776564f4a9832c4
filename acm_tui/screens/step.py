"""What the steps of the wizard have in common: one migration, the stepper, forwards and backwards."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from acm_tui.domain.journey import Step, next_action, step
from acm_tui.domain.migration import Migration
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import FrameScreen
from acm_tui.widgets.stepper import Stepper
from acm_tui.workflow import record

TITLES = tuple(one.title for one in Step)


class StepScreen(FrameScreen):
    """One step of one migration. ``show()`` puts the migration on the screen; the journal has the state."""

    STEP: ClassVar[Step]
    ASIDE: ClassVar[str] = ""
    """What stands behind the name where this is not the step's usual way."""
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("n", "Next", "Go on to the next step, when the facts allow it.", "next"),
        Command("b", "Back", "Look at the step before; nothing is undone.", "back", shown=False),
        Command("escape", "Home", "Leave; the migration is saved and can be taken up again.", "home"),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk)
        self.migration = migration
        self._stepper = Stepper(TITLES, at=self.STEP)

    def heading(self) -> ComposeResult:
        """The stepper."""
        yield self._stepper

    def where(self) -> str:
        """The place of the migration."""
        return self.desk.where(self.migration.place)

    def on_mount(self) -> None:
        """Show what the journal has; then let the step ask AWS."""
        if self.gone:
            return
        self.shown(self.migration)
        self.begin()

    def shown(self, migration: Migration) -> None:
        """Put *migration* on the screen as it is now."""
        self.migration = migration
        reached = len(TITLES) + 1 if migration.over else step(migration)
        self._stepper.show(reached)
        self.divider.name_it(f"{migration.old.domain}{self.ASIDE}", f"session {migration.id}")
        self.show()

    def begin(self) -> None:
        """What the step does on its own once it is on the screen."""

    def show(self) -> None:
        """Put ``self.migration`` into the body."""
        raise NotImplementedError

    async def reload(self) -> None:
        """Read the journal again and show the migration."""
        migration_id = self.migration.id
        self.shown(await self.desk.read(lambda: record.load(self.desk.services, migration_id)))

    def action_next(self) -> None:
        """Go on where the facts allow it; otherwise say what is missing."""
        if step(self.migration) > self.STEP:
            self.desk.open(self.migration, Step(self.STEP + 1))
        else:
            self.guide.say(next_action(self.migration), " first.")

    def action_back(self) -> None:
        """Show the step before."""
        if self.STEP > Step.REQUEST:
            self.desk.open(self.migration, Step(self.STEP - 1))

    def action_home(self) -> None:
        """Leave the wizard."""
        self.app.pop_screen()
