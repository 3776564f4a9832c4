"""By which command somebody signs in again, and which troubles that mends."""

import pytest

from acm_tui.domain.errors import JournalTrouble, SettingsTrouble, SignInNeeded, Trouble
from acm_tui.domain.sign_in import Profiles, command_for, mended_by_sign_in

ROLE = "arn:aws:iam::444455556666:role/ops"
PROFILES: Profiles = {
    "default": {"sso_start_url": "https://example.awsapps.com/start"},
    "new": {"sso_session": "corp", "sso_account_id": "111122223333"},
    "signed": {"login_session": "arn:aws:iam::111122223333:user/ayako"},
    "ops": {"role_arn": ROLE, "source_profile": "new"},
    "beyond": {"role_arn": ROLE, "source_profile": "ops"},
    "both": {"role_arn": ROLE, "source_profile": "signed", "sso_session": "corp"},
    "itself": {"role_arn": ROLE, "source_profile": "itself", "sso_session": "corp"},
    "round": {"role_arn": ROLE, "source_profile": "about"},
    "about": {"role_arn": ROLE, "source_profile": "round"},
    "keys": {"aws_access_key_id": "AKIAEXAMPLE"},
    "lost": {"role_arn": ROLE, "source_profile": "nobody"},
}


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("default", "aws sso login --profile default"),
        ("new", "aws sso login --profile new"),
        ("signed", "aws login --profile signed"),
        ("ops", "aws sso login --profile new"),
        ("beyond", "aws sso login --profile new"),
        ("both", "aws login --profile signed"),
        ("itself", "aws sso login --profile itself"),
        ("round", ""),
        ("keys", ""),
        ("lost", ""),
        ("nobody", ""),
    ],
)
def test_the_command_names_the_profile_that_says_where_to_sign_in(name: str, command: str) -> None:
    assert " ".join(command_for(PROFILES, name)) == command


def _from(cause: Trouble) -> Trouble:
    outer = JournalTrouble("The journal cannot be used.")
    outer.__cause__ = cause
    return outer


def test_a_sign_in_mends_also_what_was_raised_from_it() -> None:
    needed = SignInNeeded("Over.", command=("aws", "login"))
    assert mended_by_sign_in(needed) is needed
    assert mended_by_sign_in(_from(_from(needed))) is needed
    assert mended_by_sign_in(_from(SettingsTrouble("No region."))) is None
    assert mended_by_sign_in(None) is None
