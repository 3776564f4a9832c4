"""The code of an MFA device: what is asked for, what may be an answer, and what it means to get none."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from acm_tui.domain.errors import SettingsTrouble

DIGITS = 6
"""Digits of a code (AWS STS API reference, AssumeRole, TokenCode)."""


REFUSED = "AWS did not accept the last code. Each counts once: wait for the next."
"""What is said where a code is asked for again."""


class CodeAsked(msgspec.Struct, frozen=True):
    """The code that the device ``serial`` (its ARN, or a number) shows is wanted for ``profile``.

    ``refused`` is what AWS said of the code before; empty the first time.
    """

    profile: str
    serial: str
    refused: str = ""


AskCode = Callable[[CodeAsked], str]
"""Answers a code of six digits, on the thread that needs it; raises ``no_code`` where none is given."""


def is_code(text: str) -> bool:
    """Whether *text* has the form of a code."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


def no_code(asked: CodeAsked, why: str = "") -> SettingsTrouble:
    """What it means that *asked* got no answer. *why*: there is nobody to ask; empty: nobody gave one."""
    again = "Try again, with the code that the device shows then: AWS takes each code once."
    if asked.refused:
        return SettingsTrouble("AWS did not accept the MFA code.", cause=asked.refused, remedy=again)
    if why:
        return SettingsTrouble(
            f"The profile {asked.profile} needs an MFA code, and it cannot be asked for here.",
            cause=why,
            remedy="Start where a terminal is, or put temporary credentials into the environment: "
            f'eval "$(aws configure export-credentials --profile {asked.profile} --format env)"',
        )
    return SettingsTrouble(
        "No MFA code was given.",
        cause=f"The profile {asked.profile} needs the code of {asked.serial}.",
        remedy=again,
    )
