"""The calls to AWS, while they are made: live, over every screen, and what changes something stands out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from acm_tui.app import AcmTuiApp
from acm_tui.aws.recent import MOST, RecentCalls
from acm_tui.domain.call import AwsCall, Outcome
from acm_tui.screens.calls import CallsScreen
from acm_tui.screens.home import HomeScreen
from acm_tui.widgets.call_log import CHANGES, CallLog
from acm_tui.widgets.page import Page
from tests.screens import scenes
from tests.screens.staging import LIMIT_S, NOW, Answers, Scene, Stage, rendered, settle
from tests.screens.test_commands import MET

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


def call(number: int, operation: str = "DescribeCertificate", **facts: Any) -> AwsCall:
    done: dict[str, Any] = {"outcome": Outcome.DONE, "ms": 40.0, "attempts": 1}
    return AwsCall(
        number=number,
        began=NOW - timedelta(seconds=60 - number),
        service="acm",
        operation=operation,
        region="eu-west-1",
        **(done | {"request_id": f"request-{number}"} | facts),
    )


BEGUN = call(3, "RequestCertificate", outcome=Outcome.UNDER_WAY, ms=None, attempts=0, request_id="")
ENDED = call(3, "RequestCertificate", ms=81.0)


@asynccontextmanager
async def shown(
    stage: Stage, *made: AwsCall, size: tuple[int, int] = (80, 24), behind: Scene = scenes.HOME_EMPTY
) -> AsyncIterator[Pilot[None]]:
    app = stage.app(replace(behind, answers=Answers(calls=made)))
    async with app.run_test(size=size) as pilot:
        await settle(pilot, behind)
        await pilot.press("ctrl+l")
        await until(
            pilot, lambda: isinstance(app.screen, CallsScreen) and "Calls to AWS" in page(pilot, "title")
        )
        yield pilot


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    for _ in range(int(LIMIT_S / 0.01)):
        if condition():
            await pilot.pause()
            return
        await pilot.pause(0.01)
    raise TimeoutError("\n".join(rendered(pilot.app)))


def page(pilot: Pilot[None], name: str) -> str:
    return pilot.app.screen.query_one(f"#{name}", Page).plain


def calls(pilot: Pilot[None]) -> RecentCalls:
    assert isinstance(pilot.app, AcmTuiApp)
    return pilot.app.services.calls


def table(pilot: Pilot[None]) -> CallLog:
    return pilot.app.screen.query_one(CallLog)


def lines(pilot: Pilot[None]) -> list[list[str]]:
    """The cells of every call, without padding."""
    found = table(pilot)
    return [[cell.plain.strip() for cell in found.get_row_at(n)] for n in range(found.row_count)]


@SIZES
async def test_each_has_its_line_and_what_changes_something_has_a_sign(
    stage: Stage, size: tuple[int, int]
) -> None:
    async with shown(stage, call(1), call(2, "DeleteCertificate", ms=12_345.0), size=size) as pilot:
        looked, deleted = lines(pilot)
        assert looked[0] == ""
        assert deleted[0] == CHANGES
        assert deleted[1:3] == [f"{NOW - timedelta(seconds=58):%H:%M:%S}", "acm:DeleteCertificate"]
        assert "12.3 s" in deleted
        assert deleted[-1] == "✔ done"
        assert ("eu-west-1" in deleted) == (size == (120, 40))
        assert page(pilot, "title") == f"Calls to AWS   2 calls · {CHANGES} 1 change"


async def test_without_colour_a_change_is_told_by_its_sign(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with shown(stage, call(1), call(2, "DeleteCertificate")) as pilot:
        marked = [row for row in rendered(pilot.app) if f" {CHANGES} " in row and "UTC" not in row]
        assert [("DeleteCertificate" in row) for row in marked] == [False, True, True]


async def test_everything_about_one_is_shown_below(stage: Stage) -> None:
    async with shown(stage, call(1, profile="shop"), call(2, attempts=3)) as pilot:
        assert "3 attempts" in page(pilot, "call")
        assert "request-2" in page(pilot, "call")
        await pilot.press("up")
        await until(pilot, lambda: "request-1" in page(pilot, "call"))
        assert page(pilot, "call").splitlines() == [
            "Call        acm:DescribeCertificate",
            "Region      eu-west-1, profile shop",
            f"Began       {NOW - timedelta(seconds=59):%Y-%m-%d %H:%M:%S} UTC, took 40 ms, 1 attempt",
            "Outcome     ✔ done",
            "Request id  request-1",
        ]


async def test_a_call_appears_as_it_begins_and_changes_as_it_ends(stage: Stage) -> None:
    async with shown(stage, call(1)) as pilot:
        calls(pilot).tell(BEGUN)
        await until(pilot, lambda: len(lines(pilot)) == 2)
        assert lines(pilot)[-1][-1] == "… under way"
        assert "57 s ago" in page(pilot, "call")
        assert "1 under way" in page(pilot, "title")
        calls(pilot).tell(ENDED)
        await until(pilot, lambda: lines(pilot)[-1][-1] == "✔ done")
        assert "took 81 ms" in page(pilot, "call")


async def test_the_newest_is_followed_until_one_looks_at_another(stage: Stage) -> None:
    async with shown(stage, *(call(n) for n in range(1, 40))) as pilot:
        calls(pilot).tell(call(40))
        await until(pilot, lambda: "request-40" in page(pilot, "call"))
        await until(pilot, lambda: table(pilot).scroll_offset.y == table(pilot).max_scroll_y)
        await pilot.press("ctrl+home")
        await until(pilot, lambda: page(pilot, "call").endswith("request-1"))
        calls(pilot).tell(call(41))
        await until(pilot, lambda: len(lines(pilot)) == 41)
        assert page(pilot, "call").endswith("request-1")
        assert table(pilot).scroll_offset.y == 0


async def test_the_oldest_go_when_there_are_too_many(stage: Stage) -> None:
    async with shown(stage, *(call(n) for n in range(1, MOST + 1))) as pilot:
        calls(pilot).tell(call(MOST + 1))
        await until(pilot, lambda: page(pilot, "call").endswith(f"request-{MOST + 1}"))
        assert table(pilot).row_count == MOST
        await pilot.press("ctrl+home")
        await until(pilot, lambda: page(pilot, "call").endswith("request-2"))


async def test_only_what_changes_something_and_everything_again(stage: Stage) -> None:
    made = (call(1), call(2, "RequestCertificate"), call(3), call(4, "DeleteCertificate"), call(5))
    async with shown(stage, *made) as pilot:
        await pilot.press("o")
        await until(pilot, lambda: len(lines(pilot)) == 2)
        assert [row[2] for row in lines(pilot)] == ["acm:RequestCertificate", "acm:DeleteCertificate"]
        assert "5 calls" in page(pilot, "title")
        await pilot.press("o")
        await until(pilot, lambda: len(lines(pilot)) == 5)
        assert [row[2] for row in lines(pilot)] == [one.name for one in made]


async def test_where_nothing_was_changed_that_is_said(stage: Stage) -> None:
    async with shown(stage, call(1)) as pilot:
        await pilot.press("o")
        await until(pilot, lambda: "No call that changes something" in page(pilot, "call"))


async def test_a_change_without_an_answer_says_what_that_means(stage: Stage) -> None:
    lost = call(1, "DeleteCertificate", outcome=Outcome.UNANSWERED, why="ReadTimeoutError", request_id="")
    looked = call(2, outcome=Outcome.UNANSWERED, why="ReadTimeoutError")
    async with shown(stage, looked, msgspec.structs.replace(lost, number=3)) as pilot:
        assert "? no answer: ReadTimeoutError; whether it was carried out is not known" in page(pilot, "call")
        assert "Request id  none" in page(pilot, "call")
        await pilot.press("up")
        await until(pilot, lambda: "DescribeCertificate" in page(pilot, "call"))
        assert page(pilot, "call").splitlines()[3] == "Outcome     ? no answer: ReadTimeoutError"


async def test_one_can_be_copied(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(AcmTuiApp, "copy_to_clipboard", lambda _, text: copied.append(text))
    async with shown(stage, call(1)) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: "The call is copied" in page(pilot, "said"))
        assert copied == [page(pilot, "call")]


@pytest.mark.parametrize("key", ["escape", "ctrl+l"])
async def test_it_closes_with(stage: Stage, key: str) -> None:
    async with shown(stage) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))


@pytest.mark.parametrize("scene", MET.values(), ids=[kind.__name__ for kind in MET])
async def test_it_opens_over_every_screen(stage: Stage, scene: Scene) -> None:
    app = stage.app(scene)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, scene)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(app.screen, CallsScreen))


async def test_it_shows_more_when_the_terminal_grows_and_keeps_the_place(stage: Stage) -> None:
    async with shown(stage, *(call(n) for n in range(1, 60)), size=(120, 40)) as pilot:
        await pilot.resize_terminal(120, 24)
        await until(pilot, lambda: any("request-59" in row for row in rendered(pilot.app)))
        await until(pilot, lambda: table(pilot).scroll_offset.y == table(pilot).max_scroll_y > 0)
