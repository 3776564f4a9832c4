"""What every screen has: the top line, a body, the guide, the footer, and how work and troubles are shown."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Footer
from textual.worker import Worker

from acm_tui.domain import calendar
from acm_tui.domain.errors import Trouble
from acm_tui.screens.command import CommandScreen
from acm_tui.screens.desk import Desk
from acm_tui.text import safe
from acm_tui.widgets.divider import Divider
from acm_tui.widgets.guide import Guide
from acm_tui.widgets.topline import TopLine

T = TypeVar("T")

LONGEST_CAUSE = 400
"""Characters of a cause that are shown: AWS's messages can fill a screen, and more must stay in sight."""


class FrameScreen(CommandScreen):
    """The frame. Subclasses give ``body()`` and, above it, ``heading()``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.guide = Guide()
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
        yield Footer(show_command_palette=False)

    def heading(self) -> ComposeResult:
        """What stands between the top line and the rule."""
        yield from ()

    def body(self) -> ComposeResult:
        """The middle of the screen."""
        yield Widget()

    def place_known(self) -> None:
        """The account and region became known: show them."""
        for top_line in self.query(TopLine):  # none on a screen just pushed: it asks as it is composed
            top_line.show(self.where())

    def where(self) -> str:
        """The place that this screen is about: the operator's."""
        return self.desk.where()

    def work(self, job: Coroutine[Any, Any, None], *, group: str) -> Worker[None]:
        """Run *job*, in place of one of the same *group* that is still under way."""
        return self.run_worker(self._guarded(job), group=group, exclusive=True)

    async def _guarded(self, job: Coroutine[Any, Any, None]) -> None:
        try:
            await job
        except Trouble as trouble:
            self.failed(trouble)

    def failed(self, trouble: Trouble) -> None:
        """Show what went wrong; everything else stays as it is."""
        self.guide.trouble(trouble.sentence, safe(trouble.cause, longest=LONGEST_CAUSE), trouble.remedy)

    async def read(self, doing: str, call: Callable[[], T]) -> T:
        """Say what is being done, and do it in a thread."""
        self.guide.wait(doing)
        return await self.desk.read(call)

    async def change(self, doing: str, call: Callable[[], T]) -> T:
        """Say what is being changed, and do it in a thread that outlives this screen."""
        self.guide.wait(doing)
        return await self.desk.change(call)
