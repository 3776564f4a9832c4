"""How far everything is, in one line on Home."""

from __future__ import annotations

from dataclasses import replace

from acm_tui.domain.inventory.news import Looked
from tests.screens.scenes import HOME, HOME_EMPTY
from tests.screens.select_scenes import NEWS, SPOT
from tests.screens.staging import NOW, Answers, Scene, settle, shown_now
from tests.screens.staging import Stage as Theatre


async def test_it_counts_what_is_saved_and_what_the_last_inventory_found_besides(stage: Theatre) -> None:
    app = stage.app(HOME)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, HOME)
        said = "Campaign: 1 done · 1 to request · 1 waiting for DNS · 3 not started (1 h ago)"
        assert said in shown_now(app)


async def test_without_an_inventory_nothing_is_said_of_what_is_not_started(stage: Theatre) -> None:
    scene = replace(HOME, answers=Answers(), until=("1 done · 1 to request · 1 waiting for DNS",))
    app = stage.app(scene)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        assert "not started" not in shown_now(app)


async def test_where_there_is_nothing_at_all_there_is_no_line(stage: Theatre) -> None:
    app = stage.app(HOME_EMPTY)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, HOME_EMPTY)
        await app.workers.wait_for_complete()
        assert not app.screen.query_one("#campaign").display


async def test_an_inventory_alone_tells_what_there_is_to_do(stage: Theatre) -> None:
    scene = replace(HOME, told={}, until=("0 done · 4 not started", "Nothing is saved yet."))
    app = stage.app(scene)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)


async def test_what_select_has_found_counts_when_one_comes_back(stage: Theatre) -> None:
    scene = replace(HOME, answers=replace(HOME.answers, inventory=(*NEWS, Looked(SPOT, NOW, 6))))
    app = stage.app(scene)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        await pilot.press("n")
        await settle(pilot, Scene(until=("migrates the one here.",)))
        await pilot.press("escape")
        await settle(pilot, Scene(until=("2 open.", "5 not started (just now)")))
