"""A line to type a filter into, above what it filters."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from acm_tui.text import safe


class FilterLine(Input):
    """Hidden while nothing is filtered. What is typed counts at once; Enter and Down go on to the rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear", show=False),
        Binding("down", "leave", "To the rows", show=False),
    ]

    class Left(Message):
        """The operator goes on to the rows."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, id="filter")
        self.display = False

    def validate_value(self, value: str) -> str:
        """An input hands control characters on to the terminal; pasted text may hold some."""
        return safe(value)

    def open(self) -> None:
        """Show it, to type."""
        self.display = True
        self.focus()

    def action_clear(self) -> None:
        """Filter nothing any more, and leave."""
        self.value = ""
        self.action_leave()

    async def action_submit(self) -> None:
        """Enter is not asked for: the filter counts already."""
        self.action_leave()

    def action_leave(self) -> None:
        """Go on to the rows; a filter that is empty goes."""
        self.display = bool(self.value)
        self.post_message(self.Left())
