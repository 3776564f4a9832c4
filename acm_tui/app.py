"""The application: services, theme, global keys, and the ways between screens."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from rich.text import Text
from textual.app import App, SuspendNotSupported, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.screen import ModalScreen, Screen

from acm_tui import log, signing_in
from acm_tui.bearings import Bearings
from acm_tui.calls import Calls
from acm_tui.codes import Codes
from acm_tui.domain import standing
from acm_tui.domain.errors import Refused, SettingsTrouble, SignInNeeded, Trouble
from acm_tui.domain.inventory.inventory import Inventory, Kept
from acm_tui.domain.journey import Step, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import Place
from acm_tui.journal.store import Remote
from acm_tui.moves import Move
from acm_tui.screens.code_desk import CodeDesk, CodeWanted
from acm_tui.screens.command import CommandScreen
from acm_tui.screens.frame import FrameScreen
from acm_tui.screens.help import HelpScreen
from acm_tui.screens.home import HomeScreen
from acm_tui.screens.step import StepScreen
from acm_tui.screens.steps import screen_of
from acm_tui.screens.too_small import TooSmall
from acm_tui.terminal import LEAST
from acm_tui.text import safe
from acm_tui.theme import THEME
from acm_tui.workflow.inventory import kept
from acm_tui.workflow.lookups import Lookups
from acm_tui.workflow.services import Services
from acm_tui.workflow.take_over import leave, leave_all

T = TypeVar("T")


class AcmTuiApp(App[None]):
    """The wizard. Implements :class:`acm_tui.screens.desk.Desk`.

    Args:
        services: what the use cases work with.
        badge: a word for the top line: DEMO, READ-ONLY.
        session: the id of a migration to open at once.
        moves: what the other side can do, for the palette; only the demo has any.
        theme: the name of the theme.
        codes: where the accesses of *services* ask for MFA codes.
    """

    TITLE = "acm-tui"
    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", tooltip="Every key of this screen."),
        Binding("q", "quit", "Quit", tooltip="Leave; everything is saved."),
    ]

    def __init__(
        self,
        services: Services,
        *,
        badge: str = "",
        session: str | None = None,
        moves: Sequence[Move] = (),
        theme: str = THEME.name,
        codes: Codes | None = None,
    ) -> None:
        super().__init__()
        self.services = services
        self.lookups = Lookups(services)
        self.known: Kept | None = None
        self._badge = badge
        self._badge_shown = badge
        self._bearings = Bearings(self, self._places_shown, self._place_known)
        self._session = session
        self._moves = moves
        self._calls = Calls()
        self._codes = CodeDesk(self, codes or Codes())
        self.register_theme(THEME)
        self.theme = theme if theme in self.available_themes else THEME.name

    @property
    def badge(self) -> str:
        """See ``Desk.badge``."""
        journal = self.services.journal
        worth = standing.badge(journal.standing(), self.now()) if isinstance(journal, Remote) else ""
        return " · ".join(filter(None, (self._badge, worth)))

    def get_default_screen(self) -> Screen[Any]:
        """Home."""
        return HomeScreen(self, self._session)

    def now(self) -> datetime:
        """See ``Desk.now``."""
        return self.services.clock()

    def remember(self, inventory: Inventory, services: Services, *, keep: bool) -> None:
        """See ``Desk.remember``. What cannot be written is in the log: nobody waits for it."""
        if services is self.services:
            self.known = inventory.kept()

        async def kept_for_the_next_run() -> None:
            with suppress(Trouble):
                await self.read(lambda: kept.keep(services, inventory))

        if keep and self.is_running:
            self.run_worker(kept_for_the_next_run())

    def look_at(self, profiles: Sequence[str], regions: Sequence[str], *, all_regions: bool) -> None:
        """See ``Desk.look_at``."""
        self.services = self.services.looking_at(profiles, regions, all_regions=all_regions)
        self.known = None
        self._bearings.lose()

    def where(self, place: Place | None = None) -> str:
        """See ``Desk.where``."""
        return self._bearings.name(place)

    async def locate(self) -> None:
        """See ``Desk.locate``."""
        try:
            await self._bearings.locate()
        except Trouble as trouble:
            self._show(trouble)

    def _place_known(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, FrameScreen):
                screen.place_known()

    def _places_shown(self) -> list[Place]:
        return [screen.migration.place for screen in self.screen_stack if isinstance(screen, StepScreen)]

    def on_mount(self) -> None:
        """Whoever needs an MFA code can ask for it now."""
        self._codes.open()

    def on_code_wanted(self, _: CodeWanted) -> None:
        """Ask for it."""
        self._codes.show()

    async def on_unmount(self) -> None:
        """Close what is open to the outside."""
        self._codes.close()
        await self.lookups.aclose()

    def _show(self, trouble: Trouble) -> None:
        if isinstance(self.screen, FrameScreen):
            self.screen.failed(trouble)

    def open(self, migration: Migration, at: Step | None = None) -> None:
        """See ``Desk.open``."""
        self._show_step(screen_of(at or step(migration), in_place=migration.in_place)(self, migration))

    def leave(self, migration: Migration) -> None:
        """See ``Desk.leave``."""

        async def left() -> None:
            try:
                await self.change(lambda: leave(self.services, migration.id))
            except Trouble as trouble:
                self._show(trouble)

        self.run_worker(left())

    def roll_back(self, migration: Migration) -> None:
        """See ``Desk.roll_back``."""
        from acm_tui.screens.rollback import RollbackScreen

        self._show_step(RollbackScreen(self, migration))

    def _show_step(self, screen: StepScreen) -> None:
        while isinstance(self.screen, ModalScreen):  # help or the palette, opened meanwhile
            self.pop_screen()
        stays = isinstance(self.screen, FrameScreen) and self.screen.STAYS
        if len(self.screen_stack) > 1 and not stays:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)
        self.run_worker(self._bearings.name_account(screen.migration.place))

    async def read(self, call: Callable[[], T]) -> T:
        """See ``Desk.read``."""
        try:
            return await self._calls.read(call)
        finally:
            self._show_badge()

    def _show_badge(self) -> None:
        if (badge := self.badge) == self._badge_shown:
            return
        self._badge_shown = badge
        for screen in self.screen_stack:
            if isinstance(screen, FrameScreen):
                screen.badge_changed()

    async def change(self, call: Callable[[], T]) -> T:
        """See ``Desk.change``."""
        return await self._calls.change(call)

    async def sign_in(self, needed: SignInNeeded) -> None:
        """See ``Desk.sign_in``."""
        try:
            # Nothing else happens meanwhile: the terminal is the command's.
            signing_in.sign_in(needed, self.suspend)
        except SuspendNotSupported as error:
            raise SettingsTrouble(
                "This terminal cannot be lent to the sign-in.",
                cause=str(error),
                remedy=f"{needed.remedy}, in another terminal; then try again here.",
            ) from error
        for access in self.services.accesses:
            await self.read(access.forget_credentials)

    def action_help(self) -> None:
        """Show every key of the present screen."""
        if isinstance(self.screen, CommandScreen):
            self.push_screen(HelpScreen(self.screen.HERE, self.screen.open_commands))

    def _fatal_error(self) -> None:
        """Leave after a mistake of our own. Textual would print every variable, credentials among them."""
        error = sys.exception() or self._exception
        assert error is not None  # noqa: S101 - Textual calls this where it has caught one
        self.bell()
        told = "\n".join(map(safe, log.unexpected(error).splitlines()))
        # The terminal wraps it by itself: a path can then be copied in one piece.
        self._exit_renderables.append(Text(told, no_wrap=True, overflow="ignore"))
        self._close_messages_no_wait()

    async def action_quit(self) -> None:
        """Leave, after every change that is under way has its outcome in the journal."""
        for screen in self.screen_stack:
            if isinstance(screen, FrameScreen):
                screen.leaving()
        self._codes.close()  # what waits for a code would never end
        busy = self._calls.changing
        if busy and isinstance(self.screen, FrameScreen):
            self.screen.guide.wait("A change is under way; leaving when its outcome is known …")
        for thread in busy:
            await self.read(thread.join)
        # What cannot be written now is no reason to stay: the lock of the seat ends with the program.
        with suppress(Trouble):
            await self.read(lambda: leave_all(self.services))
        self.exit()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: this screen's commands, the other side's, and leaving."""
        if isinstance(screen, CommandScreen):
            for command in screen.open_commands:
                callback = getattr(screen, f"action_{command.action}")
                yield SystemCommand(command.title, command.help, callback)
        for move in self._moves:
            yield SystemCommand(move.name, move.help, lambda move=move: self._play(move))
        yield SystemCommand("Screenshot", "Save this screen as an SVG file.", self.action_picture)
        yield SystemCommand("Theme", "Choose other colours.", self.action_change_theme)
        yield SystemCommand("Quit", "Leave; everything is saved.", self.action_quit)

    def _play(self, move: Move) -> None:
        async def played() -> None:
            try:
                self.notify(safe(await self.read(move.run)), timeout=4, markup=False)
            except Trouble as trouble:
                self._show(trouble)

        self.run_worker(played())

    def action_picture(self) -> None:
        """Save what is on the screen as an SVG file in the working directory."""
        # The palette has closed, but the footer below it comes back a moment later.
        self.set_timer(0.3, self._save_picture)

    def _save_picture(self) -> None:
        try:
            self.notify(safe(f"Saved as {self.save_screenshot(path='.')}"), timeout=4, markup=False)
        except OSError as error:
            self._show(Refused("The picture cannot be saved here.", cause=str(error)))

    def on_resize(self, event: Resize) -> None:
        """Say so while the terminal is too small to work in."""
        small = event.size.width < LEAST[0] or event.size.height < LEAST[1]
        shown = isinstance(self.screen, TooSmall)
        if small and not shown:
            self.push_screen(TooSmall())
        elif shown and not small:
            self.pop_screen()
