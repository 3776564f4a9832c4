"""Questions for MFA codes on their way between threads and the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from acm_tui.codes import Codes
from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.mfa import CodeAsked

OPS, SHOP = CodeAsked("ops", "arn:aws:iam::111122223333:mfa/ayako"), CodeAsked("shop", "GAHT12345678")


class Asking:
    """Somebody who asks in a thread, and what they get."""

    def __init__(self, codes: Codes, asked: CodeAsked) -> None:
        self.got: str | SettingsTrouble | None = None
        self._thread = threading.Thread(target=self._ask, args=(lambda: codes.ask(asked),))
        self._thread.start()

    def _ask(self, ask: Callable[[], str]) -> None:
        try:
            self.got = ask()
        except SettingsTrouble as trouble:
            self.got = trouble

    def answer(self) -> str | SettingsTrouble | None:
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self.got


def test_questions_come_one_after_the_other_and_each_gets_its_answer() -> None:
    codes, came = Codes(), threading.Semaphore(0)
    codes.open(came.release)
    first = Asking(codes, OPS)
    assert came.acquire(timeout=10)
    second = Asking(codes, SHOP)
    assert came.acquire(timeout=10)
    shown = codes.first()
    assert shown is not None
    assert shown is codes.first()
    assert shown.asked == OPS
    shown.answer("123456")
    shown.answer(None)  # closing the dialogue afterwards takes nothing back
    after = codes.first()
    assert after is not None
    assert after.asked == SHOP
    after.answer(None)
    assert codes.first() is None
    assert first.answer() == "123456"
    assert isinstance(second.answer(), SettingsTrouble)


def test_nobody_is_left_waiting_when_the_program_ends() -> None:
    codes, came = Codes(), threading.Semaphore(0)
    codes.open(came.release)
    waiting = Asking(codes, OPS)
    assert came.acquire(timeout=10)
    codes.close()
    assert isinstance(waiting.answer(), SettingsTrouble)
    with pytest.raises(SettingsTrouble, match="cannot be asked for here"):
        codes.ask(OPS)


def test_before_there_is_a_screen_nobody_waits_for_it() -> None:
    with pytest.raises(SettingsTrouble, match="cannot be asked for here"):
        Codes().ask(OPS)
