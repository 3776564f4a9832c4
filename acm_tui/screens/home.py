"""Home: every saved migration, at once, whether AWS answers or not."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult

from acm_tui.domain import calendar
from acm_tui.domain.journey import deadline, next_action, step
from acm_tui.domain.left_behind import stays_in_aws
from acm_tui.domain.migration import Migration
from acm_tui.domain.together_standing import watched_together
from acm_tui.journal.store import Remote
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import FrameScreen
from acm_tui.widgets.say import line
from acm_tui.workflow import record
from acm_tui.workflow.inventory import kept


class HomeScreen(FrameScreen):
    """The migrations with their step, next action and deadline."""

    HERE = "Home"
    COLUMNS = (("Certificate", 0), ("Step", 11), ("Next", 30), ("Left", 9))
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("n", "New", "Pick a certificate and begin a migration.", "new"),
        Command("enter", "Take up", "Go on with the migration under the cursor.", "take_up", priority=True),
        Command("w", "Watch all", "Watch every open switch in place in one table.", "watch_all", shown=False),
        Command("g", "Give up", "Give up the migration here; nothing is deleted.", "give_up", shown=False),
        Command("r", "Reload", "Read the journal again.", "reload", shown=False),
    )

    def __init__(self, desk: Desk, session: str | None = None) -> None:
        super().__init__(desk)
        self._session = session
        self._migrations: dict[str, Migration] = {}

    def body(self) -> ComposeResult:
        """What is to be known of the journal, the campaign, the table; each is hidden while it is empty."""
        self.divider.name_it("Migrations")
        yield self.page("notes")
        yield self.page("campaign")
        yield self.table

    def on_screen_resume(self) -> None:
        """Whatever happened meanwhile is in the journal."""
        self.action_reload()

    def action_reload(self) -> None:
        """Read the journal."""
        self.work(self._reload, group="journal")

    async def _reload(self) -> None:
        journal = self.desk.services.journal
        if isinstance(journal, Remote):
            # It may take a while to answer, or not answer at all: what is remembered of it is there at once.
            self._fill(await self.read("Reading the journal …", lambda: record.remembered(journal)))
        self._fill(await self.desk.read(lambda: record.saved(journal)))
        self.show_guide()
        self._open_session()
        self.work(self._look_at_the_journal, group="notes")
        self.work(self._tell_the_campaign, group="campaign")
        # Only now AWS: what is saved is on the screen first, whether AWS answers or not.
        self.call_after_refresh(lambda: self.work(self.desk.locate, group="where"))

    def _fill(self, migrations: Iterable[Migration]) -> None:
        self._migrations = {one.id: one for one in migrations}
        table = self.table
        at = table.at
        table.clear()
        for migration in self._migrations.values():
            table.put(migration.id, *self._row(migration))
        if at in self._migrations:
            table.go_to(at)
        table.display = bool(self._migrations)

    async def _look_at_the_journal(self) -> None:
        notes = await self.desk.read(self.desk.services.journal.notes)
        page = self.page("notes")
        page.show(line(("! ", "$warning"), note) for note in notes)
        page.display = bool(notes)

    async def _tell_the_campaign(self) -> None:
        """How far everything is: what is saved, and what the last inventory found besides."""
        from acm_tui.screens.home_words import campaign_rows  # now: the first screen comes sooner

        services = self.desk.services
        if self.desk.known is None:
            self.desk.known = await self.desk.read(lambda: kept.kept(services))
        page = self.page("campaign")
        page.show(campaign_rows(self._migrations.values(), self.desk.known, self.desk.now()))
        page.display = bool(page.plain)

    def _open_session(self) -> None:
        """Open the session that was asked for at the start, once."""
        wanted, self._session = self._session, None
        if wanted in self._migrations:
            self.desk.open(self._migrations[wanted])
        elif wanted is not None:
            self.failed(record.no_such(wanted))

    def _row(self, migration: Migration) -> tuple[str | tuple[str, str], ...]:
        quiet = "dim" if migration.over else ""
        until = deadline(migration)
        at = f"{step(migration).value} {step(migration).title}"
        return (
            (migration.old.domain, quiet),
            ("✔ done" if migration.over else at, quiet),
            (next_action(migration), quiet),
            (calendar.short_left(until.at, self.desk.now()) if until else "", quiet),
        )

    def show_guide(self) -> None:
        """What the operator can do here."""
        if not self._migrations:
            self.guide.say("Nothing is saved yet. Press ", ("n", "bold $accent"), " to pick a certificate.")
        elif (open_ones := sum(not m.over for m in self._migrations.values())) == 0:
            self.guide.say("Every saved migration is done. ", ("n", "bold $accent"), " begins another.")
        else:
            self.guide.say(
                f"{open_ones} open. ", ("Enter", "bold $accent"), " goes on where the facts say it is."
            )

    def action_take_up(self) -> None:
        """Open the migration under the cursor at its step."""
        if (migration := self._migrations.get(self.table.at or "")) is not None:
            self.desk.open(migration)

    def action_new(self) -> None:
        """Go to step 1."""
        from acm_tui.screens.select import SelectScreen  # when it is opened: the first screen comes sooner

        self.app.push_screen(SelectScreen(self.desk))

    def action_watch_all(self) -> None:
        """Show every open migration that is switched in place, anybody's, in one table."""
        found = watched_together(self._migrations.values())
        if not found:
            self.guide.say("No open migration is switched in place.")
            return
        from acm_tui.screens.watching import WatchingScreen
        from acm_tui.workflow.together import Member

        self.app.push_screen(WatchingScreen(self.desk, (Member(one.old, one) for one in found)))

    def action_give_up(self) -> None:
        """Ask, then give the migration under the cursor up."""
        migration = self._migrations.get(self.table.at or "")
        if migration is None or migration.over:
            self.guide.say("There is no open migration under the cursor.")
            return
        from acm_tui.screens.confirm import Confirm, Confirmed

        facts = [
            line("The migration of ", (migration.old.domain, "bold"), " is given up."),
            line(_left_behind(migration)),
        ]

        def answered(confirmed: Confirmed | None) -> None:
            if confirmed is not None:
                self.work(partial(self._give_up, migration), group="journal")

        self.app.push_screen(Confirm("Give up", facts, migration.old.domain, "Give up"), answered)

    async def _give_up(self, migration: Migration) -> None:
        await self.change("Giving up …", lambda: record.give_up(self.desk.services, migration.id))
        await self._reload()


def _left_behind(migration: Migration) -> str:
    return " ".join(stays_in_aws(migration)) or "Nothing was created in AWS; nothing is left behind."
