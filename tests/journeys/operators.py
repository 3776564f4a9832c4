"""An operator's day: the program opened as it opens itself, left, opened again; and the other side."""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from acm_tui import launch, paths, settings
from acm_tui.app import AcmTuiApp
from acm_tui.demo import OtherSideMove
from acm_tui.domain.migration import Migration
from acm_tui.paths import Paths
from acm_tui.sandbox.client import OTHER_SIDE, SandboxClient
from acm_tui.workflow import record
from acm_tui.workflow.services import Services
from tests.journeys import dialogues, driver
from tests.journeys.display import LIMIT_S, Display


class OtherSide:
    """The DNS team and the clock, without a key of the operator's."""

    def __init__(self, client: SandboxClient) -> None:
        self._client = client

    async def registers_the_records(self, mistake: str | None = None) -> None:
        """On every name server, unless they make a *mistake*."""
        await self._moves("register-records", **({"mistake": mistake} if mistake else {}))

    async def removes_the_records(self) -> None:
        """The DNS team tidies up."""
        await self._moves("remove-records")

    async def time_passes(self, hours: float) -> None:
        """The sandbox's clock moves on."""
        await self._moves("advance", hours=hours)

    async def _moves(self, name: str, **arguments: Any) -> None:
        await asyncio.to_thread(self._client.move, name, **arguments)


class Operator:
    """Somebody at the program. Leaving the ``async with`` block ends the program, if it still runs.

    Everything is read from the process environment, as the program itself does it.
    """

    def __init__(self, places: Paths, sandbox: SandboxClient) -> None:
        self._places = places
        self._sandbox = sandbox
        self._open = AsyncExitStack()
        self._display: Display | None = None
        self.services: Services | None = None
        self.other_side = OtherSide(sandbox)

    async def arrives(
        self, *, read_only: bool = False, session: str | None = None, size: tuple[int, int] = (120, 40)
    ) -> None:
        """Open the program."""
        assert self._display is None, "it is open already"
        paths.make_private(self._places.data)
        chosen = settings.load(self._places.config, os.environ, {})
        services = launch.services(chosen, self._places, self._sandbox.now, read_only=read_only)
        for access in services.accesses:
            self._open.callback(access.close)
        app = AcmTuiApp(
            services,
            badge="READ-ONLY" if read_only else "DEMO",
            session=session,
            moves=[OtherSideMove(move, self._sandbox) for move in OTHER_SIDE],
        )
        app.animation_level = "none"
        pilot = await self._open.enter_async_context(app.run_test(size=size))
        self.services = services
        self._display = Display(app, pilot)

    async def asks_to_leave(self) -> None:
        """Press q."""
        await self.display.press("q")

    async def has_left(self) -> None:
        """Wait until the program has ended by itself, and end what the test holds of it."""
        app = self.display.app
        async with asyncio.timeout(LIMIT_S):
            while app.return_code is None:  # noqa: ASYNC110 - the program has no event for it
                await asyncio.sleep(0.01)
        assert app.return_code == 0
        await self._gone()

    async def leaves(self) -> None:
        """Quit."""
        await self.asks_to_leave()
        await self.has_left()

    async def comes_back(self, **how: Any) -> None:
        """Open the program anew on the same journal, leaving first where it is open."""
        if self._display is not None:
            await self.leaves()
        await self.arrives(**how)

    async def _gone(self) -> None:
        self._display = None
        await self._open.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._gone()

    def saved(self, domain: str) -> Migration:
        """The one migration of *domain* that the journal holds."""
        assert self.services is not None
        (found,) = (m for m in record.saved(self.services.journal) if m.old.domain == domain)
        return found

    @property
    def display(self) -> Display:
        assert self._display is not None, "the program is not open"
        return self._display

    @property
    def home(self) -> driver.Home:
        return driver.Home(self.display)

    @property
    def select(self) -> driver.Select:
        return driver.Select(self.display)

    @property
    def together(self) -> driver.Together:
        return driver.Together(self.display)

    @property
    def watching(self) -> driver.Watching:
        return driver.Watching(self.display)

    @property
    def request(self) -> driver.Request:
        return driver.Request(self.display)

    @property
    def dns(self) -> driver.Dns:
        return driver.Dns(self.display)

    @property
    def handoff(self) -> dialogues.Handoff:
        return dialogues.Handoff(self.display)

    @property
    def hosted_zone(self) -> dialogues.HostedZone:
        return dialogues.HostedZone(self.display)

    @property
    def listeners(self) -> driver.Listeners:
        return driver.Listeners(self.display)

    @property
    def cutover(self) -> driver.Cutover:
        return driver.Cutover(self.display)

    @property
    def rollback(self) -> driver.Rollback:
        return driver.Rollback(self.display)

    @property
    def change_record(self) -> dialogues.ChangeRecord:
        return dialogues.ChangeRecord(self.display)

    @property
    def finish(self) -> driver.Finish:
        return driver.Finish(self.display)

    @property
    def ask(self) -> dialogues.Ask:
        return dialogues.Ask(self.display)

    @property
    def confirm(self) -> dialogues.Confirm:
        return dialogues.Confirm(self.display)

    @property
    def palette(self) -> dialogues.Palette:
        return dialogues.Palette(self.display)
