"""The least that a Textual program can be: what the wizard's start is measured against."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static

TEXT = "A bare Textual app."


class BareApp(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static(TEXT)


if __name__ == "__main__":
    BareApp().run()
