"""MFA codes over the wizard: whatever happens to the dialogue, each call gets its answer."""

from __future__ import annotations

import threading

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from acm_tui.app import AcmTuiApp
from acm_tui.codes import Codes
from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.mfa import CodeAsked
from acm_tui.screens.code import CodeScreen
from tests.screens.scenes import HOME
from tests.screens.staging import Stage, _wait, rendered, settle

OPS = CodeAsked("ops", "arn:aws:iam::111122223333:mfa/[red]ayako[/]")


class Waiting:
    """A call that needs a code, in a thread as the app's calls are."""

    def __init__(self, codes: Codes, asked: CodeAsked = OPS) -> None:
        self.got: str | SettingsTrouble | None = None
        self._codes, self._asked = codes, asked
        self.thread = threading.Thread(target=self._call, daemon=True)
        self.thread.start()

    def _call(self) -> None:
        try:
            self.got = self._codes.ask(self._asked)
        except SettingsTrouble as trouble:
            self.got = trouble


@pytest.fixture
def codes() -> Codes:
    return Codes()


@pytest.fixture
def app(stage: Stage, codes: Codes) -> AcmTuiApp:
    return stage.app(HOME, codes=codes)


async def asked(pilot: Pilot[None], *words: str) -> None:
    """Wait until the dialogue is shown, with *words*."""
    await _wait(pilot, lambda: isinstance(pilot.app.screen, CodeScreen))
    await _wait(pilot, lambda: all(word in "\n".join(rendered(pilot.app)) for word in words))


async def test_the_code_is_typed_over_the_screen_and_reaches_the_call(app: AcmTuiApp, codes: Codes) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, HOME)
        call = Waiting(codes)
        await asked(pilot, "ops", "mfa/[red]ayako[/]")
        await pilot.press("n", "q", "1", "2", "enter")  # what was typed blindly begins and ends nothing
        await _wait(pilot, lambda: "A code has 6 digits." in "\n".join(rendered(app)))
        app.screen.query_one(Input).value = "123 456"
        await pilot.press("enter")
        await _wait(pilot, lambda: call.got is not None)
        assert call.got == "123456"
        await _wait(pilot, lambda: not isinstance(app.screen, CodeScreen))


async def test_cancelling_tells_the_call_and_the_next_question_is_shown(app: AcmTuiApp, codes: Codes) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, HOME)
        first = Waiting(codes)
        await asked(pilot)
        second = Waiting(codes, CodeAsked("shop", "GAHT12345678", refused="no"))
        await pilot.press("escape")
        await asked(pilot, "GAHT12345678", "did not accept")
        assert isinstance(first.got, SettingsTrouble)
        assert second.got is None
        await pilot.press("escape")
        await _wait(pilot, lambda: second.got is not None)


async def test_a_dialogue_that_another_screen_closes_comes_again(app: AcmTuiApp, codes: Codes) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, HOME)
        call = Waiting(codes)
        await asked(pilot)
        gone = app.screen
        app.pop_screen()
        await _wait(pilot, lambda: isinstance(app.screen, CodeScreen) and app.screen is not gone)
        await pilot.press(*"123456", "enter")
        await _wait(pilot, lambda: call.got == "123456")


async def test_the_end_of_the_program_leaves_no_call_waiting(app: AcmTuiApp, codes: Codes) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, HOME)
        call = Waiting(codes)
        await asked(pilot)
        await app.action_quit()
    call.thread.join(10)
    assert isinstance(call.got, SettingsTrouble)
