"""A sign-in that is over: one key signs in, and what failed is done again where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from acm_tui.app import AcmTuiApp
from acm_tui.domain.errors import SignInNeeded
from acm_tui.domain.inventory.news import NotLooked
from acm_tui.workflow import cutover
from tests.domain.stories import DOMAIN
from tests.screens.scenes import CUTOVER, LISTENERS_SCENE
from tests.screens.staging import Answers, Scene, Stage, _wait, rendered, settle

OVER = SignInNeeded(
    "The SSO session has expired.",
    remedy="Sign in again: aws sso login --profile ops",
    command=("aws", "sso", "login", "--profile", "ops"),
)
EXPIRED = replace(
    LISTENERS_SCENE,
    answers=replace(LISTENERS_SCENE.answers, trouble=OVER),
    until=("The SSO session has expired.",),
)


class Profile:
    """An access, as far as signing in concerns it."""

    forgotten = 0

    def forget_credentials(self) -> None:
        self.forgotten += 1


@pytest.fixture
def aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts an aws CLI there that does what the test says, and is the only program on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def script(text: str) -> None:
        (tmp_path / "aws").write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / "aws").chmod(0o755)

    return script


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The terminal can be lent; what happened to it."""
    happened: list[str] = []

    @contextmanager
    def suspend(_: AcmTuiApp) -> Iterator[None]:
        happened.append("lent")
        yield
        happened.append("given back")

    monkeypatch.setattr(AcmTuiApp, "suspend", suspend)
    return happened


def said(app: AcmTuiApp) -> str:
    return " ".join(" ".join(rendered(app)).split())


def mend(stage: Stage, scene: Scene) -> None:
    """From now on AWS answers."""
    stage._answers = replace(stage._answers, trouble=None, inventory=())


async def test_the_key_signs_in_and_the_screen_goes_on_where_it_was(
    stage: Stage, aws: Callable[[str], None], lent: list[str], tmp_path: Path
) -> None:
    aws(f'echo "$@" > {tmp_path}/asked')
    profile, app = Profile(), stage.app(EXPIRED)
    app.services = replace(app.services, accesses=(profile,))  # type: ignore[arg-type]  # all that is asked of it
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPIRED)
        assert "Ctrl-S signs in: aws sso login --profile ops" in said(app)
        mend(stage, EXPIRED)
        await pilot.press("ctrl+s")
        await _wait(pilot, lambda: "shows the plan; nothing is changed yet." in said(app))
        await pilot.press("ctrl+s")
        await _wait(pilot, lambda: "Nothing here waits for a sign-in." in said(app))
    assert (tmp_path / "asked").read_text() == "sso login --profile ops\n"
    assert lent == ["lent", "given back"]
    assert profile.forgotten == 1


async def test_a_sign_in_that_fails_can_be_tried_again(
    stage: Stage, aws: Callable[[str], None], lent: list[str]
) -> None:
    aws("exit 1")
    app = stage.app(EXPIRED)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPIRED)
        await pilot.press("ctrl+s")
        await _wait(pilot, lambda: "The sign-in did not succeed." in said(app))
        aws("exit 0")
        mend(stage, EXPIRED)
        await pilot.press("ctrl+s")
        await _wait(pilot, lambda: "shows the plan; nothing is changed yet." in said(app))


async def test_who_has_looked_again_by_hand_has_nothing_left_to_sign_in_for(
    stage: Stage, aws: Callable[[str], None], lent: list[str]
) -> None:
    aws("exit 0")
    app = stage.app(EXPIRED)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPIRED)
        mend(stage, EXPIRED)
        await pilot.press("r")
        await _wait(pilot, lambda: "shows the plan; nothing is changed yet." in said(app))
        await pilot.press("ctrl+s")
        await _wait(pilot, lambda: "Nothing here waits for a sign-in." in said(app))
    assert lent == []


async def test_without_the_cli_the_command_is_shown(stage: Stage, aws: object) -> None:
    app = stage.app(EXPIRED)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPIRED)
        assert "Sign in again: aws sso login --profile ops" in said(app)
        assert "Ctrl-S" not in said(app)
        await pilot.press("ctrl+s")
        await _wait(pilot, lambda: "in another terminal; then try again here." in said(app))


async def test_a_terminal_that_cannot_be_lent_is_told(stage: Stage, aws: Callable[[str], None]) -> None:
    aws("exit 0")
    app = stage.app(EXPIRED)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, EXPIRED)
        await pilot.press("ctrl+s")  # Textual's own driver for tests cannot
        await _wait(pilot, lambda: "This terminal cannot be lent to the sign-in." in said(app))


async def test_a_place_that_could_not_be_looked_through_offers_it_too(
    stage: Stage, aws: Callable[[str], None], lent: list[str]
) -> None:
    aws("exit 0")
    scene = Scene(
        until=("Nothing is saved yet.",),
        answers=Answers(inventory=(NotLooked("ops", "eu-west-1", OVER),)),
        press=("n",),
        then=("ops · eu-west-1: The SSO session has expired.", "Ctrl-S signs in"),
    )
    app = stage.app(scene)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        mend(stage, scene)
        await pilot.press("ctrl+s")
        await _wait(pilot, lambda: "is validated by email: nothing to move here." in said(app))


async def test_after_a_swap_that_stopped_the_plan_is_shown_and_nothing_is_swapped_unasked(
    stage: Stage, aws: Callable[[str], None], lent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    aws("exit 0")
    scene = CUTOVER.pressing("enter", "shift+tab", *DOMAIN, "enter", then="The SSO session has expired.")
    app, confirmed = stage.app(scene), []

    def refuse(*_: object) -> None:
        confirmed.append(1)
        raise OVER

    monkeypatch.setattr(cutover, "confirm", refuse)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, scene)
        assert "Ctrl-S signs in" in said(app)
        assert "Enter plans anew" in said(app)
        await pilot.press("ctrl+s")
        await _wait(pilot, lambda: "asks for the name, then swaps." in said(app))
    assert confirmed == [1]
