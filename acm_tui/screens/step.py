"""What the steps of the wizard have in common: one migration, the stepper, forwards and backwards."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult

from acm_tui.domain.journey import Step, beside, next_action, skipped, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.seat import Holder, somebody_else
from acm_tui.journal.store import Remote
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import FrameScreen
from acm_tui.widgets.found import found_rows
from acm_tui.widgets.presence import presence_row, take_over_facts
from acm_tui.widgets.stepper import Stepper
from acm_tui.workflow import record, take_over

PRESENCE_S = 0.8
"""How often a step looks whether a colleague is at work on the same migration."""
PRESENCE_ELSEWHERE_S = 3.0
"""The same where the journal is not on this machine: each look is a call."""

TITLES = tuple(one.title for one in Step)


class StepScreen(FrameScreen):
    """One step of one migration. ``show()`` puts the migration on the screen; the journal has the state."""

    STEP: ClassVar[Step]
    ASIDE: ClassVar[str] = ""
    """What stands behind the name where this is not the step's usual way."""
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("n", "Next", "Go on to the next step, when the facts allow it.", "next"),
        Command("b", "Back", "Look at the step before; nothing is undone.", "back", shown=False),
        Command(
            "t",
            "Take over",
            "Take over from whoever is at work here.",
            "take_over",
            shown=False,
        ),
        Command("escape", "Home", "Leave; the migration is saved and can be taken up again.", "home"),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk)
        self.migration = migration
        self._stepper = Stepper(TITLES, at=self.STEP)
        self._looking_around = False

    def heading(self) -> ComposeResult:
        """The stepper, who else is at work here, and what became of calls without an outcome."""
        yield self._stepper
        yield self.page("presence")
        yield self.page("found")

    def where(self) -> str:
        """The place of the migration."""
        return self.desk.where(self.migration.place)

    def on_mount(self) -> None:
        """Show what the journal has; then let the step ask AWS."""
        if self.gone:
            return
        self.shown(self.migration)
        self.begin()
        elsewhere = isinstance(self.desk.services.journal, Remote)
        self.set_interval(PRESENCE_ELSEWHERE_S if elsewhere else PRESENCE_S, self._look_around_soon)

    def shown(self, migration: Migration) -> None:
        """Put *migration* on the screen as it is now."""
        self.migration = migration
        reached = len(TITLES) + 1 if migration.over else step(migration)
        self._stepper.show(reached, skipped(self.migration))
        self.divider.name_it(f"{migration.old.domain}{self.ASIDE}", f"session {migration.id}")
        self._show_presence()
        self._show_found()
        self.show()

    def seen(self, migration: Migration) -> None:
        """Put on the screen what was only seen in passing: what the guide is engaged in stays told."""
        with self.guide.keeping():
            self.shown(migration)

    @property
    def _colleague(self) -> Holder | None:
        return somebody_else(self.migration.holder, self.desk.services.seat)

    def _show_presence(self) -> None:
        page = self.page("presence")
        holder = self._colleague
        only_looks = self.desk.services.read_only
        rows = [] if holder is None else [presence_row(holder, self.migration, only_looks=only_looks)]
        page.show(rows)
        page.display = holder is not None

    def _look_around_soon(self) -> None:
        """One look at a time: a journal that does not answer would be asked by more and more threads."""
        if not self._looking_around:
            self.work(self._look_around, group="presence")

    def _show_found(self) -> None:
        page, rows = self.page("found"), found_rows(self.migration)
        page.show(rows)
        page.display = bool(rows)

    async def _look_around(self) -> None:
        """Show what a colleague does while he is at work here; what this program does is shown anyway."""
        known, self._looking_around = self.migration, True
        try:
            now = await self.desk.read(lambda: take_over.present(self.desk.services, known))
        finally:
            self._looking_around = False
        if now is None or self.migration is not known or self.gone:
            return
        before = self._colleague
        if before is not None or somebody_else(now.holder, self.desk.services.seat) is not None:
            self.seen(now)

    def action_take_over(self) -> None:
        """Ask for the name of whoever is at work here, then sit down in their place."""
        self.work(self._ask_to_take_over, group="take over")

    async def _ask_to_take_over(self) -> None:
        holder = self._colleague
        if holder is None:
            self.guide.say("Nobody else is at work on this migration.")
            return
        from acm_tui.screens.confirm import Confirm, Confirmed

        phrase = take_over.asked_for(self.desk.services, holder, said_gone=bool(self.migration.in_flight))

        def answered(confirmed: Confirmed | None) -> None:
            if confirmed is not None:
                self.work(partial(self._take_over, confirmed.typed), group="take over")

        facts = take_over_facts(holder, self.migration)
        self.app.push_screen(Confirm("Take over", facts, phrase, "Take over"), answered)

    async def _take_over(self, typed: str) -> None:
        migration_id = self.migration.id
        call = partial(take_over.take_over, self.desk.services, migration_id, typed)
        self.shown(await self.change("Taking over …", call))

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
            self.desk.open(self.migration, beside(self.migration, self.STEP, 1))
        else:
            self.guide.say(next_action(self.migration), " first.")

    def action_back(self) -> None:
        """Show the step before."""
        if self.STEP > Step.REQUEST:
            self.desk.open(self.migration, beside(self.migration, self.STEP, -1))

    def action_home(self) -> None:
        """Leave the wizard; a colleague finds the seat free."""
        self.desk.leave(self.migration)
        self.app.pop_screen()
