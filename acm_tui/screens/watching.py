"""Certificates that are switched in place together: gone through one by one, then watched in one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.timer import Timer

from acm_tui.domain.asking_aws import SOON
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import Trouble
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import Check
from acm_tui.domain.together import stops_all
from acm_tui.domain.together_standing import Standing, due, standing, to_hand_over
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.going_through import GoingThrough
from acm_tui.screens.handoff import HandoffScreen
from acm_tui.screens.watching_words import (
    cells,
    columns,
    detail,
    ready_of,
    summary,
    what_is_true,
)
from acm_tui.text import counted
from acm_tui.widgets.say import line
from acm_tui.widgets.table import SafeTable
from acm_tui.workflow import handover, record, validation
from acm_tui.workflow.propagation import Watch
from acm_tui.workflow.rhythm import Rhythm
from acm_tui.workflow.together import Member, Together, hand_over

SHOWN_AT_ONCE_S = 0.1
"""What comes within so many seconds is shown together."""


class WatchingScreen(GoingThrough):
    """One row a certificate. With a *run* ACM is asked for the switches first."""

    HERE = "Switch in place: all of them"
    STAYS = True
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("enter", "Open", "Open this one at its step, or go on after a stop.", "open", priority=True),
        Command("m", "Message", "One message, with its other forms, for the records of all.", "message"),
        Command("c", "Copy", "Copy every record as a line of text.", "copy"),
        Command("r", "Look now", "Ask every server and ACM at once.", "look"),
    )

    def __init__(self, desk: Desk, members: Iterable[Member], run: Together | None = None) -> None:
        super().__init__(desk, members, run)
        self._watch = Watch(desk.lookups)
        self._checks: dict[ValidationRecord, Check] = {}
        self._aws = Rhythm(desk.now)
        self._asked: dict[str, datetime] = {}
        self._unread: dict[str, Trouble] = {}
        self._opened: str | None = None
        self._placed = False
        self._stands: list[Standing] = []
        self._rows: dict[str, tuple[str | tuple[str, str], ...]] = {}
        """The cells as they are shown."""
        self._soon: Timer | None = None

    def body(self) -> ComposeResult:
        """The total, the certificates, and the one under the cursor."""
        titles = columns(self.members.values(), self.app.size.width)
        self._placed = len(titles) > 5
        self.table = SafeTable(titles)
        yield self.page("summary")
        yield self.table
        with VerticalScroll(id="details"):
            yield self.page("detail")

    def on_mount(self) -> None:
        """Show what is known; then ask for the switches, and look."""
        self.divider.name_it("Switched in place, together")
        self.show()
        self.set_interval(1, self._tick)
        self.work(self._keep_watch, group="watch")
        self.work(self._keep_asking_aws, group="aws")
        self.go_through()

    # Looking.

    @property
    def _migrations(self) -> list[Migration]:
        return [one.migration for one in self.members.values() if one.migration is not None]

    def _records(self) -> list[ValidationRecord]:
        """Those of all of them, each once."""
        return list(dict.fromkeys(one for m in self._migrations if m.in_place for one in m.records))

    async def _keep_watch(self) -> None:
        async for checks in self._watch.looks(self._records, lambda *_: None, self._told):
            self._checks = {check.record: check for check in checks}
            self.show()

    def _told(self, check: Check) -> None:
        """The servers have been heard; why they say so is still being asked."""
        if check.record not in self._checks:
            self._checks[check.record] = check
            self._show_soon()

    async def _keep_asking_aws(self) -> None:
        async for _ in self._aws.beats(lambda: None if self.busy else SOON):
            ready = ready_of(self._checks)
            for migration in due(self._migrations, self._asked, ready, self.desk.now()):
                if self.busy or not await self._ask_aws(migration):
                    break

    async def _ask_aws(self, migration: Migration) -> bool:
        """Whether it is of use to ask about the next one as well."""
        try:
            seen = await self.desk.read(lambda: validation.look(self.desk.services, migration.id))
        except Trouble as trouble:
            self._unread[migration.id] = trouble
            going_on = not stops_all(trouble)
        else:
            self._unread.pop(migration.id, None)
            self._took(seen)
            going_on = True
        self._asked[migration.id] = self.desk.now()
        self.show()
        return going_on

    def _took(self, seen: Migration) -> None:
        """Show *seen*, unless something later is known."""
        known = self.members.get(seen.old.arn)
        if known is None or known.migration is None or seen.seq < known.migration.seq:
            return
        waits = seen.switched or seen.switch_waits
        self.keep(known._replace(migration=seen, trouble=None if waits else known.trouble))

    # Showing.

    def show(self) -> None:
        """Rows, details and guide."""
        if not self.gone:
            self._tick()
            self._show_guide()

    def _show_soon(self) -> None:
        """Show what came, and what else comes at the same moment: the first look may bring hundreds."""
        if self._soon is None:
            self._soon = self.set_timer(SHOWN_AT_ONCE_S, self._show_now)

    def _show_now(self) -> None:
        self._soon = None
        self.show()

    def _tick(self) -> None:
        if self.gone:
            return
        members, now = list(self.members.values()), self.desk.now()
        self._stands = self._standings(members)
        for member, stands in zip(members, self._stands, strict=True):
            arn = member.certificate.arn
            row = cells(member, stands, now, asking=arn == self.asking, placed=self._placed)
            if self._rows.get(arn) != row:
                self._rows[arn] = row
                self.table.put(arn, *row)
        self.page("summary").show([line(*summary(members, self._stands, now, self._watch.next_at))])
        self._show_detail()

    def _standings(self, members: Iterable[Member]) -> list[Standing]:
        ready = ready_of(self._checks)
        return [
            standing(one.migration, ready, self._checks, failed=one.trouble is not None) for one in members
        ]

    def on_data_table_row_highlighted(self) -> None:
        """Show the certificate under the cursor."""
        self._show_detail()

    def _show_detail(self) -> None:
        member = self.members.get(self.table.at or "")
        if member is None or self.gone:
            return
        unread = None if member.migration is None else self._unread.get(member.migration.id)
        self.page("detail").show(detail(member, self._checks, unread))

    def _show_guide(self) -> None:
        if self.say_why_stopped():
            return
        unread = next(iter(self._unread.values()), None)
        if unread is not None:
            self.failed(unread)
        else:
            members = list(self.members.values())
            warns, said = what_is_true(members, self._stands, self._checks)
            (self.guide.warn if warns else self.guide.say)(*said)

    # Going on.

    def action_open(self) -> None:
        """Open the migration under the cursor at its step; after a stop, go on with the others."""
        if self.busy:
            return
        if self.run is not None:
            self.go_through()
            return
        member = self.members.get(self.table.at or "")
        if member is None or member.migration is None:
            self.guide.say("With this one nothing was begun: see above why.")
            return
        self._opened = member.migration.id
        self.desk.open(member.migration)

    def on_screen_resume(self) -> None:
        """Somebody may have gone on with the one that was opened."""
        if self._opened is not None:
            self.work(self._reload, group="reload")

    async def _reload(self) -> None:
        migration_id, self._opened = self._opened, None
        if migration_id is not None:
            self._took(await self.desk.read(lambda: record.load(self.desk.services, migration_id)))
            self.action_look()
            self.show()

    def action_look(self) -> None:
        """Ask everybody now."""
        self._asked.clear()
        self._watch.look_now()
        self._aws.want()

    def action_message(self) -> None:
        """Show what goes to the DNS team: one request for all."""
        if whole := self._whole():
            zones = {one.record: one.zone.name for one in self._checks.values() if one.zone is not None}
            first, *others = whole
            screen = HandoffScreen(first, zones, others=others)
            self.app.push_screen(screen, partial(self._hand_over, whole))

    def action_copy(self) -> None:
        """Copy the records of all."""
        if not (whole := self._whole()):
            return
        try:
            text = handover.plain_text(whole[0], whole[1:])
        except Trouble as trouble:
            self.failed(trouble)
            return
        self.app.copy_to_clipboard(text.rstrip("\n"))
        self._hand_over(whole, "record")
        self.guide.say(
            f"{counted(text.count(chr(10)), 'record')} of {counted(len(whole), 'certificate')} copied, "
            "if your terminal allows it."
        )

    def _whole(self) -> tuple[Migration, ...]:
        """Those whose records are all known and still to be registered; that there are none is said."""
        whole = to_hand_over(self._migrations)
        if not whole:
            self.guide.say("There are no records to hand over now.")
        return whole

    def _hand_over(self, whole: Sequence[Migration], how: str | None) -> None:
        if how:
            self.work(partial(self._handed_over, whole, how), group="handed over")

    async def _handed_over(self, whole: Sequence[Migration], how: str) -> None:
        for after in await self.desk.change(partial(hand_over, self.desk.services, whole, how)):
            self._took(after)
        self.show()
