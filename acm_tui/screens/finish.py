"""Step 6: what is attached now, what is served now, and the end of the old certificate."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.journey import Step, may_delete_old
from acm_tui.domain.listener import ROLE_WORDS, holder_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.served import Handshake, served
from acm_tui.screens.command import Command
from acm_tui.screens.confirm import Confirm
from acm_tui.screens.desk import Desk
from acm_tui.screens.step import StepScreen
from acm_tui.widgets.handshakes import handshake_rows
from acm_tui.widgets.say import Part, fields, line
from acm_tui.workflow import finish, validation
from acm_tui.workflow.attachments import Attached
from acm_tui.workflow.prove import shake_hands

ACM_AGAIN_S = 10
"""Seconds between two looks at who still holds the old certificate."""


class FinishScreen(StepScreen):
    """The attachments, the handshakes, and what is left to do."""

    HERE = "6 Finish"
    STEP = Step.FINISH
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("v", "Verify", "Read the attachments and shake hands with every address again.", "verify"),
        Command("d", "Delete old", "Delete the old certificate, when nothing holds it.", "delete"),
        Command("n", "Next", "This is the last step.", "next", shown=False),
        Command("x", "Leave old", "End the migration and leave the old certificate.", "close", shown=False),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._attached: Attached | None = None
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
        self.shown(await self.desk.read(lambda: validation.look(self.desk.services, migration_id)))

    def action_verify(self) -> None:
        """Look at the attachments and at what is served."""
        self.work(self._verify, group="verify")

    async def _verify(self) -> None:
        migration_id = self.migration.id
        services = self.desk.services
        self._landing.clear()
        self._attached = await self.read(
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
        self.page("facts").show(fields(self._facts()))
        self._show_served()
        self._show_guide()

    def _facts(self) -> Iterator[tuple[str, Part]]:
        m = self.migration
        if m.new is not None:
            yield "New", (m.new.arn, "bold")
            until = f" until {m.new.not_after:%Y-%m-%d}" if m.new.not_after else ""
            yield "", f"{m.new.status}{until}; renewed by itself while it is attached and the CNAME stays"
        yield "Old", (f"{m.old.arn}  deleted", "dim") if m.old_gone else m.old.arn
        if self._attached is not None and m.new is not None:
            yield from self._roles(self._attached, m.new.arn)
        if not m.old_gone:
            for arn in m.old.in_use_by:
                yield "Old held by", f"{holder_of(arn).service}  {arn.split('/', 1)[-1]}"

    def _roles(self, found: Attached, new: str) -> Iterator[tuple[str, Part]]:
        for listener in found.listeners:
            where = f"{found.load_balancer(listener).name}  {listener.protocol} {listener.port}"
            for role, word in ROLE_WORDS.items():
                if listener.holds(new, role):
                    yield "Attached", (f"{where}  {word}: new ✔", "")
                if listener.holds(self.migration.old.arn, role):
                    yield "Attached", (f"{where}  {word}: old !", "$warning")

    def _show_served(self) -> None:
        seen = self.migration.handshakes
        page = self.page("served")
        if self._proof is not None and self._landing:
            page.show(handshake_rows(self._landing, self._proof.new, self._proof.old))
        elif seen is not None:
            page.show(handshake_rows(seen.handshakes, seen.new, seen.old))

    def _show_guide(self) -> None:
        m = self.migration
        if m.over:
            self.guide.say("Done. The CNAME must stay for ever: every renewal needs it.")
            return
        seen = m.handshakes
        if m.chosen and seen is not None and not served(seen.handshakes, seen.new, seen.old).proven:
            self.guide.warn(
                "It is not proven that the new certificate is served. ",
                ("v", "bold $accent"),
                " looks again.",
            )
        else:
            self.guide.say(*self._old_words())

    def _old_words(self) -> tuple[Part, ...]:
        if (why := may_delete_old(self.migration, self.desk.now())) is not None:
            return f"The old certificate stays for now: {why}. ", ("v", "bold $accent"), " looks again."
        return ("d", "bold $accent"), " deletes the old certificate."

    def action_delete(self) -> None:
        """Ask for the typed confirmation, then delete the old certificate."""
        if self.migration.over:
            self.guide.say("The old certificate is gone or was left on purpose.")
            return
        facts = [
            line("Deletes ", (self.migration.old.arn, "bold")),
            line("It cannot be brought back. Nothing is deleted that something still holds."),
        ]

        def answered(typed: str | None) -> None:
            if typed is not None:
                self.work(partial(self._delete, typed), group="verify")

        self.app.push_screen(
            Confirm("Delete the old certificate", facts, self.migration.old.domain, "Delete"), answered
        )

    async def _delete(self, typed: str) -> None:
        migration_id = self.migration.id
        self.shown(
            await self.change(
                "Deleting the old certificate …",
                lambda: finish.delete_old(self.desk.services, migration_id, typed),
            )
        )

    def action_close(self) -> None:
        """End the migration and leave the old certificate."""
        self.work(self._close, group="verify")

    async def _close(self) -> None:
        migration_id = self.migration.id
        self.shown(await self.change("Closing …", lambda: finish.close(self.desk.services, migration_id)))
