"""The keys at the foot of a screen: made anew only where others are to be shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual.binding import Binding
from textual.pilot import Pilot

from acm_tui.widgets.keys import Key, Keys
from tests.screens.scenes import HOME
from tests.screens.staging import LIMIT_S, Stage, rendered, settle


def foot(pilot: Pilot[None]) -> list[Key]:
    return list(pilot.app.screen.query_one(Keys).query(Key))


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not condition():
            await pilot.pause(0.01)


def more_keys(app: Any, *keys: str) -> None:
    """Give the screen other keys than it had, and say so."""
    bound = app.screen._bindings.key_to_bindings
    for key in keys:
        bound[key] = [Binding(key, "calls", f"With {key}")]
    app.screen.refresh_bindings()


async def test_they_stay_while_the_same_are_to_be_shown(stage: Stage) -> None:
    async with stage.app(HOME).run_test(size=(80, 24)) as pilot:
        await settle(pilot, HOME)
        before = foot(pilot)
        asked: list[object] = []
        pilot.app.screen.bindings_updated_signal.subscribe(pilot.app.screen, asked.append)
        pilot.app.screen.refresh_bindings()
        await until(pilot, lambda: bool(asked))
        await pilot.pause()
        assert before
        assert foot(pilot) == before


async def test_others_are_shown_once_there_are_others(stage: Stage) -> None:
    async with stage.app(HOME).run_test(size=(80, 24)) as pilot:
        await settle(pilot, HOME)
        more_keys(pilot.app, "x")
        await until(pilot, lambda: "With x" in rendered(pilot.app)[-1])


async def test_of_two_keys_for_the_same_the_first_is_shown(stage: Stage) -> None:
    async with stage.app(HOME).run_test(size=(80, 24)) as pilot:
        await settle(pilot, HOME)
        more_keys(pilot.app, "x", "y")
        await until(pilot, lambda: "With x" in rendered(pilot.app)[-1])
        assert "With y" not in rendered(pilot.app)[-1]


async def test_a_click_is_as_good_as_the_key(stage: Stage) -> None:
    async with stage.app(HOME).run_test(size=(80, 24)) as pilot:
        await settle(pilot, HOME)
        (help_key,) = [one for one in foot(pilot) if one.description == "Help"]
        await pilot.click(help_key)
        await settle(pilot, HOME.pressing(then="Leave the program"))
