"""The MFA code on a terminal without a screen."""

import io
import sys
from collections.abc import Callable

import pytest

from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.mfa import CodeAsked
from acm_tui.headless import code

ASKED = CodeAsked("ops", "arn:aws:iam::111122223333:mfa/ay\x1b]0;x\x07ako")

Typing = Callable[..., list[str]]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Typing:
    """Somebody at the terminal who types these lines; answers what they were shown."""
    monkeypatch.setattr(sys, "stdin", _Terminal())

    def typing(*lines: str) -> list[str]:
        left, shown = list(lines), []

        def typed(prompt: str, stream: object) -> str:
            assert stream is sys.stderr
            shown.append(prompt)
            if not left:
                raise EOFError
            return left.pop(0)

        monkeypatch.setattr("getpass.getpass", typed)
        return shown

    return typing


def test_the_code_is_asked_for_beside_the_output(typing: Typing, capsys: pytest.CaptureFixture[str]) -> None:
    shown = typing("12345", "123 456")
    assert code.ask(ASKED) == "123456"
    assert len(shown) == 2
    assert "\x1b" not in shown[0]
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "A code has 6 digits.\n")


def test_a_code_that_was_refused_is_told(typing: Typing, capsys: pytest.CaptureFixture[str]) -> None:
    typing("123456")
    code.ask(CodeAsked("ops", "serial", refused="no"))
    assert "did not accept" in capsys.readouterr().err


@pytest.mark.parametrize("lines", [(), ("",)])
def test_who_types_none_has_given_none(typing: Typing, lines: tuple[str, ...]) -> None:
    typing(*lines)
    with pytest.raises(SettingsTrouble, match="No MFA code was given"):
        code.ask(ASKED)


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("123456\n"))
    with pytest.raises(SettingsTrouble, match="cannot be asked for here") as raised:
        code.ask(ASKED)
    assert raised.value.cause == "Standard input is no terminal."
