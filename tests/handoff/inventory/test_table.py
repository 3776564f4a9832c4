"""The inventory in a terminal."""

from __future__ import annotations

import msgspec

from acm_tui.domain.inventory.news import NotLooked, Seen
from acm_tui.handoff.columns import cells
from acm_tui.handoff.inventory.report import report_of
from acm_tui.handoff.inventory.table import as_rows, as_table, failure_lines
from tests.domain.inventory.stock import after, balancer, denied, described
from tests.domain.stories import START
from tests.handoff.inventory.reported import EMPTY, FAILURES, report


def lines(text: str) -> dict[str, list[str]]:
    """The rows of the table by what stands in their second column, each as its columns."""
    table, _, _ = text.partition("\n\n")
    heading, *rest = table.splitlines()
    starts = [at for at, one in enumerate(heading) if one != " " and heading[at - 2 : at] == "  "]
    ends = [*starts, None]
    found = [[row[a:b].strip() for a, b in zip([0, *starts], ends, strict=True)] for row in rest]
    return {row[1]: row for row in found}


TABLE = lines(as_table(report()))


def test_every_certificate_has_a_line() -> None:
    assert [*TABLE] == [
        "expired.example.com",
        "waits.example.com +3",
        "begun.example.com",
        "unknown.example.com",
        "edge.example.com",
        "remembered.example.com",
        "idle.example.cn",
        "0f0e0d0c",
    ]


def test_what_a_line_tells() -> None:
    assert TABLE["waits.example.com +3"] == [
        "!",
        "waits.example.com +3",
        "2026-12-05",
        "12 d",
        "waits for an email",
        "orders 8443 SNI, shop 443 default",
        "111122223333",
        "ap-northeast-1",
        "",
        "1 notice",
        "",
        "Switch it in place now: its renewal waits for somebody to answer an email, it expires in 12 d; "
        "the switch renews it",
    ]


def test_signs_and_words() -> None:
    assert [(row[0], row[3], row[4]) for row in TABLE.values()] == [
        ("✖", "over", "expired"),
        ("!", "12 d", "waits for an email"),
        ("!", "20 d", "expires soon"),
        ("·", "53 d", "in use"),
        ("·", "200 d", "in use"),
        ("·", "300 d", "in use"),
        ("", "30 d", "attached to nothing"),
        ("", "", "attached to nothing"),
    ]


def test_what_holds_it() -> None:
    held = {name: row[5] for name, row in TABLE.items()}
    assert held["expired.example.com"] == "legacy 443 default"
    assert held["unknown.example.com"] == "not known yet"
    assert held["edge.example.com"] == "CloudFront"
    assert held["remembered.example.com"] == "shop (no listener any more)"
    assert held["idle.example.cn"] == ""


def test_many_holders_are_counted() -> None:
    many = [balancer(f"lb{number}") for number in range(5)]
    found = after(Seen((described("a", *many),)))
    (row,) = report_of(found, [], START).rows
    assert "  lb0 (listeners not known yet), lb1 (listeners not known yet) +3  " in as_table(
        msgspec.structs.replace(EMPTY, rows=(row,))
    )


def test_who_is_at_work_on_it_and_where() -> None:
    assert TABLE["begun.example.com"][8] == "DNS, botan@laptop"
    assert TABLE["begun.example.com"][-1] == "Go on with its migration: Hand the CNAME to the DNS team"


def test_what_is_only_remembered_says_as_of_when() -> None:
    assert TABLE["remembered.example.com"][10] == "2026-11-23 12:00 UTC"
    assert {row[10] for name, row in TABLE.items() if name != "remembered.example.com"} == {""}
    never_whole = after(before=after(Seen((described("a"),))))
    assert "  an earlier run  " in as_table(report_of(never_whole, [], START))


def test_a_column_that_nothing_stands_in_is_left_out() -> None:
    edge = tuple(one for one in report().rows if one.name == "edge.example.com")
    heading = as_table(msgspec.structs.replace(report(), rows=edge)).splitlines()[0]
    assert " ".join(heading.split()) == "CERTIFICATE EXPIRES LEFT STATE HELD BY ACCOUNT REGION WHAT TO DO"


def test_what_stands_below() -> None:
    rest = as_table(report()).partition("\n\n")[2]
    assert rest == (
        "8 certificates · expired 1 · waits for an email 1 · expires soon 1 · in use 3 "
        "· attached to nothing 2\n"
        "Campaign: 1 done · 1 waiting for DNS · 7 not started\n"
        "email issuance ends in 128 d · renewals end in 311 d\n"
        "AWS Health: 1 notice about ACM\n"
        "AWS Health tells nothing without a support plan. (444455556666)\n"
        "2 places not looked through\n"
        "1 place not read in full\n"
        "\n"
        "! shop-prod · 111122223333 · eu-west-1: AWS refused to search certificates.\n"
        "  Cause: AccessDeniedException: no\n"
        "  Next: Ask for acm:SearchCertificates.\n"
        "✖ blog · eu-west-1, us-east-1: The session of the profile blog has expired.\n"
        "  Cause: ExpiredToken: the key [redacted] is no longer valid\n"
        "  Next: aws sso login --profile blog"
    )


def test_failures_may_be_told_elsewhere() -> None:
    assert as_rows(report()) + "\n\n" + "\n".join(failure_lines(FAILURES)) == as_table(report())


def test_a_failure_that_is_about_no_place() -> None:
    nowhere = NotLooked("", "", denied().trouble)
    assert next(failure_lines([nowhere])) == "✖ AWS refused to search certificates."


def test_nothing_was_found() -> None:
    assert as_table(EMPTY).startswith(
        "No certificate that is validated by email was found.\n\n0 certificates\n"
    )
    blind = msgspec.structs.replace(EMPTY, failures=(denied(),))
    assert as_table(blind).startswith(
        "No certificate that is validated by email was found where one could look.\n"
    )


def test_columns_stand_below_each_other_whatever_the_script() -> None:
    found = after(Seen((described("a", names=("店.example.com",)), described("b", names=("b" * 150,)))))
    _, *rows = as_table(report_of(found, [], START)).partition("\n\n")[0].splitlines()
    assert len({cells(line.partition("2027-01-15")[0]) for line in rows}) == 1
    assert any("b" * 100 + "… (+50)" in line for line in rows)
