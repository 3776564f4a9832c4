"""The way back from the cutover: the same plan, gate, confirmation and monitor, in the other direction."""

from __future__ import annotations

from typing import ClassVar

from acm_tui.domain.journey import Step
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_roll_back
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.swapping import SwappingScreen
from acm_tui.workflow import planning
from acm_tui.workflow.planning import Planned


class RollbackScreen(SwappingScreen):
    """What will be restored, listener by listener."""

    HERE = "5 Roll back"
    ASIDE: ClassVar[str] = " · rolling back"
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("enter", "Confirm", "Type the name, then restore.", "confirm", priority=True),
        Command("b", "Back", "Leave the rollback; nothing is undone.", "back"),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._left_out: frozenset[str] = frozenset()

    def may_plan(self) -> bool:
        """Whether something can be restored."""
        return may_roll_back(self.migration) is None

    def plan_now(self) -> Planned:
        """The way back, from AWS as it is now; called in a thread."""
        services, migration_id = self.desk.services, self.migration.id
        return planning.prepare_rollback(services, migration_id, self.remove_first, self._left_out)

    def finished(self, migration: Migration) -> None:
        """Everything that could be is restored: the cutover can be planned again."""
        self.desk.open(migration, Step.CUTOVER)

    async def stopped_as_wished(self, migration: Migration) -> None:
        """What is left to restore is planned anew."""
        self.shown(migration)
        await self.prepare()

    async def without(self, listeners: frozenset[str]) -> None:
        """They stay to be restored, another time."""
        self._left_out |= listeners

    def action_back(self) -> None:
        """To where the migration stands."""
        self.desk.open(self.migration)

    def action_next(self) -> None:
        """The same: there is no step behind a rollback."""
        if self.swapping:
            super().action_next()
        else:
            self.action_back()
