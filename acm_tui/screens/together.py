"""Several certificates that may be switched in place together: what becomes of each, before anything is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.errors import Trouble
from acm_tui.domain.journey import Step
from acm_tui.domain.propagation import registered_domains
from acm_tui.domain.together import Prospect, number_to_type, to_go_through
from acm_tui.screens.command import Command
from acm_tui.screens.confirm import Confirm, Confirmed
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import FrameScreen
from acm_tui.screens.step import TITLES
from acm_tui.screens.together_words import cells, detail, facts, meaning, title, total
from acm_tui.screens.watching import WatchingScreen
from acm_tui.text import counted
from acm_tui.widgets.say import BLANK, line
from acm_tui.widgets.stepper import Stepper
from acm_tui.workflow.permission import not_read_only
from acm_tui.workflow.together import Member, Together


class TogetherScreen(FrameScreen):
    """One preview of the set; Enter asks for its number, and the table to watch it takes this place."""

    HERE = "1 Select: switch in place"
    COLUMNS = (("Certificate", 26), ("In place", 0), ("Expires", 10))
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command(
            "enter",
            "Switch them",
            "Switch them to DNS validation, once their number is typed.",
            "switch",
            priority=True,
        ),
        Command("escape", "Back", "Back to the certificates; nothing was begun.", "back"),
    )

    def __init__(self, desk: Desk, prospects: Iterable[Prospect]) -> None:
        super().__init__(desk)
        self._prospects = tuple(prospects)
        self._domains: tuple[str, ...] = ()

    def heading(self) -> ComposeResult:
        """The stepper."""
        yield Stepper(TITLES, at=Step.SELECT)

    def body(self) -> ComposeResult:
        """The total, the certificates, the one under the cursor, and what the switch means."""
        yield self.page("summary")
        yield self.table
        with VerticalScroll(id="details"):
            yield self.page("detail")
            yield self.page("meaning")

    def on_mount(self) -> None:
        """Show what becomes of each."""
        self.divider.name_it("Switch in place, together")
        self.page("summary").show([line(*total(self._prospects))])
        for one in self._prospects:
            self.table.put(one.certificate.arn, *cells(one))
        self._show_meaning()
        self._say()
        self.work(self._find_domains, group="domains")

    def _say(self) -> None:
        number = number_to_type(self._prospects)
        if number:
            self.guide.say(
                ("Enter", "bold $accent"),
                f" asks for the number, {number}, before ACM is asked for anything.",
            )
        elif to_go_through(self._prospects):
            self.guide.say(("Enter", "bold $accent"), " watches them; ACM is asked for nothing.")
        else:
            self.guide.say("None of them can be switched in place now: see why beside each.")

    async def _find_domains(self) -> None:
        names = [name for one in to_go_through(self._prospects) for name in one.certificate.names]
        # The list of suffixes is long, and is read when it is first needed.
        self._domains = await self.desk.read(lambda: registered_domains(names))
        self._show_meaning()

    def _show_meaning(self) -> None:
        if not self.gone:
            rows = meaning(self._prospects, self._domains, self.desk.now())
            self.page("meaning").show([BLANK, *rows])

    def on_data_table_row_highlighted(self) -> None:
        """Show the certificate under the cursor in full."""
        here = next((one for one in self._prospects if one.certificate.arn == self.table.at), None)
        self.page("detail").show(detail(here) if here is not None else [])

    def action_switch(self) -> None:
        """Ask for the number, where ACM is asked for anything."""
        if to_go_through(self._prospects):
            self.work(self._confirm, group="switch")
        else:
            self._say()

    async def _confirm(self) -> None:
        not_read_only(self.desk.services)
        number = number_to_type(self._prospects)
        if not number:
            self._confirmed(Confirmed(""))
            return
        rows = tuple(facts(self._prospects, self.desk.now()))
        verb = f"Switch {counted(number, 'certificate')}"
        self.app.push_screen(Confirm(title(self._prospects), rows, str(number), verb), self._confirmed)

    def _confirmed(self, confirmed: Confirmed | None) -> None:
        if confirmed is None:
            return
        try:
            run = Together(self.desk.services, self._prospects, confirmed.typed)
        except Trouble as trouble:
            self.failed(trouble)
            return
        members = (Member(one.certificate, one.migration) for one in run.left)
        self.app.switch_screen(WatchingScreen(self.desk, members, run))

    def action_back(self) -> None:
        """Back to the list."""
        self.app.pop_screen()
