"""Every key of a screen and what it does."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from acm_tui.screens.command import Command
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import Row, line

_KEYS = {"question_mark": "?", "escape": "Esc", "enter": "Enter", "space": "Space", "ctrl+l": "^l"}


class HelpScreen(ModalScreen[None]):
    """Keys and sentences; any of Esc, ? and q closes it."""

    BINDINGS = [("escape,question_mark,q", "dismiss", "Close")]  # noqa: RUF012 - Textual's own form

    def __init__(self, title: str, commands: Sequence[Command]) -> None:
        super().__init__()
        self._heading = title
        self._commands = commands
        self._keys = Page(id="keys")

    def compose(self) -> ComposeResult:
        """A title and one line a command."""
        pairs = [(c.key, c.help) for c in self._commands]
        pairs += [("^p", "Every command by name."), ("q", "Leave the program; everything is saved.")]
        self._keys.show(
            Row(line((f"{_KEYS.get(key, key):<7}", "$accent")), line(said)) for key, said in pairs
        )
        with VerticalScroll(classes="dialogue"):
            yield Static(line((self._heading, "bold")), classes="title")
            yield self._keys
            yield Static(line(("Esc closes this.", "$secondary")), classes="hint")
