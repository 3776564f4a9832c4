"""The inventory for the status meeting."""

from __future__ import annotations

import msgspec
import pytest
from markdown_it import MarkdownIt

from acm_tui.domain.inventory.news import NotLooked, Seen
from acm_tui.handoff.inventory.markdown import as_markdown
from acm_tui.handoff.inventory.report import report_of
from tests.domain.inventory.stock import after, denied, described
from tests.domain.stories import START
from tests.handoff.inventory.reported import EMPTY, SECRET, report

TEXT = as_markdown(report())


def section(title: str, text: str = TEXT) -> str:
    _, found, rest = text.partition(f"\n## {title}\n\n")
    assert found
    return rest.partition("\n\n## ")[0]


def test_the_calendar_is_the_first_thing_said() -> None:
    assert TEXT.splitlines()[:3] == [
        "# Certificates that are validated by email",
        "",
        "As of 2026-11-23 09:00 UTC: email issuance ends in 128 d · renewals end in 311 d "
        "(2027-03-31 and 2027-09-30).",
    ]
    assert TEXT.endswith("\n")


def test_how_many_there_are_of_each() -> None:
    assert "\n8 certificates in 3 places.\n" in TEXT
    assert (
        "\n| State | Certificates |\n| --- | --- |\n| ✖ expired | 1 |\n| ! waits for an email | 1 |\n" in TEXT
    )
    assert "\n| attached to nothing | 2 |\n" in TEXT
    assert "\n| done | 1 |\n| waiting for DNS | 1 |\n| not started | 7 |\n" in TEXT


def test_what_is_urgent_in_full() -> None:
    _, _, *rows = section("Urgent").splitlines()
    assert [row.split(" | ")[0] for row in rows] == [
        "| ✖ expired",
        "| ! waits for an email",
        "| ! expires soon",
    ]
    assert rows[1] == (
        "| ! waits for an email | `waits.example.com`, `*.waits.example.com`, `www.waits.example.com` +1 "
        "| 2026-12-05 | 12 d | `111122223333 · ap-northeast-1` | `orders 8443 SNI`, `shop 443 default` | — "
        "| `Switch it in place now: its renewal waits for somebody to answer an email, it expires in 12 d; "
        "the switch renews it` |"
    )
    assert "`DNS, botan@laptop`" in rows[2]


def test_the_rest_in_short() -> None:
    _, _, *rows = section("The others").splitlines()
    assert rows[1] == (
        "| `edge.example.com` | 2027-06-11 | · in use | `111122223333 · ap-northeast-1` | — "
        "| `Switch it in place` |"
    )
    assert "· in use (as of 2026-11-23 12:00 UTC)" in rows[2]
    assert "`444455556666 · cn-north-1 (aws-cn)`" in rows[3]
    assert rows[4].startswith("| `0f0e0d0c` | — |")


def test_what_aws_health_says_and_what_failed() -> None:
    assert section("AWS Health").splitlines()[-1] == (
        "`AWS Health tells nothing without a support plan. (444455556666)`"
    )
    assert section("Not looked through").splitlines()[4:] == [
        "- `blog · eu-west-1, us-east-1`: `The session of the profile blog has expired.`",
        "  - Cause: `ExpiredToken: the key [redacted] is no longer valid`",
        "  - Next: `aws sso login --profile blog`",
    ]
    assert SECRET not in TEXT


@pytest.mark.parametrize("title", ["The others", "AWS Health", "Not looked through"])
def test_what_there_is_none_of_has_no_heading(title: str) -> None:
    assert f"## {title}" not in as_markdown(EMPTY)


def test_a_failure_that_is_about_no_place() -> None:
    nowhere = msgspec.structs.replace(EMPTY, failures=(NotLooked("", "", denied().trouble),))
    said = section("Not looked through", as_markdown(nowhere)).splitlines()
    assert said[0] == "- `AWS refused to search certificates.`"


def test_nothing_is_urgent() -> None:
    calm = report_of(after(Seen((described("a", not_after=None),))), [], START)
    assert section("Urgent", as_markdown(calm)) == "None."


def test_it_is_made_of_the_parts_that_were_meant() -> None:
    kinds = [token.type for token in MarkdownIt("gfm-like").parse(TEXT)]
    assert (kinds.count("table_open"), kinds.count("heading_open")) == (5, 5)


def test_the_campaign_may_not_be_known() -> None:
    assert "Campaign" not in as_markdown(msgspec.structs.replace(report(), campaign=None))
