"""Page objects over Textual's pilot: what an operator reads on each screen, and the operator's verbs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.command import CommandList, CommandPalette
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from acm_tui.app import AcmTuiApp
from acm_tui.screens.confirm import Confirm as ConfirmScreen
from acm_tui.screens.cutover import CutoverScreen
from acm_tui.screens.dns import DnsScreen
from acm_tui.screens.finish import FinishScreen
from acm_tui.screens.frame import FrameScreen
from acm_tui.screens.handoff import HandoffScreen
from acm_tui.screens.home import HomeScreen
from acm_tui.screens.listeners import ListenersScreen
from acm_tui.screens.request import RequestScreen
from acm_tui.screens.select import SelectScreen
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


class Home(FramedView):
    """The saved migrations."""

    KIND = HomeScreen

    def of(self, domain: str) -> tuple[str, str]:
        """Step and next action of the migration of *domain*."""
        found = [(row[1], row[2]) for row in self.rows if row[0] == domain]
        assert len(found) == 1, f"{len(found)} rows of {domain}\n\n{self.display.text}"
        return found[0]

    async def lists(self, domain: str, at: str, next_action: str) -> None:
        """Wait until *domain* is shown at that step, with that next action."""
        await self.shown()
        wanted = (domain, at, next_action)
        await self.display.wait_for(
            lambda: self.is_shown and wanted in [row[:3] for row in self.rows], f"{wanted} is listed"
        )

    async def take_up(self, domain: str) -> None:
        """Open the migration of *domain*."""
        await self.go_to_row(lambda row: row[0] == domain)
        await self.display.press("enter")

    async def new(self) -> None:
        """Go to the certificates."""
        await self.shown()
        await self.display.press("n")


class Select(FramedView):
    """Step 1."""

    KIND = SelectScreen

    async def filled(self) -> None:
        """Wait until every place was looked through."""
        await self.says("validated by email. ")

    async def go_to(self, domain: str) -> None:
        """Put the cursor on the certificate of *domain*."""
        await self.filled()
        await self.go_to_row(lambda row: row[1].split(" +")[0] == domain)

    async def pick(self, domain: str) -> None:
        """Begin with the certificate of *domain*."""
        await self.go_to(domain)
        await self.display.press("enter")


class StepView(FramedView):
    """A step of one migration."""

    async def next(self) -> None:
        """Go on."""
        await self.shown()
        await self.display.press("n")

    async def go_home(self) -> None:
        """Leave the wizard for Home."""
        await self.shown()
        await self.display.press("escape")


class Request(StepView):
    """Step 2."""

    KIND = RequestScreen

    async def request_it(self) -> None:
        """Ask ACM for the certificate."""
        await self.says("Enter")
        await self.display.press("enter")


class Dns(StepView):
    """Step 3."""

    KIND = DnsScreen

    @property
    def verdicts(self) -> list[str]:
        """What is said of each record's DNS."""
        return [row[1] for row in self.rows]

    async def wait_for_verdict(self, verdict: str, limit_s: float = LIMIT_S) -> None:
        """Wait until *verdict* is said of every record."""
        await self.display.wait_for(
            lambda: bool(self.is_shown and self.rows and all(verdict in said for said in self.verdicts)),
            f"{verdict} is said of every record",
            limit_s,
        )

    async def look_now(self) -> None:
        """Ask everybody at once."""
        await self.shown()
        await self.display.press("r")

    async def wait_until_issued(self) -> None:
        """Wait for ACM."""
        await self.says("ACM has issued the certificate.")

    async def request_again(self) -> None:
        """After a time-out."""
        await self.says("the same CNAME serves")
        await self.display.press("a")


class Handoff(View):
    """The documents for the DNS team, over the DNS step."""

    KIND = HandoffScreen


class Listeners(StepView):
    """Step 4."""

    KIND = ListenersScreen

    @property
    def ticked(self) -> list[tuple[str, ...]]:
        """Load balancer, type, listener and roles of the rows that are ticked."""
        return [row[1:] for row in self.rows if row[0] == "✔"]

    async def choose(self) -> None:
        """Go on with what is ticked."""
        await self.says("Enter")
        await self.display.press("enter")


class Cutover(StepView):
    """Step 5."""

    KIND = CutoverScreen

    async def planned(self) -> None:
        """Wait until the plan is on the screen."""
        await self.says("Enter")

    async def confirm(self, name: str) -> None:
        """Read the plan, type *name* and swap."""
        await self.planned()
        await self.display.press("enter")
        confirm = Confirm(self.display)
        await confirm.fill_in(name)
        await self.display.press("enter")


class Finish(StepView):
    """Step 6."""

    KIND = FinishScreen

    async def delete_old(self, name: str) -> None:
        """Type *name* and delete the old certificate."""
        await self.says("deletes the old certificate.")
        await self.display.press("d")
        confirm = Confirm(self.display)
        await confirm.fill_in(name)
        await self.display.press("enter")


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
