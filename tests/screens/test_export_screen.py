"""The inventory as a file, from the screen."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from acm_tui.domain.inventory.news import At, Stage
from tests.screens.select_scenes import EXPORT, NEWS, SELECT, SPOT
from tests.screens.staging import Answers, Scene, settle, shown_now
from tests.screens.staging import Stage as Theatre

NAME = "inventory-2026-11-23"


async def test_what_is_shown_is_saved_and_the_file_is_named(stage: Theatre, tmp_path: Path) -> None:
    app = stage.app(EXPORT)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPORT)
        assert "Export 3 of 6 certificates: those that match “net”" in shown_now(app)
        await pilot.press("enter")
        await settle(pilot, Scene(until=("3 certificates saved as", f"{NAME}.csv")))
    file = tmp_path / f"{NAME}.csv"
    _heading, *lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert "legacy.example.net" in lines[0], "in the order of the screen"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_without_a_filter_everything_is_saved(stage: Theatre, tmp_path: Path) -> None:
    scene = SELECT.pressing("n", "e", then="Export 6 certificates")
    app = stage.app(scene)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        await pilot.press("tab")
        await settle(pilot, Scene(until=(f"{NAME}.json", "schema_version")))
        await pilot.press("enter")
        await settle(pilot, Scene(until=("6 certificates saved as",)))
    told = json.loads((tmp_path / f"{NAME}.json").read_text(encoding="utf-8"))
    assert len(told["certificates"]) == 6
    assert [one["migration"] is not None for one in told["certificates"]].count(True) == 1


@pytest.mark.parametrize(
    ("turns", "suffix", "holds"),
    [(0, ".csv", "shop.example.com"), (2, ".md", "# Certificates"), (3, ".txt", "legacy.example.net")],
)
async def test_each_form_has_its_suffix(
    stage: Theatre, tmp_path: Path, turns: int, suffix: str, holds: str
) -> None:
    app = stage.app(EXPORT)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPORT)
        await pilot.press(*["tab"] * turns, "enter")
        await settle(pilot, Scene(until=("saved as",)))
    assert holds in (tmp_path / f"{NAME}{suffix}").read_text(encoding="utf-8")


async def test_a_name_of_ones_own_keeps_its_suffix_only_where_it_is_the_forms(
    stage: Theatre, tmp_path: Path
) -> None:
    app = stage.app(EXPORT)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPORT)
        name = app.screen.query_one(Input)
        name.value = "mine.csv"
        await pilot.press("shift+tab")
        assert name.value == "mine.txt"
        name.value = "mine"
        await pilot.press("tab")
        assert name.value == "mine"


async def test_nothing_is_ever_overwritten_and_another_name_can_be_typed(
    stage: Theatre, tmp_path: Path
) -> None:
    (tmp_path / f"{NAME}.csv").write_text("precious")
    app = stage.app(EXPORT)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPORT)
        await pilot.press("enter")
        await settle(pilot, Scene(until=("is there already. It was not touched.", "Type another name.")))
        await pilot.press("end", "2", "enter")
        await settle(pilot, Scene(until=("saved as",)))
    assert (tmp_path / f"{NAME}.csv").read_text() == "precious"
    assert (tmp_path / f"{NAME}.csv2").exists()


@pytest.mark.parametrize("name", ["no/such/directory.csv", "~nobody-of-that-name/x", "."])
async def test_what_cannot_be_written_is_told(stage: Theatre, name: str) -> None:
    app = stage.app(EXPORT)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPORT)
        app.screen.query_one(Input).value = name
        await pilot.press("enter")
        await settle(pilot, Scene(until=("Type another name.",)))


async def test_esc_writes_nothing(stage: Theatre, tmp_path: Path) -> None:
    app = stage.app(EXPORT)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPORT)
        await pilot.press("escape")
        await settle(pilot, Scene(until=("migrates the one here.",)))
    assert not (tmp_path / f"{NAME}.csv").exists()


async def test_it_can_be_saved_while_the_look_goes_on(stage: Theatre, tmp_path: Path) -> None:
    looking = Answers(inventory=(*NEWS[:-1], At(SPOT, Stage.READING, 1, 9)), still_looking=True)
    scene = replace(SELECT, answers=looking, press=("n",), then=("reading 1/9",))
    app = stage.app(scene)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        await pilot.press("e")
        await settle(pilot, Scene(until=("Export 6 certificates",)))
        await pilot.press("enter")
        await settle(pilot, Scene(until=("6 certificates saved as",)))
