"""Step 4: every place where the old certificate sits, and the choice of where to swap."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.journey import Step, step
from acm_tui.domain.listener import ROLE_WORDS, Attachment, Listener, owner_of
from acm_tui.domain.migration import Migration
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.step import StepScreen
from acm_tui.widgets.say import Row, marked
from acm_tui.workflow import attachments
from acm_tui.workflow.attachments import Attached


class ListenersScreen(StepScreen):
    """A table of listeners to tick, and who else owns or holds."""

    HERE = "4 Listeners"
    STEP = Step.LISTENERS
    COLUMNS = (("", 1), ("Load balancer", 0), ("Type", 7), ("Listener", 10), ("Role", 14))
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("space", "Tick", "Swap on this listener, or leave it.", "tick", priority=True),
        Command("a", "All", "Tick all, or none.", "all"),
        Command("enter", "Choose", "Go on to the cutover with what is ticked.", "choose", priority=True),
        Command("r", "Look again", "Ask AWS again.", "look", shown=False),
        Command("n", "Next", "Go on to the cutover with what is ticked.", "choose", shown=False),
    )

    def __init__(self, desk: Desk, migration: Migration) -> None:
        super().__init__(desk, migration)
        self._attached: Attached | None = None
        self._ticked: set[str] = set()

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

    async def _look(self) -> None:
        migration_id = self.migration.id
        found = await self.read(
            "Looking where the certificate sits …",
            lambda: attachments.find(self.desk.services, migration_id),
        )
        self._attached = found
        known = {a.listener_arn for a in self.migration.chosen or found.attachments}
        self._ticked = known & {a.listener_arn for a in found.attachments}
        await self.reload()

    def show(self) -> None:
        """The listeners, and what to know about them."""
        found = self._attached
        if found is None:
            return
        table = self.table
        table.display = bool(found.attachments)
        for listener in self._holding(found):
            table.put(listener.arn, *self._row(found, listener))
        self.page("notes").show(self._notes(found))
        self._show_guide(found)

    def _holding(self, found: Attached) -> list[Listener]:
        return [one for one in found.listeners if found.roles(one)]

    def _row(self, found: Attached, listener: Listener) -> tuple[str | tuple[str, str], ...]:
        balancer = found.load_balancer(listener)
        ticked = listener.arn in self._ticked
        return (
            ("✔", "bold") if ticked else "·",
            (balancer.name, "" if ticked else "dim"),
            balancer.label,
            f"{listener.protocol} {listener.port}",
            " + ".join(ROLE_WORDS[role] for role in found.roles(listener)),
        )

    def _notes(self, found: Attached) -> list[Row]:
        rows: list[Row] = []
        for listener in self._holding(found):
            balancer = found.load_balancer(listener)
            if (owner := owner_of({**balancer.tags, **listener.tags})) is not None:
                rows.append(
                    marked(
                        "!",
                        "$warning",
                        f"{balancer.name} belongs to the {owner.kind} {owner.name}, which will put the old "
                        f"certificate back unless it is changed there too (tag {owner.tag}).",
                    )
                )
        rows += [
            marked(
                "!", "$warning", f"{holder.service} holds it as well and is not swapped here: {holder.arn}"
            )
            for holder in found.elsewhere
        ]
        return rows

    def _show_guide(self, found: Attached) -> None:
        if step(self.migration) > Step.CUTOVER:
            self.guide.say("The cutover is made. ", ("n", "bold $accent"), " goes on to the end.")
        elif not found.attachments:
            self.guide.say(
                "The old certificate sits on no listener: there is nothing to swap. ",
                ("Enter", "bold $accent"),
                " goes on.",
            )
        else:
            self.guide.say(
                f"{len(self._ticked)} of {len(self._holding(found))} listeners ticked. ",
                ("Enter", "bold $accent"),
                " shows the plan; nothing is changed yet.",
            )

    def action_tick(self) -> None:
        """Tick the listener under the cursor, or take the tick away."""
        if (arn := self.table.at) is not None:
            self._ticked ^= {arn}
            self.show()

    def action_all(self) -> None:
        """Tick all; none when all are ticked."""
        if self._attached is not None:
            everything = {one.arn for one in self._holding(self._attached)}
            self._ticked = set() if self._ticked == everything else everything
            self.show()

    def action_choose(self) -> None:
        """Settle the choice."""
        if self._attached is None:
            self.guide.say("AWS has not answered yet. ", ("r", "bold $accent"), " asks again.")
        elif step(self.migration) > Step.CUTOVER:
            self.desk.open(self.migration)
        elif self._attached.attachments and not self._ticked:
            self.guide.say("Tick at least one listener with ", ("Space", "bold $accent"), ".")
        else:
            chosen = [a for a in self._attached.attachments if a.listener_arn in self._ticked]
            self.work(partial(self._choose, chosen), group="choose")

    async def _choose(self, chosen: list[Attachment]) -> None:
        migration_id = self.migration.id
        migration = await self.change(
            "Noting the choice …",
            lambda: attachments.choose(self.desk.services, migration_id, chosen),
        )
        self.desk.open(migration)
