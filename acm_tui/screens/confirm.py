"""The typed confirmation before something that cannot simply be undone."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Row, line


class Confirm(ModalScreen[str | None]):
    """Ask for *phrase*, letter by letter. Answers what was typed, or ``None`` when cancelled.

    The focus starts on Cancel, so that a stray Enter changes nothing.
    """

    # Long names must not push the buttons out of reach.
    DEFAULT_CSS = "Confirm .dialogue { overflow-y: auto; }"
    BINDINGS = [("escape", "cancel", "Cancel")]  # noqa: RUF012 - Textual's own form

    def __init__(self, title: str, facts: Sequence[Content | Row], phrase: str, verb: str) -> None:
        super().__init__()
        self._heading = title
        self._facts = facts
        self._phrase = phrase
        self._verb = verb

    def compose(self) -> ComposeResult:
        """What will happen, the field, and two buttons."""
        with Vertical(classes="dialogue"):
            yield Static(line((self._heading, "bold")), classes="title")
            yield Page(id="facts")
            yield Static(line("Type ", (self._phrase, "bold $accent"), " to confirm."), classes="hint")
            yield Input(placeholder="", id="typed")
            yield Static("", id="mismatch", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content("Cancel"), id="cancel")
                yield Button(Content(self._verb), id="go", variant="error", disabled=True)

    def on_mount(self) -> None:
        """Start on the harmless side."""
        self.query_one("#facts", Page).show(self._facts)
        self.query_one("#cancel", Button).focus()

    @on(Input.Changed, "#typed")
    def _typed(self, event: Input.Changed) -> None:
        right = event.value == self._phrase
        self.query_one("#go", Button).disabled = not right
        self.query_one("#mismatch", Static).update("")

    @on(Input.Submitted, "#typed")
    def _submitted(self, event: Input.Submitted) -> None:
        if event.value == self._phrase:
            self.dismiss(event.value)
        else:
            said = line((f"That is not {self._phrase}. Capital letters count.", "$error"))
            self.query_one("#mismatch", Static).update(said)

    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        self.dismiss(self.query_one("#typed", Input).value)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave without doing anything."""
        self.dismiss(None)
