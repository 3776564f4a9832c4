"""Step 6 of a switch in place: whether the certificate renews itself, and what the other way has left."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.journey import Step, next_action, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import keeps_requested
from acm_tui.domain.propagation import Observation, main_rows, plain
from acm_tui.domain.removal import refusal
from acm_tui.screens import switched_words as words
from acm_tui.screens.ask import Ask
from acm_tui.screens.command import Command
from acm_tui.screens.confirm import Confirm, Confirmed
from acm_tui.screens.desk import Desk
from acm_tui.screens.last_step import LastStepScreen
from acm_tui.widgets.say import BLANK, Row, fields, line
from acm_tui.widgets.servers import server_rows
from acm_tui.workflow import finish, request, validation
from acm_tui.workflow.propagation import Watch


class SwitchedScreen(LastStepScreen):
    """The certificate, what its renewals rest on, and every name server's answer of the last look."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("v", "Verify", "Ask ACM and every name server again.", "verify"),
        Command(
            "d",
            "Delete requested",
            "Delete the certificate that was requested before the way was changed.",
            "delete",
        ),
        Command("x", "Close", "End the migration; the certificate goes on as it is.", "close"),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._watch = Watch(desk.lookups)
        self._landed: dict[ValidationRecord, list[Observation]] = {}

    def body(self) -> ComposeResult:
        """The facts, then what the name servers say."""
        with VerticalScroll(id="details"):
            yield self.page("facts")
            yield self.page("servers")

    def closed(self) -> Collection[str]:
        """Nothing is deleted where nothing was requested, and nothing ended that is over."""
        without = {"delete"} if keeps_requested(self.migration) is not None else set()
        return without | ({"close"} if self.migration.over else set())

    def begin(self) -> None:
        """Look at once, unless everything is over."""
        if not self.migration.over:
            self.action_verify()

    def action_verify(self) -> None:
        """See what ACM says of the certificate, and whether its records are in DNS."""
        self.work(self._verify, group="verify")

    async def _verify(self) -> None:
        migration_id = self.migration.id
        services = self.desk.services
        self.shown(await self.read("Asking ACM …", lambda: validation.look(services, migration_id)))
        if not self.migration.records:
            return
        self.guide.wait("Asking every name server of the records …")
        self._landed.clear()
        checks = await self._watch.look(self.migration.records, self._lands, anew=True)
        self.shown(await self.desk.change(lambda: finish.records_seen(services, migration_id, checks)))

    def _lands(self, record: ValidationRecord, row: Observation) -> None:
        self._landed.setdefault(record, []).append(row)
        self._show_servers()

    def show(self) -> None:
        """Facts, servers and guide; and the keys that lead to something."""
        self.page("facts").show(fields(words.facts(self.migration)))
        self._show_servers()
        self.refresh_bindings()
        sentence, danger = words.next_key(self.migration)
        (self.guide.warn if danger else self.guide.say)(*sentence)

    def _show_servers(self) -> None:
        rows: list[Row] = []
        for record, seen in self._landed.items():
            rows += [BLANK, Row(line(plain(record.name)), line())]
            rows += server_rows(main_rows(seen, record), record)
        self.page("servers").show(rows)

    def action_delete(self) -> None:
        """Say what speaks against it; otherwise ask for the name, and delete the requested certificate."""
        if keeps_requested(self.migration) is None:
            self.work(self._offer, group="delete")

    async def _offer(self) -> None:
        """Look whether something holds it now, and only if nothing does ask for the name."""
        migration_id = self.migration.id
        now, found = await self.read(
            "Looking at what holds the requested certificate …",
            lambda: request.objections_now(self.desk.services, migration_id),
        )
        self.shown(now)
        if found:
            raise refusal("requested", found)

        def answered(confirmed: Confirmed | None) -> None:
            if confirmed is not None:
                self.work(partial(self._delete, confirmed.typed), group="delete")

        facts, domain = words.deletion(self.migration), self.migration.old.domain
        self.app.push_screen(Confirm("Delete the requested certificate", facts, domain, "Delete"), answered)

    async def _delete(self, typed: str) -> None:
        call = partial(request.delete_requested, self.desk.services, self.migration.id, typed)
        self.shown(await self.change("Deleting the requested certificate …", call))

    def action_close(self) -> None:
        """Ask, then end the migration."""
        if step(self.migration) is not Step.FINISH:
            self.guide.say(next_action(self.migration), " first.")
            return

        def answered(leave: bool | None) -> None:
            if leave:
                self.work(self._close, group="close")

        self.app.push_screen(Ask("Close the migration", words.closing(self.migration), "Close it"), answered)

    async def _close(self) -> None:
        call = partial(finish.close, self.desk.services, self.migration.id)
        self.shown(await self.change("Closing …", call))
