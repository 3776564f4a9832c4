"""The MFA code that a profile needs, asked for over whatever is on the screen."""

from __future__ import annotations

import unicodedata

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from acm_tui.domain.mfa import DIGITS, REFUSED, CodeAsked, is_code
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import fields, line, marked


class CodeScreen(ModalScreen[str | None]):
    """Asks for the code. Answers it, or ``None`` when cancelled.

    The field has the focus: keys that were meant for what it has come up over are no digits, and Enter does
    nothing before six of them are there.
    """

    DEFAULT_CSS = """
    CodeScreen .dialogue { overflow-y: auto; }
    CodeScreen #mismatch { margin-top: 1; }
    """
    BINDINGS = [("escape", "cancel", "Cancel")]  # noqa: RUF012 - Textual's own form

    def __init__(self, asked: CodeAsked) -> None:
        super().__init__()
        self._asked = asked

    def compose(self) -> ComposeResult:
        """Who asks, for which device, and the field."""
        with Vertical(classes="dialogue"):
            yield Static(line(("AWS asks for an MFA code", "bold")), classes="title")
            yield Page(id="facts")
            yield Input(placeholder="six digits", id="code")
            yield Static("", id="mismatch", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content("Go on"), id="go", variant="primary")
                yield Button(Content("Cancel"), id="cancel")

    def on_mount(self) -> None:
        """Say what it is for, and what became of the code before."""
        rows = fields([("Profile", self._asked.profile), ("Device", self._asked.serial)])
        if self._asked.refused:
            rows = [*rows, marked("!", "$warning", REFUSED)]
        self.query_one("#facts", Page).show(rows)
        self.query_one("#code", Input).focus()

    def _code(self) -> str:
        # Japanese input methods leave full-width digits behind, and authenticators show a gap in the middle.
        typed = unicodedata.normalize("NFKC", self.query_one("#code", Input).value)
        return "".join(typed.split())

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one("#mismatch", Static).update("")

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        code = self._code()
        if is_code(code):
            self.dismiss(code)
            return
        self.query_one("#mismatch", Static).update(line((f"A code has {DIGITS} digits.", "$error")))
        self.query_one("#code", Input).focus()

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave without a code: what needs it does not go on."""
        self.dismiss(None)
