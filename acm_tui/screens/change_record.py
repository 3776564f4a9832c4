"""The change record: to read, to copy into a ticket, to save."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from acm_tui.domain.errors import Trouble
from acm_tui.handoff.change_record.file import save
from acm_tui.handoff.change_record.markdown import as_markdown
from acm_tui.screens.desk import Desk
from acm_tui.screens.frame import LONGEST_CAUSE
from acm_tui.text import safe
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Part, Row, line, marked
from acm_tui.workflow import change_record


class ChangeRecordScreen(ModalScreen[None]):
    """What the migration did and saw, as Markdown.

    Args:
        desk: whose journal is read; AWS is not asked.
        migration_id: which migration.
        directory: where it is saved; without one, in the working directory.
    """

    BINDINGS = [  # noqa: RUF012 - Textual's own form
        ("c", "copy", "Copy"),
        ("s", "save", "Save to a file"),
        ("escape", "close", "Close"),
    ]

    def __init__(self, desk: Desk, migration_id: str, directory: Path | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._migration_id = migration_id
        self._directory = directory
        self._text = ""

    def compose(self) -> ComposeResult:
        """A title, the text, and the keys."""
        with Vertical(classes="dialogue wide"):
            yield Page(id="title")
            with VerticalScroll():
                yield Page(id="record")
            yield Page(id="said")

    def on_mount(self) -> None:
        """Read the journal."""
        self.query_one("#title", Page).show([line(("Change record", "bold"))])
        self._say(marked("…", "$secondary", "reading the journal"))
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        services, now = self._desk.services, self._desk.now()
        try:
            record = await self._desk.read(
                lambda: change_record.read(services.journal, self._migration_id, now)
            )
        except Trouble as trouble:
            self._refused(trouble)
            return
        self._text = as_markdown(record)
        if self.is_attached:
            self.query_one("#record", Page).show(line(row) for row in self._text.splitlines())
            self._say()

    def _refused(self, trouble: Trouble) -> None:
        rows = [marked("✖", "$error", (trouble.sentence, "bold"))]
        parts = (safe(trouble.cause, longest=LONGEST_CAUSE), trouble.remedy)
        self._say(*rows, *(marked(" ", "", part) for part in parts if part))

    def _say(self, *done: Row) -> None:
        if not self.is_attached:
            return
        keys: list[Part] = []
        for key, does in self._keys():
            keys += [(key, "bold $accent"), f" {does}   "]
        self.query_one("#said", Page).show([*done, line(*keys)])

    def _keys(self) -> tuple[tuple[str, str], ...]:
        if not self._text:
            return (("Esc", "close"),)
        return (("c", "copy"), ("s", "save"), ("↑↓", "scroll"), ("Esc", "close"))

    def action_copy(self) -> None:
        """Copy the record; it can also be selected."""
        if self._text:
            self.app.copy_to_clipboard(self._text)
            said = (
                "The record is copied, if your terminal allows it; it can also be selected above, or saved."
            )
            self._say(marked("✔", "$success", said))

    def action_save(self) -> None:
        """Save the record as a file of its own."""
        if not self._text:
            return
        try:
            directory = self._directory or Path.cwd()
            file = save(self._text, self._migration_id, self._desk.now(), directory)
        except Trouble as trouble:
            self._refused(trouble)
            return
        self._say(marked("✔", "$success", f"Saved as {file}."))

    def action_close(self) -> None:
        """Leave."""
        self.dismiss(None)
