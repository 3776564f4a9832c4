"""Step 6: what is attached now, what is served now, and the end of the old certificate."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.events import HandshakesSeen
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_roll_back
from acm_tui.domain.served import Handshake
from acm_tui.screens import finish_words as words
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.old_certificate import OldCertificateScreen
from acm_tui.screens.soak import SoakScreen
from acm_tui.widgets.handshakes import handshake_rows
from acm_tui.widgets.say import fields, marked
from acm_tui.workflow import finish, validation
from acm_tui.workflow.prove import shake_hands

ACM_AGAIN_S = 10
"""Seconds between two looks at who still holds the old certificate."""


class FinishScreen(OldCertificateScreen):
    """The attachments, the handshakes, and what is left to do."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("v", "Verify", "Read the attachments and shake hands with every address again.", "verify"),
        Command("u", "Roll back", "Plan to restore the old certificate where it was.", "roll_back"),
        Command("s", "Soak", "How long the old certificate stays.", "soak", shown=False),
        Command("d", "Delete old", "Delete the old certificate, when nothing holds it.", "delete"),
        Command("x", "Leave old", "End the migration and leave the old certificate.", "close", shown=False),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._proof: finish.Proof | None = None
        self._landing: list[Handshake] = []

    def body(self) -> ComposeResult:
        """What is served first, then the facts."""
        with VerticalScroll(id="details"):
            yield self.page("served")
            yield self.page("facts")

    def begin(self) -> None:
        """Look at once, unless everything is over."""
        if not self.migration.over:
            self.action_verify()
        self.set_interval(ACM_AGAIN_S, self._look)

    def _look(self) -> None:
        if not self.migration.over:
            self.work(self._see_holders, group="holders")

    async def _see_holders(self) -> None:
        """Whether ACM still counts a holder of the old certificate: it lags by minutes."""
        migration_id = self.migration.id
        self.seen(await self.desk.read(lambda: validation.look(self.desk.services, migration_id)))

    def action_verify(self) -> None:
        """Look at the attachments and at what is served."""
        self.work(self._verify, group="verify")

    async def _verify(self) -> None:
        migration_id = self.migration.id
        services = self.desk.services
        self._landing.clear()
        self.attached = await self.read(
            "Reading the attachments …", lambda: finish.attached_now(services, migration_id)
        )
        await self.reload()
        proof = await self.read(
            "Reading the certificates …", lambda: finish.prepare_proof(services, migration_id)
        )
        self._proof = proof
        self.guide.wait("Shaking hands with every address …")
        async for handshake in shake_hands(services, proof.hosts):
            self._landing.append(handshake)
            self._show_served()
        handshakes = tuple(self._landing)
        self.shown(await self.desk.change(lambda: finish.proven(services, migration_id, proof, handshakes)))

    def show(self) -> None:
        """Facts, handshakes and guide."""
        if self.migration.in_place:
            # A colleague has taken the other way meanwhile, and that ends on a screen of its own.
            self.desk.open(self.migration)
            return
        self._show_facts()
        self._show_served()
        if self.deleting:
            return
        sentence, danger = words.next_key(self.migration, self.desk.now())
        (self.guide.warn if danger else self.guide.say)(*sentence)

    def _show_facts(self) -> None:
        self.page("facts").show(fields(words.facts(self.migration, self.attached, self.desk.now())))

    def _show_served(self) -> None:
        seen = self.migration.handshakes
        if self._proof is not None and self._landing:
            seen = HandshakesSeen(
                tuple(self._landing), self._proof.new, self._proof.old, self._proof.contradictions
            )
        if seen is None:
            return
        hosts = self._proof.hosts if self._proof is not None else ()
        self.page("served").show(
            [
                *(marked("✖", "$error", one) for one in seen.contradictions),
                *handshake_rows(seen.handshakes, seen.new, seen.old),
                *words.elsewhere_rows(seen.handshakes, hosts),
            ]
        )

    def action_roll_back(self) -> None:
        """Plan to restore what was changed."""
        if (why := may_roll_back(self.migration)) is not None:
            self.guide.say(f"There is nothing to roll back: {why}.")
        else:
            self.desk.roll_back(self.migration)

    def action_soak(self) -> None:
        """Choose how long the old certificate stays."""
        if self.migration.over:
            self.guide.say("This migration is over.")
            return

        def answered(hours: int | None) -> None:
            if hours is not None:
                self.work(partial(self._set_soak, hours), group="soak")

        self.app.push_screen(SoakScreen(self.migration, self.desk.now), answered)

    async def _set_soak(self, hours: int) -> None:
        migration_id = self.migration.id
        services = self.desk.services
        self.shown(await self.change("Noting it …", lambda: finish.set_soak(services, migration_id, hours)))
