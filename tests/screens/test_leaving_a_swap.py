"""Who leaves while listeners are changed stops nothing: the calls and the watching come to their end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from acm_tui.domain.migration import Migration
from acm_tui.domain.monitor import Watched
from acm_tui.screens.swapping import SwappingScreen
from acm_tui.workflow import record
from acm_tui.workflow.services import Services
from tests.domain.stories import DOMAIN
from tests.screens.scenes import CUTOVER, LISTENERS
from tests.screens.staging import LIMIT_S, Stage, settle

SEEN = (Watched(listener_arn=LISTENERS[0].arn, load_balancer="shop", port=443, old=12),)
SWAPPING = replace(CUTOVER, answers=replace(CUTOVER.answers, watched=SEEN)).pressing(
    "enter", "shift+tab", *DOMAIN, "enter", then="12 handshakes"
)
"""Before the first call is made: what the monitor sees is shown already."""


async def test_the_swap_goes_on_when_its_screen_is_left(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, told = threading.Event(), threading.Event()

    def swap(
        services: Services,
        migration_id: str,
        load_balancers: object,
        progress: Callable[[Migration], None],
        on_watched: Callable[[tuple[Watched, ...]], None],
        enough: threading.Event,
        stop: threading.Event,
    ) -> Migration:
        migration = record.load(services, migration_id)
        on_watched(SEEN)
        gone.wait()
        progress(migration)
        on_watched(SEEN)
        told.set()
        return migration

    app = stage.app(SWAPPING)
    monkeypatch.setattr("acm_tui.screens.swapping.swap", swap)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, SWAPPING)
        screen = app.screen
        assert isinstance(screen, SwappingScreen)
        await pilot.press("escape")
        async with asyncio.timeout(LIMIT_S):
            while screen.is_attached:
                await pilot.pause(0.01)
        gone.set()
        for thread in app._calls.changing:
            thread.join(LIMIT_S)
        assert told.is_set(), "what is told to a screen that is gone must not stop the calls"


async def test_the_program_ends_when_the_watching_has(stage: Stage) -> None:
    """The swap waits for whoever is to say that it is enough: quitting says so, and no thread is left."""
    app = stage.app(SWAPPING)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, SWAPPING)
        assert len(app._calls.changing) == 1
        await pilot.press("q")
        async with asyncio.timeout(LIMIT_S):
            while app.return_code is None:
                await pilot.pause(0.01)
        assert app._calls.changing == []
