"""What is shown while the terminal is smaller than the program can work in."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from acm_tui.terminal import LEAST
from acm_tui.widgets.say import line


class TooSmall(ModalScreen[None]):
    """A plain sentence; goes away by itself when the terminal has grown."""

    def compose(self) -> ComposeResult:
        """The sentence."""
        columns, rows = LEAST
        yield Static(line(f"acm-tui needs {columns}×{rows}. Make the terminal larger."))
