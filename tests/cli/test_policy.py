"""``acm-tui policy``, and that the page that shows both policies shows what is printed."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PAGE = Path(__file__).parents[2] / "docs" / "iam.md"


def test_the_page_shows_what_is_printed(run: Run) -> None:
    shown = dict(
        re.findall(r"```\nacm-tui policy (\w+)\n```\n```json\n(.*?)\n```", PAGE.read_text(), re.DOTALL)
    )
    assert set(shown) == {"observe", "migrate"}
    for kind, text in shown.items():
        assert run("policy", kind).stdout == f"{text}\n"


def test_a_policy_is_as_narrow_as_it_is_asked_for(run: Run) -> None:
    narrowed = ("--account", "111122223333", "--region", "cn-north-1", "--domain", "Example.com")
    printed = run("policy", "migrate", *narrowed)
    assert printed.returncode == 0
    assert printed.stderr == ""
    assert "arn:aws-cn:acm:cn-north-1:111122223333:certificate/*" in printed.stdout
    assert '"*.example.com"' in printed.stdout


def test_a_teams_journal_that_is_set_is_in_it(run: Run) -> None:
    printed = run("policy", "observe", ACM_TUI_JOURNAL_STORE="s3://team-journal/acm")
    sids = [one["Sid"] for one in json.loads(printed.stdout)["Statement"]]
    assert sids[-2:] == ["ListTheJournal", "ReadTheJournal"]
    assert (
        "team-journal"
        not in run("--demo", "policy", "observe", ACM_TUI_JOURNAL_STORE="s3://team-journal").stdout
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("look",), "invalid choice"),
        ((), "required"),
        (("observe", "--account", "123"), "is no account"),
        (("observe", "--region", "tokyo"), "There is no region tokyo"),
        (("observe", "--region", "eu-west-1", "--region", "cn-north-1"), "several partitions: aws, aws-cn"),
        (("migrate", "--domain", "com"), "is no domain"),
    ],
)
def test_what_cannot_be_understood_is_refused(run: Run, arguments: tuple[str, ...], says: str) -> None:
    refused = run("policy", *arguments)
    assert (refused.returncode, refused.stdout) == (252, "")
    assert says in refused.stderr
