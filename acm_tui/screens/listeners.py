"""Step 4: every place where the old certificate sits, and the choice of where to swap."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.journey import Step, step
from acm_tui.domain.listener import ROLE_WORDS, Attachment, Listener
from acm_tui.domain.migration import Migration
from acm_tui.domain.owner import owned
from acm_tui.domain.ticks import Ticks, ticks
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.step import StepScreen
from acm_tui.text import counted
from acm_tui.widgets.say import Row, marked
from acm_tui.workflow import attachments
from acm_tui.workflow.attachments import Attached


class ListenersScreen(StepScreen):
    """A table of listeners to tick, and who else owns or holds."""

    HERE = "4 Listeners"
    STEP = Step.LISTENERS
    COLUMNS = (("", 1), ("Load balancer", 0), ("Type", 7), ("Listener", 10), ("Role", 9))
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("space", "Tick", "Swap on this listener, or leave it.", "tick", priority=True),
        Command("a", "All", "Tick all, or none.", "all"),
        Command("enter", "Choose", "Go on to the cutover with what is ticked.", "choose", priority=True),
        Command("f", "Full scan", "Look at every load balancer of the region; ACM's list lags.", "scan"),
        Command("r", "Look again", "Ask AWS again.", "look", shown=False),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._attached: Attached | None = None
        self._ticks: Ticks | None = None
        self._everywhere = False
        self._rows: dict[str, Attachment] = {}

    def body(self) -> ComposeResult:
        """The table and the notes."""
        yield self.table
        with VerticalScroll(id="details"):
            yield self.page("notes")

    def begin(self) -> None:
        """Ask AWS where the certificate sits."""
        self.action_look()

    def action_look(self) -> None:
        """Ask AWS again."""
        self.work(self._look, group="attachments")

    def action_scan(self) -> None:
        """Look at every load balancer, not only at those that ACM names."""
        self._everywhere = True
        self.action_look()

    async def _look(self) -> None:
        migration_id = self.migration.id
        everywhere = self._everywhere
        found = await self.read(
            "Looking at every load balancer of the region …"
            if everywhere
            else "Looking where the certificate sits …",
            lambda: attachments.find(self.desk.services, migration_id, everywhere),
        )
        self._attached = found
        self._ticks = ticks(self.migration, found.attachments, self._ticks)
        await self.reload()

    @property
    def _ticked(self) -> frozenset[Attachment]:
        return self._ticks.ticked if self._ticks is not None else frozenset()

    def show(self) -> None:
        """The listeners, and what to know about them."""
        found = self._attached
        if found is None:
            return
        table = self.table
        table.display = bool(found.attachments)
        self._rows = {f"{one.listener_arn} {one.role}": one for one in found.attachments}
        table.keep(self._rows)
        for key, attachment in self._rows.items():
            table.put(key, *self._row(found, attachment))
        self.page("notes").show(self._notes(found))
        self._show_guide(found)

    def _holding(self, found: Attached) -> list[Listener]:
        return [one for one in found.listeners if found.roles(one)]

    def _row(self, found: Attached, attachment: Attachment) -> tuple[str | tuple[str, str], ...]:
        listener = next(one for one in found.listeners if one.arn == attachment.listener_arn)
        balancer = found.load_balancer(listener)
        ticked = attachment in self._ticked
        new = "  new" if self._ticks is not None and attachment in self._ticks.new else ""
        return (
            ("✔", "bold") if ticked else "·",
            (f"{balancer.name}{new}", "" if ticked else "dim"),
            balancer.label,
            f"{listener.protocol} {listener.port}",
            ROLE_WORDS[attachment.role],
        )

    def _notes(self, found: Attached) -> list[Row]:
        rows = [
            marked(
                "!",
                "$warning",
                f"{one.name} belongs to the {one.owner.kind} {one.owner.name}, which will put the old "
                f"certificate back unless it is changed there too ({one.evidence}).",
            )
            for one in owned(self._holding(found), found.load_balancers)
        ]
        rows += [
            marked(
                "!", "$warning", f"{holder.service} holds it as well and is not swapped here: {holder.arn}"
            )
            for holder in found.elsewhere
        ]
        return rows

    def _show_guide(self, found: Attached) -> None:
        made = step(self.migration) > Step.CUTOVER
        if made and not found.attachments:
            self.guide.say("The cutover is made. ", ("n", "bold $accent"), " goes on to the end.")
        elif not found.attachments:
            self.guide.say(
                "The old certificate sits on no listener: there is nothing to swap. ",
                ("Enter", "bold $accent"),
                " goes on.",
            )
        else:
            before = "What was chosen is swapped; the old certificate still sits here. " if made else ""
            new = len(self._ticks.new) if self._ticks is not None else 0
            beside = f"; {new} {'is' if new == 1 else 'are'} new" if new else ""
            self.guide.say(
                f"{before}{len(self._ticked)} of {counted(len(found.attachments), 'attachment')} ticked"
                f"{beside}. ",
                ("Enter", "bold $accent"),
                " shows the plan; nothing is changed yet.",
            )

    def action_tick(self) -> None:
        """Tick the attachment under the cursor, or take the tick away."""
        if (key := self.table.at) is not None and self._ticks is not None:
            self._ticks = self._ticks.toggled(self._rows[key])
            self.show()

    def action_all(self) -> None:
        """Tick all; none when all are ticked."""
        if self._ticks is not None:
            self._ticks = self._ticks.all_or_none()
            self.show()

    def action_choose(self) -> None:
        """Settle the choice."""
        found = self._attached
        if found is None:
            self.guide.say("AWS has not answered yet. ", ("r", "bold $accent"), " asks again.")
        elif step(self.migration) > Step.CUTOVER and not found.attachments:
            self.desk.open(self.migration)
        elif found.attachments and not self._ticked and not self._swapped(found):
            self.guide.say("Tick at least one attachment with ", ("Space", "bold $accent"), ".")
        else:
            self.work(partial(self._choose, [*self._ticked, *self._swapped(found)]), group="choose")

    def _swapped(self, found: Attached) -> list[Attachment]:
        """What was swapped before and is still there: a later choice comes on top of it."""
        m = self.migration
        there = {listener.arn for listener in found.listeners}
        if not m.cutover_done:
            # In the middle: what is left of a listener that was changed can be ticked.
            there &= {origin.arn for origin in m.origins}
        offered = () if m.cutover_done else found.attachments
        return [one for one in m.chosen or () if one.listener_arn in there and one not in offered]

    def action_next(self) -> None:
        """Go on: to the end where everything chosen is swapped, else with what is ticked."""
        if step(self.migration) > Step.CUTOVER:
            self.desk.open(self.migration)
        else:
            self.action_choose()

    async def _choose(self, chosen: list[Attachment]) -> None:
        migration_id = self.migration.id
        migration = await self.change(
            "Noting the choice …",
            lambda: attachments.choose(self.desk.services, migration_id, chosen),
        )
        self.desk.open(migration)
