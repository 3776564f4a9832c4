"""The typed confirmation before something that cannot simply be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Row, line

FACTS_PERCENT = 45
"""The most of the screen's height that the facts take; what is more scrolls."""

LEAST_FACTS = 3
"""Lines that are left to the facts on the smallest screen."""

_LINES_BESIDE, _LINES_OF_REASON = 11, 4
"""What else the dialogue is made of: padding, heading, field, buttons; and the reason with its field."""


class Confirmed(NamedTuple):
    """What was typed, and the reason where one was asked for."""

    typed: str
    reason: str = ""


class Confirm(ModalScreen[Confirmed | None]):
    """Ask for *phrase*, letter by letter. Answers what was typed, or ``None`` when cancelled.

    The focus starts on Cancel, so that a stray Enter changes nothing. *asks_reason* is a sentence that says
    why a reason has to be given as well; empty where none is needed.
    """

    # Long names must not push the buttons out of reach; a long plan scrolls by itself.
    DEFAULT_CSS = "Confirm .dialogue { overflow-y: auto; }"
    AUTO_FOCUS = "#cancel"  # from the first moment: what is typed ahead goes nowhere else
    BINDINGS = [  # noqa: RUF012 - Textual's own form
        ("escape", "cancel", "Cancel"),
        ("up", "scroll(-1)", "Facts up"),
        ("down", "scroll(1)", "Facts down"),
        ("pageup", "scroll(-5)", "Facts up"),
        ("pagedown", "scroll(5)", "Facts down"),
    ]

    def __init__(
        self, title: str, facts: Sequence[Content | Row], phrase: str, verb: str, asks_reason: str = ""
    ) -> None:
        super().__init__()
        self._heading = title
        self._facts = facts
        self._phrase = phrase
        self._verb = verb
        self._asks_reason = asks_reason

    def compose(self) -> ComposeResult:
        """What will happen, the field, and two buttons."""
        with Vertical(classes="dialogue"):
            yield Static(line((self._heading, "bold")), classes="title")
            with VerticalScroll(id="scrolled", can_focus=False):  # from Cancel, Tab leads to the field
                yield Page(id="facts")
            if self._asks_reason:
                yield Static(line((self._asks_reason, "$warning")), classes="hint")
                yield Input(placeholder="the reason, for the journal", id="reason")
            yield Static(line("Type ", (self._phrase, "bold $accent"), " to confirm."), classes="hint")
            yield Input(placeholder="", id="typed")
            yield Static("", id="mismatch", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content("Cancel"), id="cancel")
                yield Button(Content(self._verb), id="go", variant="error", disabled=True)

    def on_mount(self) -> None:
        """Start on the harmless side."""
        self.query_one("#facts", Page).show(self._facts)
        self.query_one("#cancel", Button).focus()  # also where the terminal is in the background just now

    def on_resize(self, event: Resize) -> None:
        """Leave room for the buttons below a long plan."""
        # In lines: a share of the screen would not count in the height of the dialogue around it.
        most = event.size.height * FACTS_PERCENT // 100
        left = event.size.height * 9 // 10 - _LINES_BESIDE - (_LINES_OF_REASON if self._asks_reason else 0)
        self.query_one("#scrolled").styles.max_height = max(LEAST_FACTS, min(most, left))

    def action_scroll(self, lines: int) -> None:
        """Move the facts by so many *lines*, wherever the keys go to."""
        self.query_one("#scrolled", VerticalScroll).scroll_relative(y=lines, animate=False)

    @property
    def _confirmed(self) -> Confirmed:
        reason = self.query_one("#reason", Input).value.strip() if self._asks_reason else ""
        return Confirmed(self.query_one("#typed", Input).value, reason)

    def _missing(self) -> str:
        """What is not as it must be, in a sentence; empty when everything is."""
        if self._confirmed.typed != self._phrase:
            return f"That is not {self._phrase}." + (
                "" if self._phrase.isdecimal() else " Capital letters count."
            )
        return "A reason is missing." if self._asks_reason and not self._confirmed.reason else ""

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one("#go", Button).disabled = bool(self._missing())
        self.query_one("#mismatch", Static).update("")

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if missing := self._missing():
            self.query_one("#mismatch", Static).update(line((missing, "$error")))
        else:
            self.dismiss(self._confirmed)

    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        self.dismiss(self._confirmed)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave without doing anything."""
        self.dismiss(None)
