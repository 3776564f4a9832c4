"""A question before something that is easily done by mistake, and not easily undone."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Row, line

_LINES_BESIDE = 6
"""What else the dialogue is made of: padding, heading, buttons."""


class Ask(ModalScreen[bool]):
    """Says what it means, and asks. Answers whether it is to be done.

    The focus starts on Cancel, so that a stray Enter changes nothing.
    """

    AUTO_FOCUS = "#cancel"  # from the first moment: what is typed ahead goes nowhere else
    BINDINGS = [("escape", "cancel", "Cancel")]  # noqa: RUF012 - Textual's own form

    def __init__(self, title: str, facts: Sequence[Content | Row], verb: str) -> None:
        super().__init__()
        self._heading = title
        self._facts = facts
        self._verb = verb

    def compose(self) -> ComposeResult:
        """What it means, and two buttons."""
        with Vertical(classes="dialogue"):
            yield Static(line((self._heading, "bold")), classes="title")
            with VerticalScroll(id="scrolled"):
                yield Page(id="facts")
            with Horizontal(classes="buttons"):
                yield Button(Content("Cancel"), id="cancel")
                yield Button(Content(self._verb), id="go")

    def on_mount(self) -> None:
        """Start on the harmless side."""
        self.query_one("#facts", Page).show(self._facts)
        cancel = self.query_one("#cancel", Button)
        cancel.focus()  # also where the terminal is in the background just now
        # Whether the facts have pushed it out of sight is known when they are laid out.
        self.call_after_refresh(cancel.scroll_visible, animate=False)

    def on_resize(self, event: Resize) -> None:
        """Leave the heading and the buttons in sight, however long the facts are."""
        self.query_one("#scrolled").styles.max_height = max(1, event.size.height * 9 // 10 - _LINES_BESIDE)

    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        self.dismiss(True)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave without doing anything."""
        self.dismiss(False)
