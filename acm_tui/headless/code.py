"""The MFA code of a profile, asked for where there is no screen: on the terminal, beside the output."""

from __future__ import annotations

import getpass
import sys

from acm_tui.domain.mfa import DIGITS, REFUSED, CodeAsked, is_code, no_code
from acm_tui.text import safe


def ask(asked: CodeAsked) -> str:
    """The code that somebody types in. Nothing of it is written to standard output.

    Raises:
        SettingsTrouble: standard input is no terminal, or it was closed without a code.
    """
    if not sys.stdin.isatty():
        raise no_code(asked, "Standard input is no terminal.")
    if asked.refused:
        _say(REFUSED)
    while True:
        try:
            typed = getpass.getpass(safe(f"MFA code of {asked.serial}: "), sys.stderr)
        except EOFError as end:
            raise no_code(asked) from end
        code = "".join(typed.split())
        if is_code(code):
            return code
        if not code:
            raise no_code(asked)
        _say(f"A code has {DIGITS} digits.")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201 - the headless way to speak
