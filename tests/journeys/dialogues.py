"""Page objects of what opens over a screen: documents, previews, confirmations, the palette."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.command import CommandList, CommandPalette
from textual.widgets import Input

from acm_tui.screens.confirm import Confirm as ConfirmScreen
from acm_tui.screens.handoff import HandoffScreen
from acm_tui.screens.hosted_zone import HostedZoneScreen
from tests.journeys.display import Display, View


class Handoff(View):
    """The documents for the DNS team, over the DNS step."""

    KIND = HandoffScreen

    async def in_the_other_language(self) -> None:
        """Turn the message to English or Japanese."""
        await self.shown()
        await self.display.press("l")

    async def save(self) -> None:
        """Save what is shown to a file."""
        await self.shown()
        await self.display.press("s")


class HostedZone(View):
    """The preview of what is written into Route 53, over the DNS step."""

    KIND = HostedZoneScreen

    async def write(self) -> None:
        """Write what the preview shows."""
        await self.shows("write the record")
        await self.display.press("enter")

    async def close(self) -> None:
        """Leave without writing."""
        await self.shown()
        await self.display.press("escape")


class Confirm(View):
    """The typed confirmation."""

    KIND = ConfirmScreen

    @property
    def focus(self) -> str | None:
        """The id of what the keys go to."""
        focused = self.display.app.focused
        return focused.id if focused is not None else None

    async def fill_in(self, text: str) -> None:
        """Go to the field, from Cancel where the focus is there, and put *text* into it."""
        await self.shown()
        await self.display.wait_for(lambda: self.focus in ("cancel", "typed"), "the dialogue has the focus")
        if self.focus == "cancel":
            await self.display.press("shift+tab")
            await self.display.wait_for(lambda: self.focus == "typed", "the field has the focus")
        if self.filled:
            await self.display.press("end", "ctrl+u")
            await self.display.wait_for(lambda: not self.filled, "the field is empty")
        await self.display.paste(text)
        await self.display.wait_for(lambda: self.filled == text, f"{text!r} stands in the field")

    @property
    def filled(self) -> str:
        """What stands in the field."""
        return self.screen.query_one(Input).value


class Palette:
    """Every command by name."""

    def __init__(self, display: Display) -> None:
        self.display = display

    async def choose(self, name: str) -> None:
        """Open the palette, find the command called *name* and run it."""
        await self.display.press("ctrl+p")
        await self.display.wait_for(self._is_open, "the palette is open")
        await self.display.paste(name)
        await self.display.wait_for(lambda: self._first().startswith(name), f"the palette offers {name!r}")
        await self.display.press("enter")
        await self.display.wait_for(lambda: not self._is_open(), "the palette has closed")

    def _is_open(self) -> bool:
        return isinstance(self.display.app.screen, CommandPalette)

    def _first(self) -> str:
        options: Sequence[Any] = self.display.app.screen.query_one(CommandList).options
        return str(options[0].prompt) if options else ""
