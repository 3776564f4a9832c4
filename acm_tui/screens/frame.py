"""What every screen has: the top line, a body, the guide, the footer, and how work and troubles are shown."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.widget import Widget
from textual.worker import Worker

from acm_tui.domain import calendar
from acm_tui.domain.errors import Trouble
from acm_tui.screens.command import Command, CommandScreen
from acm_tui.screens.desk import Desk
from acm_tui.screens.mending import AT_WORK, AtWork, Mend, mend_of
from acm_tui.text import safe
from acm_tui.widgets.divider import Divider
from acm_tui.widgets.guide import Guide
from acm_tui.widgets.keys import Keys
from acm_tui.widgets.page import Page
from acm_tui.widgets.table import SafeTable
from acm_tui.widgets.topline import TopLine

T = TypeVar("T")
Job = Callable[[], Coroutine[Any, Any, None]]
"""A function, not its coroutine: a job that is replaced before it begins must not have begun."""

LONGEST_CAUSE = 400
"""Characters of a cause that are shown: AWS's messages can fill a screen, and more must stay in sight."""


class FrameScreen(CommandScreen):
    """The frame. Subclasses give ``body()`` and, above it, ``heading()``.

    Widgets are kept, not looked up: a job that ends after its screen has gone may still show what it
    brought, and nobody sees it.
    """

    COLUMNS: ClassVar[tuple[tuple[str, int], ...]] = ()
    """Titles and widths of ``self.table``, for the screens whose body has one."""
    STAYS: ClassVar[bool] = False
    """Whether a step that is opened from here lies over this screen, and leaving it leads back here."""
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("ctrl+l", "Calls", "Every call to AWS, as it is made.", "calls", shown=False),
        Command("ctrl+s", "Sign in", "Sign in again, then go on with what failed.", "sign_in", shown=False),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.guide = Guide()
        self.table = SafeTable(self.COLUMNS)
        self._pages: dict[str, Page] = {}
        self._mend: Mend | None = None
        self.divider = Divider()

    def compose(self) -> ComposeResult:
        """Top line, heading, body, guide, footer."""
        now = self.desk.now()
        yield TopLine(self.desk.badge, self.where(), calendar.header(now), calendar.short_header(now))
        yield from self.heading()
        yield self.divider
        with Vertical(id="body"):
            yield from self.body()
        yield self.guide
        yield Keys()

    def page(self, name: str) -> Page:
        """The page of that name, made when it is first asked for; its id is the name."""
        return self._pages.setdefault(name, Page(id=name))

    def heading(self) -> ComposeResult:
        """What stands between the top line and the rule."""
        yield from ()

    def body(self) -> ComposeResult:
        """The middle of the screen."""
        yield Widget()

    def action_calls(self) -> None:
        """Show the calls to AWS over this screen."""
        from acm_tui.screens.calls import CallsScreen

        self.app.push_screen(CallsScreen(self.desk))

    def leaving(self) -> None:
        """The program is about to end: let go of what only waits."""

    def place_known(self) -> None:
        """The account and region became known: show them."""
        for top_line in self.query(TopLine):  # none on a screen just pushed: it asks as it is composed
            top_line.show(self.where())

    def badge_changed(self) -> None:
        """What must be said on every screen is another: show it."""
        for top_line in self.query(TopLine):
            top_line.wear(self.desk.badge)

    def where(self) -> str:
        """The place that this screen is about: the operator's."""
        return self.desk.where()

    def work(self, job: Job, *, group: str) -> Worker[None]:
        """Run *job*, in place of one of the same *group* that is still under way."""
        if self._mend is not None and self._mend.group == group:
            self._mend = None
        return self.run_worker(partial(self._guarded, job, group), group=group, exclusive=True)

    async def _guarded(self, job: Job, group: str) -> None:
        AT_WORK.set(AtWork(group, lambda: self.gone or self.work(job, group=group)))
        try:
            await job()
        except NoMatches:
            if not self.gone:
                raise
        except Trouble as trouble:
            self.failed(trouble)

    @property
    def gone(self) -> bool:
        """Whether this screen is no longer shown, or the program is ending: its widgets may be gone.

        What a job brought is in the journal then.
        """
        return not self.is_attached or self.app.return_code is not None

    def failed(self, trouble: Trouble) -> None:
        """Show what went wrong; everything else stays as it is."""
        cause = safe(trouble.cause, longest=LONGEST_CAUSE)
        self.guide.trouble(trouble.sentence, cause, self.remedy_of(trouble))

    def remedy_of(self, trouble: Trouble, then: AtWork | None = None) -> str:
        """The next thing to do. Where that is to sign in, a key does it, and *then* what failed again.

        Without *then* that is what the present task works at.
        """
        mend = mend_of(trouble, then)
        if mend is None:
            return trouble.remedy
        self._mend = mend
        return mend.remedy

    def action_sign_in(self) -> None:
        """Sign in where that would mend what was told last, and do again what failed."""
        if self._mend is None:
            self.guide.say("Nothing here waits for a sign-in.")
        else:
            self.work(partial(self._sign_in, self._mend), group="sign in")

    async def _sign_in(self, mend: Mend) -> None:
        self.guide.wait("Signing in …")
        await self.desk.sign_in(mend.needed)
        self._mend = None
        self.guide.say("Signed in.")
        mend.again()

    async def read(self, doing: str, call: Callable[[], T]) -> T:
        """Say what is being done, and do it in a thread."""
        self.guide.wait(doing)
        return await self.desk.read(call)

    async def change(self, doing: str, call: Callable[[], T]) -> T:
        """Say what is being changed, and do it in a thread that outlives this screen."""
        self.guide.wait(doing)
        return await self.desk.change(call)
