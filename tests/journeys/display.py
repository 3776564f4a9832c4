"""The running program's screen, and what every page object over it has."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, ClassVar

from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.screen import Screen

from acm_tui.app import AcmTuiApp
from acm_tui.screens.frame import FrameScreen
from acm_tui.widgets.page import Page
from acm_tui.widgets.stepper import Stepper
from acm_tui.widgets.table import SafeTable
from acm_tui.widgets.topline import TopLine

LIMIT_S = 30.0
_POLL_S = 0.02


class Display:
    """The running program's screen, as it is at this moment."""

    def __init__(self, app: AcmTuiApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def text(self) -> str:
        """Everything that is painted."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    async def press(self, *keys: str) -> None:
        """Press *keys*, one after the other, as the terminal hands them over.

        The pilot's own way waits after each key until the process is idle, which the sandbox beside the
        program never is for long; here every story waits for what it expects instead.
        """
        for key in keys:
            self.app.post_message(Key(key, key if len(key) == 1 else None))
            await self.pilot.pause(0)

    async def paste(self, text: str) -> None:
        """Paste *text* to where the focus is."""
        self.app.post_message(Paste(text))
        await self.pilot.pause(0)

    async def resize(self, columns: int, rows: int) -> None:
        """Make the terminal larger or smaller."""
        await self.pilot.resize_terminal(columns, rows)

    async def wait_for(self, condition: Callable[[], bool], what: str, limit_s: float = LIMIT_S) -> None:
        """Let the program run until *condition* holds; otherwise fail with what is on the screen."""
        end = time.monotonic() + limit_s
        while not condition():
            if self.app.return_code is not None:
                raise AssertionError(f"the program ended before: {what}")
            if time.monotonic() > end:
                raise AssertionError(f"not within {limit_s:g} s: {what}\n\n{self.text}")
            await self.pilot.pause(_POLL_S)


class View:
    """One screen of the program."""

    KIND: ClassVar[type[Screen[Any]]]

    def __init__(self, display: Display) -> None:
        self.display = display

    @property
    def screen(self) -> Screen[Any]:
        """The screen, which must be the one that is shown."""
        shown = self.display.app.screen
        assert isinstance(shown, self.KIND), f"{type(shown).__name__} is shown\n\n{self.display.text}"
        return shown

    @property
    def is_shown(self) -> bool:
        """Whether this screen is on top, with all its parts."""
        shown = self.display.app.screen
        return isinstance(shown, self.KIND) and shown.is_mounted and bool(shown.query(Page))

    async def shown(self) -> None:
        """Wait until this screen is on top."""
        await self.display.wait_for(lambda: self.is_shown, f"{self.KIND.__name__} is shown")

    @property
    def plain(self) -> str:
        """The text of every page on it, without wrapping; the guide's is the last."""
        return "\n".join(page.plain for page in self.screen.query(Page))

    async def shows(self, text: str, limit_s: float = LIMIT_S) -> None:
        """Wait until *text* stands on one of the pages."""
        await self.display.wait_for(
            lambda: self.is_shown and text in self.plain, f"{text!r} is shown", limit_s
        )


class FramedView(View):
    """A screen with top line, table and guide."""

    @property
    def guide(self) -> str:
        """What is true and what to do next, without wrapping."""
        screen = self.screen
        assert isinstance(screen, FrameScreen)
        return screen.guide.plain

    async def says(self, text: str, limit_s: float = LIMIT_S) -> None:
        """Wait until the guide holds *text*."""
        await self.display.wait_for(
            lambda: self.is_shown and text in self.guide, f"the guide says {text!r}", limit_s
        )

    @property
    def top_line(self) -> str:
        """The first line of the screen."""
        return self.screen.query_one(TopLine).render().plain

    @property
    def stepper(self) -> str:
        """The line of steps with their marks."""
        return self.screen.query_one(Stepper).render().plain

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells of the table, row by row."""
        table = self._table
        return [tuple(cell.plain for cell in table.get_row_at(n)) for n in range(table.row_count)]

    @property
    def _table(self) -> SafeTable:
        return self.screen.query_one(SafeTable)

    async def go_to_row(self, holds: Callable[[tuple[str, ...]], bool]) -> None:
        """Move the cursor to the first row that *holds* says yes to, with the arrow keys."""
        number = next((n for n, row in enumerate(self.rows) if holds(row)), None)
        assert number is not None, f"no such row\n\n{self.display.text}"
        while (at := self._table.cursor_row) != number:
            await self.display.press("down" if at < number else "up")
            await self.display.wait_for(lambda at=at: self._table.cursor_row != at, "the cursor moves")  # type: ignore[misc]  # a default binds it
