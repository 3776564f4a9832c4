"""The modals for the maintenance window and the soak: what they say as one types, and what they answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from acm_tui.domain.events import LONGEST_SOAK_H
from acm_tui.domain.migration import Migration
from acm_tui.domain.window import Window
from acm_tui.screens.soak import SoakScreen
from acm_tui.screens.window import Agreed, WindowScreen
from acm_tui.widgets.page import Page
from acm_tui.workflow import zone
from acm_tui.workflow.window import parse
from tests.domain.stories import EXPIRY, email_certificate, started, told
from tests.screens.staging import Scene, Stage, rendered, settle

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
TOKYO = "Asia/Tokyo"
EMPTY = Scene(until=("Nothing is saved yet.",))
T = TypeVar("T")


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def asked(
    stage: Stage, screen: ModalScreen[T], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], list[T | None]]]:
    """The modal over the app's first screen, and the answers that it gives."""
    answers: list[T | None] = []
    async with stage.app(EMPTY).run_test(size=size) as pilot:
        await settle(pilot, EMPTY)
        await pilot.app.push_screen(screen, answers.append)
        await pilot.pause()
        yield pilot, answers


def said(pilot: Pilot[None], page: str) -> str:
    return " ".join(pilot.app.screen.query_one(f"#{page}", Page).plain.split())


def focused(pilot: Pilot[None]) -> str | None:
    return pilot.app.focused.id if pilot.app.focused is not None else None


def whole(pilot: Pilot[None]) -> str:
    return "\n".join(rendered(pilot.app))


async def write(pilot: Pilot[None], *texts: str) -> None:
    """Put *texts* into the fields from the focused one on; the last of them keeps the focus."""
    for number, text in enumerate(texts):
        if number:
            await pilot.press("tab")
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.value = text
    await pilot.pause()


# -- the window --------------------------------------------------------------------------------------------


async def test_what_is_typed_is_explained_and_answered(stage: Stage) -> None:
    async with asked(stage, WindowScreen(None, Clock())) as (pilot, answers):
        assert focused(pilot) == "begins"
        keys = ("02:00", "+2h", "asia/tokyo", "CHG1")
        await pilot.press(*keys[0], "tab", *keys[1], "tab", *keys[2], "tab", *keys[3])
        meaning = said(pilot, "meaning")
        assert "✔ 2026-11-25 02:00-04:00 Asia/Tokyo (2026-11-24 17:00-19:00 UTC)" in meaning
        assert "2:00 long, opens in 4:00" in meaning
        assert answers == []
        await pilot.press("enter")
        await pilot.pause()
    assert answers == [Agreed(parse("02:00", "+2h", TOKYO, "CHG1", NOW))]


async def test_everything_is_in_sight_on_the_smallest_terminal(stage: Stage) -> None:
    async with asked(stage, WindowScreen(None, Clock())) as (pilot, _):
        await write(pilot, "02:00", "+2h", "America/Argentina/Buenos_Aires")
        screen = whole(pilot)
        assert "2:00 long, opens in" in screen
        await write(pilot, "new york")  # three lines say what is wrong
        screen = whole(pilot)
        for words in (
            "Begin",
            "End",
            "Zone",
            "Note",
            "Did you mean America/New_York?",
            "No window",
            "Cancel",
        ):
            assert words in screen


async def test_an_empty_zone_is_the_one_of_this_machine(stage: Stage) -> None:
    async with asked(stage, WindowScreen(None, Clock())) as (pilot, answers):
        assert "UTC, as this machine" in whole(pilot)
        await write(pilot, "14:00", "15:00")
        await pilot.press("enter")
        await pilot.pause()
    assert answers == [Agreed(parse("14:00", "15:00", "UTC", "", NOW))]


async def test_where_this_machine_has_no_zone_one_is_asked_for(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zone, "_machine_names", lambda: iter(()))
    async with asked(stage, WindowScreen(None, Clock())) as (pilot, answers):
        assert "a name such as Asia/Tokyo, or UTC" in whole(pilot)
        await write(pilot, "14:00", "15:00")
        assert "Type it" in said(pilot, "meaning")
        await pilot.press("enter")
        await pilot.pause()
        assert "cannot be found" in said(pilot, "zone-mistake")
        assert focused(pilot) == "zone"
    assert answers == []


