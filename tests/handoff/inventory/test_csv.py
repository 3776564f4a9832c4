"""The inventory in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from acm_tui.domain.inventory.news import Seen
from acm_tui.handoff.inventory.csv import COLUMNS, as_csv
from acm_tui.handoff.inventory.report import Report, report_of
from tests.domain.inventory.stock import after, described
from tests.domain.stories import START
from tests.handoff.inventory.reported import EMPTY, report


def read(report: Report) -> dict[str, dict[str, str]]:
    """The lines by the certificate's name."""
    return {line["name"]: line for line in csv.DictReader(io.StringIO(as_csv(report), newline=""))}


LINES = read(report())


def test_one_line_a_certificate_in_the_order_of_the_table() -> None:
    assert as_csv(report()).splitlines()[0] == ",".join(COLUMNS)
    assert [*LINES] == [one.name for one in report().rows]
    assert as_csv(EMPTY) == ",".join(COLUMNS) + "\r\n"


def test_everything_about_one() -> None:
    assert LINES["waits.example.com"] == {
        "name": "waits.example.com",
        "names": "waits.example.com; *.waits.example.com; www.waits.example.com; waits.example.net",
        "account": "111122223333",
        "region": "ap-northeast-1",
        "partition": "aws",
        "expires": "2026-12-05T09:00:00Z",
        "days_left": "12",
        "urgency": "renewal_waits",
        "state": "waits for an email",
        "status": "ISSUED",
        "renewal_status": "PENDING_VALIDATION",
        "renewal_eligibility": "ELIGIBLE",
        "key_algorithm": "RSA_2048",
        "load_balancers": "shop; orders",
        "held_by": "orders 8443 SNI; shop 443 default",
        "tags": "team=shop; stage=prod",
        "migration": "",
        "migration_step": "",
        "migration_by": "",
        "health_notices": "AWS_ACM_RENEWAL_STATE_CHANGE",
        "recommendation": "migrate",
        "way": "in place",
        "why": "its renewal waits for somebody to answer an email, it expires in 12 d; the switch renews it",
        "as_of": "",
        "arn": "arn:aws:acm:ap-northeast-1:111122223333:certificate/waits",
    }


def test_a_migration_under_way() -> None:
    line = LINES["begun.example.com"]
    assert (line["migration"], line["migration_step"], line["migration_by"]) == (
        "5e55a0e1",
        "dns",
        "botan@laptop",
    )
    assert (line["recommendation"], line["way"]) == ("continue", "replace")
    assert line["why"] == "Hand the CNAME to the DNS team"


def test_what_is_not_known_or_never_was() -> None:
    assert LINES["unknown.example.com"]["held_by"] == "not known yet"
    never = LINES["0f0e0d0c"]
    assert (never["names"], never["expires"], never["days_left"]) == ("", "", "")
    assert LINES["remembered.example.com"]["as_of"] == "2026-11-23 12:00 UTC"


def test_a_number_of_days_is_a_number() -> None:
    assert LINES["expired.example.com"]["days_left"] == "0"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_nothing_is_computed_wherever_it_stands(begin: str) -> None:
    hostile = f'{begin}cmd|"/c calc"!A1'
    item = described("a", names=(hostile, hostile), tags={"a": "b", hostile: hostile})
    text = as_csv(report_of(after(Seen((item.tagged(item.certificate.tags),))), [], START))
    (line,) = csv.DictReader(io.StringIO(text, newline=""))
    # Where a semicolon parts cells, each part may become one.
    for cell in line.values():
        for part in (cell, *cell.split("; ")):
            assert not part.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_a_line_break_in_a_tag_makes_no_second_line() -> None:
    item = described("a", tags={"x": "one\ntwo\r\nthree"}).tagged({"x": "one\ntwo\r\nthree"})
    text = as_csv(report_of(after(Seen((item,))), [], START))
    assert len(text.split("\r\n")) == 3
    assert "x=one␊two␍␊three" in text
