"""Page objects of what opens over a screen: documents, previews, confirmations, the palette."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.command import CommandList, CommandPalette
from textual.widgets import Input

from acm_tui.screens.ask import Ask as AskScreen
from acm_tui.screens.change_record import ChangeRecordScreen
from acm_tui.screens.confirm import Confirm as ConfirmScreen
from acm_tui.screens.handoff import HandoffScreen
from acm_tui.screens.hosted_zone import HostedZoneScreen
from acm_tui.screens.soak import SoakScreen
from acm_tui.screens.window import WindowScreen
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

    async def give_a_reason(self, text: str) -> None:
        """Put *text* where the reason is asked for."""
        await self.shown()
        self.screen.query_one("#reason", Input).focus()
        await self.display.wait_for(lambda: self.focus == "reason", "the reason has the focus")
        await self.display.paste(text)
        await self.display.press("tab")

    @property
    def filled(self) -> str:
        """What stands in the field."""
        return self.screen.query_one("#typed", Input).value


class Ask(View):
    """A question with two answers."""

    KIND = AskScreen

    async def _goes_to(self, button: str) -> None:
        """Wait until *button* has the focus."""
        wanted = self.screen.query_one(f"#{button}")
        await self.display.wait_for(lambda: self.display.app.focused is wanted, f"{button} has the focus")

    async def agree(self) -> None:
        """Go from Cancel, where the focus is, to the other button, and press it."""
        await self.shown()
        await self._goes_to("cancel")
        await self.display.press("tab")
        await self._goes_to("go")
        await self.display.press("enter")
        await self.display.wait_for(lambda: not self.is_shown, "the question is answered")

    async def dismiss(self) -> None:
        """Press Enter where the focus is: nothing is done."""
        await self.shown()
        await self._goes_to("cancel")
        await self.display.press("enter")
        await self.display.wait_for(lambda: not self.is_shown, "the question is answered")


class Fields(View):
    """A dialogue of a few fields, the first of which has the focus."""

    async def type_into(self, field: str, text: str) -> None:
        """Put *text* in place of what stands in *field*."""
        await self.shown()
        wanted = self.screen.query_one(f"#{field}", Input)
        wanted.focus()
        await self.display.wait_for(lambda: self.display.app.focused is wanted, f"{field} has the focus")
        await self.display.press("end", "ctrl+u")
        await self.display.wait_for(lambda: not wanted.value, f"{field} is empty")
        await self.display.paste(text)
        await self.display.wait_for(lambda: wanted.value == text, f"{text!r} stands in {field}")


class Window(Fields):
    """The maintenance window."""

    KIND = WindowScreen

    async def fill_in(self, begins: str, ends: str, zone: str) -> None:
        """Set a window."""
        await self.type_into("zone", zone)
        await self.type_into("ends", ends)
        await self.type_into("begins", begins)
        await self.display.press("enter")
        await self.display.wait_for(lambda: not self.is_shown, "the window is set")


class Soak(Fields):
    """How long the old certificate stays."""

    KIND = SoakScreen

    async def fill_in(self, hours: int) -> None:
        """Set the time."""
        await self.type_into("hours", str(hours))
        await self.display.press("enter")
        await self.display.wait_for(lambda: not self.is_shown, "the time is set")


class ChangeRecord(View):
    """The change record, over the last step."""

    KIND = ChangeRecordScreen

    async def close(self) -> None:
        """Back to the last step."""
        await self.shown()
        await self.display.press("escape")


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