async def test_a_mistake_stands_at_its_field_and_leads_there(stage: Stage) -> None:
    async with asked(stage, WindowScreen(None, Clock())) as (pilot, answers):
        await write(pilot, "02:00", "25:00", TOKYO)
        assert "✖ “25:00” does not exist." in said(pilot, "ends-mistake")
        assert said(pilot, "begins-mistake") == said(pilot, "zone-mistake") == said(pilot, "meaning") == ""
        await pilot.press("enter")
        await pilot.pause()
        assert answers == []
        assert focused(pilot) == "ends"
        await write(pilot, "04:00")
        assert said(pilot, "ends-mistake") == ""
        assert "02:00-04:00" in said(pilot, "meaning")


async def test_what_is_not_typed_yet_is_asked_for_before_it_is_called_a_mistake(stage: Stage) -> None:
    async with asked(stage, WindowScreen(None, Clock())) as (pilot, answers):
        assert said(pilot, "begins-mistake") == ""
        assert "· Give a time such as 02:00" in said(pilot, "meaning")
        await write(pilot, "02:00")
        assert "or a length such as +2h" in said(pilot, "meaning")
        await pilot.press("enter")
        await pilot.pause()
        assert "✖ The end is missing." in said(pilot, "ends-mistake")
        assert focused(pilot) == "ends"
    assert answers == []


async def test_the_present_window_can_be_moved(stage: Stage) -> None:
    before = parse("02:00", "04:00", TOKYO, "CHG1", NOW)
    async with asked(stage, WindowScreen(before, Clock())) as (pilot, answers):
        assert "02:00-04:00 Asia/Tokyo" in said(pilot, "meaning")
        fields = [one.value for one in pilot.app.screen.query(Input)]
        assert fields == ["2026-11-25 02:00", "04:00", TOKYO, "CHG1"]
        await pilot.press("tab")
        await write(pilot, "05:30")
        await pilot.press("enter")
        await pilot.pause()
    assert answers == [Agreed(parse("02:00", "05:30", TOKYO, "CHG1", NOW))]


@pytest.mark.parametrize(("button", "answer"), [("set", "same"), ("none", Agreed(None)), ("cancel", None)])
async def test_each_button_can_be_reached_with_the_keyboard(stage: Stage, button: str, answer: Any) -> None:
    before = parse("02:00", "04:00", TOKYO, "", NOW)
    async with asked(stage, WindowScreen(before, Clock())) as (pilot, answers):
        for _ in range(7):
            if focused(pilot) == button:
                break
            await pilot.press("tab")
        assert focused(pilot) == button
        await pilot.press("enter")
        await pilot.pause()
    assert answers == [Agreed(before) if answer == "same" else answer]


async def test_escape_leaves_from_within_a_field(stage: Stage) -> None:
    async with asked(stage, WindowScreen(None, Clock())) as (pilot, answers):
        await write(pilot, "02:00", "+2h", TOKYO)
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, WindowScreen)
    assert answers == [None]


async def test_what_has_come_to_mean_another_day_is_shown_before_it_is_set(stage: Stage) -> None:
    clock = Clock()
    async with asked(stage, WindowScreen(None, clock)) as (pilot, answers):
        await write(pilot, "22:01", "+2h", TOKYO)
        assert "2026-11-24 22:01" in said(pilot, "meaning")
        clock.now += timedelta(minutes=1)
        await pilot.press("enter")
        await pilot.pause()
        assert answers == []
        assert "2026-11-25 22:01" in said(pilot, "meaning")
        await pilot.press("enter")
        await pilot.pause()
    assert answers == [Agreed(parse("22:01", "+2h", TOKYO, "", clock.now))]


