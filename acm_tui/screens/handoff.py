"""What goes to the DNS team: to read, to copy, to save."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import Trouble
from acm_tui.domain.migration import Migration
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import line
from acm_tui.workflow import handover


class HandoffScreen(ModalScreen[str | None]):
    """The documents, one at a time. Answers the kind that left the program, or ``None``."""

    BINDINGS = [  # noqa: RUF012 - Textual's own form
        ("tab", "turn", "Next form"),
        ("c", "copy", "Copy"),
        ("s", "save", "Save to a file"),
        ("escape", "close", "Close"),
    ]

    def __init__(self, migration: Migration, zones: Mapping[ValidationRecord, str]) -> None:
        super().__init__()
        self._migration = migration
        self._zones = zones
        self._documents: tuple[handover.Document, ...] = ()
        self._at = 0
        self._left: str | None = None

    def compose(self) -> ComposeResult:
        """A line of forms, the text, and the keys."""
        with Vertical(classes="dialogue wide"):
            yield Page(id="forms")
            with VerticalScroll():
                yield Page(id="document")
            yield Page(id="said")

    def on_mount(self) -> None:
        """Write the documents."""
        try:
            self._documents = handover.documents(self._migration, self._zones)
        except Trouble as trouble:
            self._say(f"✖ {trouble.sentence} {trouble.remedy}")
            return
        self._say()
        self._show()

    def _show(self) -> None:
        forms = [
            (f"{document.kind}   ", "bold $accent" if n == self._at else "$secondary")
            for n, document in enumerate(self._documents)
        ]
        self.query_one("#forms", Page).show([line(*forms)])
        rows = self._documents[self._at].text.splitlines()
        self.query_one("#document", Page).show(line(row) for row in rows)

    def _say(self, done: str = "") -> None:
        keys = line(
            ("Tab", "bold $accent"), " other form   ",
            ("c", "bold $accent"), " copy   ",
            ("s", "bold $accent"), " save   ",
            ("Esc", "bold $accent"), " close",
        )  # fmt: skip
        self.query_one("#said", Page).show([line(done), keys] if done else [keys])

    def action_turn(self) -> None:
        """Show the next form."""
        if self._documents:
            self._at = (self._at + 1) % len(self._documents)
            self._show()

    def action_copy(self) -> None:
        """Copy the form that is shown; it can also be selected."""
        if self._documents:
            document = self._documents[self._at]
            self.app.copy_to_clipboard(document.text)
            self._left = document.kind
            self._say(f"{document.kind} copied, if your terminal allows it; it can also be selected above.")

    def action_save(self) -> None:
        """Save the form that is shown into the working directory."""
        if not self._documents:
            return
        document = self._documents[self._at]
        try:
            file = handover.save(document, self._migration, Path.cwd())
        except Trouble as trouble:
            self._say(f"✖ {trouble.sentence} {trouble.cause} {trouble.remedy}")
            return
        self._left = document.kind
        self._say(f"Saved as {file}.")

    def action_close(self) -> None:
        """Close, and tell what left."""
        self.dismiss(self._left)
