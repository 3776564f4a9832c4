"""Step 1: the inventory, the most urgent on top, as it is found; and what to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.widgets import Input

from acm_tui.domain.inventory import choosing
from acm_tui.domain.inventory.row import Row
from acm_tui.domain.journey import Step
from acm_tui.domain.together import prospect
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import LONGEST_CAUSE
from acm_tui.screens.inventory import InventoryScreen
from acm_tui.screens.over import Over
from acm_tui.screens.select_columns import View, cells, columns
from acm_tui.screens.select_words import exported, may_begin, note, pane
from acm_tui.screens.step import TITLES
from acm_tui.text import counted, safe
from acm_tui.widgets.filter_line import FilterLine
from acm_tui.widgets.long_table import LongTable
from acm_tui.widgets.say import Part
from acm_tui.widgets.stepper import Stepper
from acm_tui.widgets.table_line import Column
from acm_tui.workflow.inventory import picking


class SelectScreen(InventoryScreen):
    """A table of certificates, and what matters of the one under the cursor."""

    HERE = "1 Select"
    AUTO_FOCUS = "#certificates"
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("enter", "Details", "Show everything that is known of this certificate.", "details"),
        Command("m", "Migrate", "Begin with this certificate, or with the marked ones.", "migrate"),
        Command(
            "i",
            "In place",
            "Switch this one, or the marked ones, in place together.",
            "in_place",
            shown=False,
        ),
        Command("slash", "Filter", "Show only some: by names, tags, load balancers.", "filter"),
        Command("space", "Mark", "Mark this one, to begin with several.", "mark", shown=False),
        Command("a", "Mark all", "Mark every one that is shown, or none.", "mark_all", shown=False),
        Command("s", "Sort", "Order by the next column.", "sort", shown=False),
        Command("S", "Turn around", "Turn the order around.", "turn_around", shown=False),
        Command("p", "Places", "Where was looked, what failed there, and where else to look.", "places"),
        Command("e", "Export", "Save what is shown: table, CSV, JSON, Markdown.", "export", shown=False),
        Command("r", "Look again", "Ask AWS again.", "look", shown=False),
        Command("escape", "Home", "Leave without beginning anything.", "home"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: LongTable[Row] = LongTable(lambda row: row.arn, self._cells, id="certificates")
        self._filter = FilterLine("filter: names, tags, load balancers")
        self._columns = columns(0, ())
        self._over: Over | None = None
        self._together = False

    def heading(self) -> ComposeResult:
        """The stepper."""
        yield Stepper(TITLES, at=Step.SELECT)

    def body(self) -> ComposeResult:
        """The filter, the table, and the row under the cursor in short."""
        self.divider.name_it("Validated by email")
        yield self._filter
        yield self.rows
        with VerticalScroll(id="details"):
            yield self.page("detail")

    def on_unmount(self) -> None:
        """Let go of the rows."""
        self.rows.let_go()

    # Showing.

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 - Textual's signature
        """Other columns may fit."""
        self.show_rows()

    def show_rows(self) -> None:
        """Put the listing into the table, where it is still shown."""
        listing = self.listing
        self._columns = columns(self.app.size.width, listing.places)
        sign = "▾" if listing.backwards else "▴"
        self.rows.lay_out(
            Column(f"{one.title} {sign}" if one.by is listing.column else one.title, one.width)
            for one in self._columns
        )
        if any(arn not in listing.rows for arn in self.rows.marked):
            self.rows.mark(arn for arn in self.rows.marked if arn in listing.rows)
        self.rows.show(listing.shown)
        self.on_long_table_moved()  # in the same frame as the rows
        if self._over is not None and self._over.is_attached:
            self._over.news()

    def _cells(self, row: Row) -> tuple[Part, ...]:
        view = View(self.desk.now(), self.desk.services.seat)
        return cells(row, self._columns, view)

    def on_long_table_moved(self) -> None:
        """Show what matters of the certificate under the cursor, and have what is in sight read first."""
        row = self.rows.row
        self.page("detail").show(pane(row) if row is not None else [])
        self.divider.name_it("Validated by email", note(self.listing, len(self.rows.marked), self.desk.now()))
        here = (row.arn,) if row is not None else ()
        self.prefer(tuple(dict.fromkeys((*here, *(one.arn for one in self.rows.in_sight)))))

    # Choosing.

    def action_filter(self) -> None:
        """Type a filter."""
        self._filter.open()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as one types."""
        self.listing.filter(event.value)
        self.show_rows()

    def on_filter_line_left(self) -> None:
        """Go on to the rows."""
        self.rows.focus()

    def action_sort(self) -> None:
        """Order by the next column that is shown."""
        shown = [one.by for one in self._columns if one.by is not None]
        at = shown.index(self.listing.column) if self.listing.column in shown else -1
        self._order(shown[(at + 1) % len(shown)])

    def action_turn_around(self) -> None:
        """Turn the order around."""
        self._order(self.listing.column, backwards=not self.listing.backwards)

    def on_long_table_titled(self, event: LongTable.Titled) -> None:
        """Order by the column that was clicked; turn it around at the second click."""
        if (by := self._columns[event.column].by) is not None:
            self._order(by, backwards=by is self.listing.column and not self.listing.backwards)

    def _order(self, by: choosing.Column, *, backwards: bool = False) -> None:
        self.listing.order(by, backwards=backwards)
        self.show_rows()

    def action_mark(self) -> None:
        """Mark the certificate here, or take the mark from it."""
        self.rows.toggle()

    def action_mark_all(self) -> None:
        """Mark every certificate that is shown; where all are, none."""
        shown = [row.arn for row in self.listing.shown]
        self.rows.mark(() if set(shown) <= set(self.rows.marked) else shown)

    # Going on.

    def action_details(self) -> None:
        """Show everything of the certificate here."""
        if (arn := self.rows.at) is None:
            return
        from acm_tui.screens.certificate import CertificateScreen

        def migrate() -> None:
            if (row := self.listing.rows.get(arn)) is not None:
                self.work(partial(self._begin, row), group="begin")

        self._show_over(CertificateScreen(self.desk, lambda: self.listing.rows.get(arn), migrate))

    def _show_over(self, screen: Over) -> None:
        self._over = screen
        self.app.push_screen(screen)

    def action_places(self) -> None:
        """Show where was looked."""
        from acm_tui.screens.places import PlacesScreen

        self._show_over(PlacesScreen(self.desk, lambda: self.listing.inventory, self.look_elsewhere))

    def action_export(self) -> None:
        """Save what is shown as a file."""
        from acm_tui.screens.export import ExportScreen

        shown = self.listing.shown

        def saved(file: Path | None) -> None:
            if file is not None:
                self.guide.say(f"{counted(len(shown), 'certificate')} saved as {file}.")

        what = exported(self.listing)
        self.app.push_screen(ExportScreen(self.desk, lambda: self.listing.inventory, shown, what), saved)

    def action_migrate(self) -> None:
        """Begin with the marked ones, after a question; or with the one here."""
        if marked := [self.listing.rows[arn] for arn in self.rows.marked]:
            self._ask(marked)
        elif (row := self.rows.row) is not None:
            self.work(partial(self._begin, row), group="begin")

    def action_in_place(self) -> None:
        """Show what becomes of the marked ones, or of the one here, when they are switched in place."""
        rows = [self.listing.rows[arn] for arn in self.rows.marked]
        if not rows and (row := self.rows.row) is not None:
            rows = [row]
        if rows:
            from acm_tui.screens.together import TogetherScreen

            now = self.desk.now()
            found = (prospect(one.certificate, one.under_way, now) for one in rows)
            self._together = True
            self.app.push_screen(TogetherScreen(self.desk, found))

    def on_screen_resume(self) -> None:
        """Some may have been begun together."""
        if self._together:
            self._together = False
            self.work(self._begun_together, group="begun")

    async def _begun_together(self) -> None:
        await self.journal_changed()
        self.rows.mark(arn for arn in self.rows.marked if not self.listing.rows[arn].under_way)

    async def _begin(self, row: Row) -> None:
        services = self.desk.services
        migration = await self.change("Beginning …", lambda: picking.begin_migration(services, row.item))
        self.desk.open(migration)

    def _ask(self, rows: Sequence[Row]) -> None:
        from acm_tui.screens.several import question

        found, others = may_begin(rows)
        if not found:
            row, why = others[0]
            self.guide.say(f"With none of the marked ones can be begun. {row.name}: {why}.")
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.work(partial(self._begin_all, found), group="begin")

        self.app.push_screen(question(found, others), answered)

    async def _begin_all(self, rows: Sequence[Row]) -> None:
        from acm_tui.screens.several import begin_all, told

        failed = await begin_all(self.desk.services, rows, self.change)
        self.rows.mark(one.row.arn for one in failed)
        if not failed:
            self.action_home()
            return
        await self.journal_changed()
        trouble = failed[0].trouble
        self.guide.trouble(
            told(len(rows), failed), safe(trouble.cause, longest=LONGEST_CAUSE), trouble.remedy
        )

    def action_home(self) -> None:
        """Back to the migrations, which are told what was found before they are shown."""
        self.left()
        self.app.pop_screen()