async def test_time_goes_on_while_the_window_is_thought_about(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acm_tui.screens.window.LOOK_AGAIN_S", 0.01)
    clock = Clock()
    before = parse("02:00", "+2h", TOKYO, "", NOW)
    async with asked(stage, WindowScreen(before, clock)) as (pilot, _):
        assert "opens in 4:00" in said(pilot, "meaning")
        clock.now += timedelta(hours=3)
        await until(pilot, "opens in 1:00")
        clock.now += timedelta(hours=4)
        await until(pilot, "This window has passed.", "begins-mistake")


async def until(pilot: Pilot[None], words: str, page: str = "meaning") -> None:
    for _ in range(500):
        if words in said(pilot, page):
            return
        await pilot.pause(0.01)
    raise AssertionError(f"{said(pilot, page)!r} is said, not {words!r}")


async def test_hostile_text_is_shown_harmless(stage: Stage) -> None:
    window: Window = msgspec.structs.replace(
        parse("02:00", "+2h", TOKYO, "", NOW), zone="[red]\x1b]0;x\x07", note="[/] \x1b[31m"
    )
    async with asked(stage, WindowScreen(window, Clock())) as (pilot, answers):
        await pilot.press("tab", "tab")
        await write(pilot, "[/red]")
        assert "There is no time zone “[/red]”." in said(pilot, "zone-mistake")
        assert "\x1b" not in whole(pilot)
        await pilot.press("escape")
        await pilot.pause()
    assert answers == [None]


# -- the soak ----------------------------------------------------------------------------------------------


def migration(**changes: Any) -> Migration:
    return msgspec.structs.replace(told(started()), **changes)


SWAPPED = migration(cut_over_at=NOW - timedelta(hours=2))


async def test_hours_are_told_as_a_moment_and_answered(stage: Stage) -> None:
    async with asked(stage, SoakScreen(SWAPPED, Clock())) as (pilot, answers):
        assert focused(pilot) == "hours"
        assert said(pilot, "meaning") == "✔ until 2026-11-25 11:00 UTC, 22:00 h from now"
        await write(pilot, "48")
        assert said(pilot, "meaning") == "✔ until 2026-11-26 11:00 UTC, 46:00 h from now"
        await pilot.press("enter")
        await pilot.pause()
    assert answers == [48]


async def test_the_hours_that_were_chosen_before_stand_there(stage: Stage) -> None:
    async with asked(stage, SoakScreen(migration(soak=timedelta(hours=72)), Clock())) as (pilot, answers):
        assert said(pilot, "meaning") == "✔ until 72 h after the last listener is swapped"
        await pilot.press("tab", "enter")
        await pilot.pause()
    assert answers == [72]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("0", 0), (str(LONGEST_SOAK_H), LONGEST_SOAK_H), (" ４８ ", 48), ("007", 7)],
)
async def test_hours_from_none_to_a_year_are_taken(stage: Stage, typed: str, meant: int) -> None:
    async with asked(stage, SoakScreen(SWAPPED, Clock())) as (pilot, answers):
        pilot.app.screen.query_one("#hours", Input).value = typed
        await pilot.press("enter")
        await pilot.pause()
    assert answers == [meant]


@pytest.mark.parametrize("typed", ["", "-1", "1.5", str(LONGEST_SOAK_H + 1), "1e3", "9" * 5000, "٤"])
async def test_what_is_no_number_of_hours_is_refused(stage: Stage, typed: str) -> None:
    async with asked(stage, SoakScreen(SWAPPED, Clock())) as (pilot, answers):
        pilot.app.screen.query_one("#hours", Input).value = typed
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert answers == []
        assert focused(pilot) == "hours"
        assert said(pilot, "meaning").startswith("✖ That is no number of hours.")
        assert f"0 to {LONGEST_SOAK_H}" in whole(pilot)


async def test_a_moment_that_has_passed_is_told(stage: Stage) -> None:
    clock = Clock()
    async with asked(stage, SoakScreen(SWAPPED, clock)) as (pilot, answers):
        await write(pilot, "2")
        assert said(pilot, "meaning").startswith("! until 2026-11-24 13:00 UTC: that has passed")
        clock.now -= timedelta(minutes=1)
        await write(pilot, "02")
        assert said(pilot, "meaning") == "✔ until 2026-11-24 13:00 UTC, 0:01 h from now"
        await pilot.press("enter")
        await pilot.pause()
    assert answers == [2]


async def test_a_certificate_that_expires_before_is_told(stage: Stage) -> None:
    expiring = migration(cut_over_at=NOW, old=email_certificate(not_after=EXPIRY))
    async with asked(stage, SoakScreen(expiring, Clock())) as (pilot, _):
        assert "expires" not in said(pilot, "meaning")
        await write(pilot, str(LONGEST_SOAK_H))
        assert "! it expires before, on 2027-01-15 12:00 UTC" in said(pilot, "meaning")
        assert "Cancel" in whole(pilot)


async def test_the_time_that_is_left_goes_on(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acm_tui.screens.soak.LOOK_AGAIN_S", 0.01)
    clock = Clock()
    async with asked(stage, SoakScreen(SWAPPED, clock)) as (pilot, _):
        clock.now += timedelta(hours=21)
        await until(pilot, "1:00 h from now")
        clock.now += timedelta(hours=1)
        await until(pilot, "that has passed")


@pytest.mark.parametrize("keys", [("escape",), ("tab", "tab", "enter")])
async def test_the_soak_can_be_left_as_it_is(stage: Stage, keys: tuple[str, ...]) -> None:
    async with asked(stage, SoakScreen(SWAPPED, Clock())) as (pilot, answers):
        await write(pilot, "1")
        await pilot.press(*keys)
        await pilot.pause()
        assert not isinstance(pilot.app.screen, SoakScreen)
        assert not pilot.app.screen.query(Button)
    assert answers == [None]
