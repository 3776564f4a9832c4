"""What goes to the DNS team: to read, to copy, to save."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import Trouble
from acm_tui.domain.migration import Migration
from acm_tui.handoff.language import Language, language_of
from acm_tui.screens.frame import LONGEST_CAUSE
from acm_tui.text import safe
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Part, Row, line, marked
from acm_tui.workflow import handover

_TITLES = dict.fromkeys(handover.MESSAGES.values(), "message") | {handover.CHANGE_BATCH: "Route 53"}
"""What the line of forms calls a kind, where that is not the kind itself."""
_USES = {
    handover.MESSAGES[Language.ENGLISH]: "To send as it is, in English.",
    handover.MESSAGES[Language.JAPANESE]: "To send as it is, in Japanese.",
    handover.PLAIN_TEXT: "One record a line: name, type, value.",
    handover.ZONE_FILE: "Lines for a BIND zone file; they mean the same in any zone.",
    handover.CSV: "A table for spreadsheets and bulk imports.",
    handover.CHANGE_BATCH: "For aws route53 change-resource-record-sets --change-batch file://…",
}


class HandoffScreen(ModalScreen[str | None]):
    """The documents, one at a time. Answers the kinds that left the program, or ``None``.

    *language* is that of the message to begin with; without it, the one that the environment names. With
    *others* it is one request for all of them.
    """

    BINDINGS = [  # noqa: RUF012 - Textual's own form
        ("tab", "turn(1)", "Next form"),
        ("shift+tab", "turn(-1)", "Form before"),
        ("l", "language", "Language of the message"),
        ("c", "copy", "Copy"),
        ("s", "save", "Save to a file"),
        ("escape", "close", "Close"),
    ]

    def __init__(
        self,
        migration: Migration,
        zones: Mapping[ValidationRecord, str],
        language: Language | None = None,
        others: Sequence[Migration] = (),
    ) -> None:
        super().__init__()
        self._migration = migration
        self._others = others
        self._zones = zones
        self._language = language or language_of(os.environ)
        self._documents: tuple[handover.Document, ...] = ()
        self._at = 0
        self._left: list[str] = []

    def compose(self) -> ComposeResult:
        """A line of forms and what this one is for, the text, and the keys."""
        with Vertical(classes="dialogue wide"):
            yield Page(id="forms")
            with VerticalScroll():
                yield Page(id="document")
            yield Page(id="said")

    def on_mount(self) -> None:
        """Write the documents."""
        self._write()

    def _write(self) -> None:
        try:
            self._documents = handover.documents(self._migration, self._zones, self._language, self._others)
        except Trouble as trouble:
            self.query_one("#document", Page).show(_refusal(trouble))
            self._say()
            return
        self._show()

    def _show(self) -> None:
        document = self._documents[self._at]
        self.query_one("#forms", Page).show([self._forms(), line((_USES[document.kind], "$secondary"))])
        # In a form for machines a line that goes on must not look like another one.
        further = 0 if self._is_message else 2
        self.query_one("#document", Page).show(_hanging(row, further) for row in document.text.splitlines())
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self._say()

    def _forms(self) -> Content:
        kinds = [document.kind for document in self._documents]
        here = kinds[self._at]
        parts: list[Part] = []
        for kind in dict.fromkeys(kinds):
            title = _TITLES.get(kind, kind)
            if kind == here and kinds.count(kind) > 1:
                title += f" ({kinds[: self._at + 1].count(kind)} of {kinds.count(kind)})"
            parts += [(title, "bold underline $accent" if kind == here else "$secondary"), "   "]
        return line(*parts)

    def _say(self, *done: Row) -> None:
        keys: list[Part] = []
        for key, does in self._keys():
            keys += [(key, "bold $accent"), f" {does}   "]
        self.query_one("#said", Page).show([*done, line(*keys)])

    def _keys(self) -> list[tuple[str, str]]:
        if not self._documents:
            return [("Esc", "close")]
        language = [("l", self._language.other.own_name)] if self._is_message else []
        keys = [("c", "copy"), ("s", "save"), ("↑↓", "scroll"), ("Esc", "close")]
        return [("Tab", "other form"), *language, *keys]

    @property
    def _is_message(self) -> bool:
        return self._documents[self._at].kind in handover.MESSAGES.values()

    def action_turn(self, by: int) -> None:
        """Show the form that comes *by* places later; behind the last is the first."""
        if self._documents:
            self._at = (self._at + by) % len(self._documents)
            self._show()

    def action_language(self) -> None:
        """Write the message in the other language."""
        if not self._documents:
            return
        if not self._is_message:
            self._say(marked("·", "$secondary", "Only the message is written in a language."))
            return
        self._language = self._language.other
        self._write()

    def action_copy(self) -> None:
        """Copy the form that is shown; it can also be selected."""
        if self._documents:
            document = self._documents[self._at]
            self.app.copy_to_clipboard(document.text)
            self._left.append(document.kind)
            self._say(
                marked(
                    "✔",
                    "$success",
                    f"{document.kind} copied, if your terminal allows it; it can also be selected above.",
                )
            )

    def action_save(self) -> None:
        """Save the form that is shown into the working directory."""
        if not self._documents:
            return
        document = self._documents[self._at]
        try:
            file = handover.save(document, self._migration, Path.cwd(), len(self._others))
        except Trouble as trouble:
            self._say(*_refusal(trouble))
            return
        self._left.append(document.kind)
        self._say(marked("✔", "$success", f"Saved as {file}."))

    def action_close(self) -> None:
        """Close, and tell what left."""
        self.dismiss(", ".join(dict.fromkeys(self._left)) or None)


def _refusal(trouble: Trouble) -> Iterator[Row]:
    """What is refused, the way on, and why."""
    yield marked("✖", "$error", (trouble.sentence, "bold"))
    for part in (trouble.remedy, safe(trouble.cause, longest=LONGEST_CAUSE)):
        if part:
            yield marked(" ", "", part)


def _hanging(row: str, further: int) -> Row:
    """*row* so that it goes on under its own indentation, or some cells *further*, where it wraps."""
    begin = len(row) - len(row.lstrip(" ")) + further
    return Row(line(row[:begin]), line(row[begin:]))
