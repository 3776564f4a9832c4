"""The end of the old certificate, on the last step: it is deleted, or left where it is."""

from __future__ import annotations

import asyncio
import enum
from functools import partial

from acm_tui.domain.errors import StillInUse
from acm_tui.domain.journey import Step, next_action, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.removal import objections, refusal
from acm_tui.screens import finish_words
from acm_tui.screens.ask import Ask
from acm_tui.screens.confirm import Confirm, Confirmed
from acm_tui.screens.desk import Desk
from acm_tui.screens.last_step import LastStepScreen
from acm_tui.screens.leaving_words import leaving
from acm_tui.workflow import finish
from acm_tui.workflow.attachments import Attached

DELETE_AGAIN_S = 15
"""Seconds between two attempts to delete it while ACM still counts a load balancer that holds it no more."""


class _Phase(enum.Enum):
    """How far a deletion has come."""

    NONE = enum.auto()
    LOOKING = enum.auto()
    CALLING = enum.auto()
    WAITING = enum.auto()


class OldCertificateScreen(LastStepScreen):
    """Deletes the old certificate, or ends the migration without it.

    ``attached`` is what holds it, once that was read.
    """

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self.attached: Attached | None = None
        self._phase = _Phase.NONE

    @property
    def deleting(self) -> bool:
        """Whether a deletion is under way, or waits for ACM."""
        return self._phase in (_Phase.CALLING, _Phase.WAITING)

    def action_delete(self) -> None:
        """Say what speaks against it; otherwise ask for the name, and delete. Or stop waiting to."""
        match self._phase:
            case _Phase.LOOKING:
                return
            case _Phase.CALLING:
                self.guide.wait(
                    "The call is under way and cannot be taken back; its outcome comes in a moment …"
                )
            case _Phase.WAITING:
                self.workers.cancel_group(self, "delete")
                self._phase = _Phase.NONE
                self.guide.say("Not waiting any more; the old certificate is still there.")
            case _:
                if self.migration.over:
                    self.guide.say("The old certificate is gone or was left on purpose.")
                else:
                    self.work(self._offer, group="delete")

    async def _offer(self) -> None:
        """Look who holds it now, and only if nobody does ask for the name."""
        migration_id = self.migration.id
        services = self.desk.services
        self._phase = _Phase.LOOKING
        try:
            self.attached = await self.read(
                "Looking at what holds the old certificate …",
                lambda: finish.attached_now(services, migration_id),
            )
            await self.reload()
        finally:
            self._phase = _Phase.NONE
        if found := objections(self.migration, self.attached.listeners, self.desk.now()):
            raise refusal("old", found)

        def answered(confirmed: Confirmed | None) -> None:
            if confirmed is not None:
                self.work(partial(self._delete, confirmed.typed), group="delete")

        facts, domain = finish_words.deletion(self.migration), self.migration.old.domain
        self.app.push_screen(Confirm("Delete the old certificate", facts, domain, "Delete"), answered)

    async def _delete(self, typed: str) -> None:
        """Delete; while ACM lags behind the load balancers, wait and try again."""
        migration_id = self.migration.id
        services = self.desk.services
        try:
            while True:
                self._phase = _Phase.CALLING
                try:
                    after = await self.change(
                        "Deleting the old certificate …",
                        lambda: finish.delete_old(services, migration_id, typed),
                    )
                except StillInUse as lagging:
                    self._phase = _Phase.WAITING
                    await self._count_down(lagging)
                else:
                    break
        finally:
            self._phase = _Phase.NONE
        self.shown(after)

    async def _count_down(self, lagging: StillInUse) -> None:
        for left in range(DELETE_AGAIN_S, 0, -1):
            self.guide.wait(f"{lagging.sentence} Trying again in {left} s; d stops waiting.")
            await asyncio.sleep(1)

    def action_close(self) -> None:
        """Ask, then end the migration and leave the old certificate."""
        if self.migration.over:
            self.guide.say("This migration is over.")
            return
        if step(self.migration) is not Step.FINISH:
            self.guide.say(next_action(self.migration), " first.")
            return

        def answered(leave: bool | None) -> None:
            if leave:
                self.work(self._close, group="close")

        facts = leaving(self.migration, self.attached)
        self.app.push_screen(Ask("Leave the old certificate", facts, "Leave it"), answered)

    async def _close(self) -> None:
        migration_id = self.migration.id
        self.shown(await self.change("Closing …", lambda: finish.close(self.desk.services, migration_id)))
