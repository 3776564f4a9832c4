"""The inventory as a file: in which form, and under which name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from acm_tui.domain.errors import Trouble
from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.row import Row as Certificate
from acm_tui.handoff.inventory.report import report_of
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import LONGEST_CAUSE
from acm_tui.text import safe
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Part, Row, line, marked
from acm_tui.workflow import record
from acm_tui.workflow.inventory.export import FORMS, default_name, write


class ExportScreen(ModalScreen[Path | None]):
    """Asks for form and name. Answers the file that was written, or ``None``.

    Args:
        desk: whose journal tells what is under way.
        inventory: answers all that is known.
        shown: the rows to export, in their order.
        what: says which those are, in a line.
    """

    BINDINGS = [  # noqa: RUF012 - Textual's own form
        ("tab", "turn(1)", "Other form"),
        ("shift+tab", "turn(-1)", "Form before"),
        ("escape", "cancel", "Cancel"),
    ]

    def __init__(
        self, desk: Desk, inventory: Callable[[], Inventory], shown: Sequence[Certificate], what: str
    ) -> None:
        super().__init__()
        self._desk = desk
        self._inventory = inventory
        self._rows = shown
        self._what = what
        self._at = 0
        self._busy = False

    def compose(self) -> ComposeResult:
        """What is exported, the forms, the name, and the keys."""
        with Vertical(classes="dialogue"):
            yield Page(id="title")
            yield Page(id="forms")
            yield Input(default_name(self._desk.now(), FORMS[0]), id="name")
            yield Page(id="said")

    def on_mount(self) -> None:
        """Begin with the first form; the name has the focus."""
        self.query_one("#title", Page).show([line(("Export", "bold"), f"   {self._what}")])
        self.query_one("#name", Input).focus()
        self._show()

    def _show(self) -> None:
        parts: list[Part] = []
        for number, form in enumerate(FORMS):
            here = number == self._at
            parts += [(form.name, "bold underline $accent" if here else "$secondary"), "   "]
        self.query_one("#forms", Page).show([line(*parts), line((FORMS[self._at].use, "$secondary"))])
        self._say()

    def _say(self, *said: Row) -> None:
        keys: list[Part] = []
        for key, does in (("Enter", "save"), ("Tab", "other form"), ("Esc", "cancel")):
            keys += [(key, "bold $accent"), f" {does}   "]
        self.query_one("#said", Page).show([*said, line(*keys)])

    def action_turn(self, by: int) -> None:
        """Take the form that comes *by* places later; the name's suffix goes with it."""
        before = FORMS[self._at].suffix
        self._at = (self._at + by) % len(FORMS)
        name = self.query_one("#name", Input)
        if name.value.endswith(before):
            name.value = name.value.removesuffix(before) + FORMS[self._at].suffix
            name.cursor_position = len(name.value)
        self._show()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._say()

    @on(Input.Submitted)
    def _save(self) -> None:
        name = self.query_one("#name", Input).value.strip()
        if name and not self._busy:
            self._busy = True
            self._say(marked("…", "$secondary", "writing"))
            self.run_worker(self._write(name), exclusive=True)

    async def _write(self, name: str) -> None:
        services, now, form = self._desk.services, self._desk.now(), FORMS[self._at]
        try:
            migrations = await self._desk.read(lambda: record.saved(services.journal))
            # Here, and not in a thread: a look that is under way changes the inventory.
            report = report_of(self._inventory(), migrations, now, shown=self._rows)
            file = await self._desk.read(lambda: write(report, form, name, Path.cwd()))
        except Trouble as trouble:
            self._refused(trouble)
            return
        finally:
            self._busy = False
        self.dismiss(file)

    def _refused(self, trouble: Trouble) -> None:
        if self.is_attached:
            parts = (trouble.remedy, safe(trouble.cause, longest=LONGEST_CAUSE))
            self._say(
                marked("✖", "$error", (trouble.sentence, "bold")),
                *(marked(" ", "", part) for part in parts if part),
            )

    def action_cancel(self) -> None:
        """Leave without a file."""
        self.dismiss(None)
