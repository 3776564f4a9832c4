"""One certificate of the inventory: everything that is known of it, to read and to copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from acm_tui.domain.inventory.row import Row as Certificate
from acm_tui.domain.journey import Step
from acm_tui.screens.certificate_words import as_text, details, way_on
from acm_tui.screens.command import Command
from acm_tui.screens.desk import Desk
from acm_tui.screens.over import Over
from acm_tui.screens.step import TITLES
from acm_tui.widgets.stepper import Stepper


class CertificateScreen(Over):
    """The details of one. They change while they are shown, as more becomes known.

    *row* answers what is known now, ``None`` once the certificate is gone; *migrate* begins with it.
    """

    HERE = "1 Select: one certificate"
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("enter", "Migrate", "Begin, or take up, the migration of this certificate.", "migrate"),
        Command("c", "Copy ARN", "Copy the certificate's ARN; everything here can also be selected.", "copy"),
        Command("t", "Copy all", "Copy everything that is shown, as text.", "copy_all"),
        Command("escape", "Back", "Back to the certificates.", "back"),
    )

    def __init__(
        self, desk: Desk, row: Callable[[], Certificate | None], migrate: Callable[[], None]
    ) -> None:
        super().__init__(desk)
        self._row = row
        self._migrate = migrate

    def heading(self) -> ComposeResult:
        """The stepper."""
        yield Stepper(TITLES, at=Step.SELECT)

    def body(self) -> ComposeResult:
        """Everything, below one another."""
        with VerticalScroll(id="details"):
            yield self.page("detail")

    def on_mount(self) -> None:
        """Show what is known."""
        self.news()
        if (row := self._row()) is not None:
            self.guide.say(*way_on(row))

    def news(self) -> None:
        """Show what is known now."""
        row = self._row()
        if row is None:
            self.guide.warn("This certificate is gone, or is not validated by email any more.")
            return
        self.divider.name_it(row.name, "" if row.fresh else "remembered")
        self.page("detail").show(details(row, self.desk.services.seat, self.desk.now()))

    def action_migrate(self) -> None:
        """Begin, from the list: what comes of it is shown there."""
        if self._row() is not None:
            self.app.pop_screen()
            self._migrate()

    def action_copy(self) -> None:
        """Copy the ARN."""
        if (row := self._row()) is not None:
            self.app.copy_to_clipboard(row.arn)
            self._copied("The ARN")

    def action_copy_all(self) -> None:
        """Copy everything."""
        if (row := self._row()) is not None:
            self.app.copy_to_clipboard(as_text(details(row, self.desk.services.seat, self.desk.now())))
            self._copied("Everything here")

    def _copied(self, what: str) -> None:
        self.guide.say(f"{what} is copied, if your terminal allows it; it can also be selected above.")

    def action_back(self) -> None:
        """Back to the list."""
        self.app.pop_screen()
