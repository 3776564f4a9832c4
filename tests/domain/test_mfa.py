"""What may be an MFA code, and what is said where none is given."""

import pytest

from acm_tui.domain.mfa import CodeAsked, is_code, no_code

ASKED = CodeAsked("ops", "arn:aws:iam::111122223333:mfa/ayako")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("123456", True),
        ("000000", True),
        ("", False),
        ("12345", False),
        ("1234567", False),
        ("12 456", False),
        ("１２３４５６", False),
        ("-12345", False),
    ],
)
def test_a_code_has_six_digits(text: str, right: bool) -> None:
    assert is_code(text) is right


def test_what_is_said_without_a_code() -> None:
    cancelled, refused, alone = (
        no_code(ASKED),
        no_code(CodeAsked("ops", "x", refused="AWS says no")),
        no_code(ASKED, "Standard input is no terminal."),
    )
    assert ASKED.serial in cancelled.cause
    assert (refused.sentence, refused.cause) == ("AWS did not accept the MFA code.", "AWS says no")
    assert "--profile ops" in alone.remedy
