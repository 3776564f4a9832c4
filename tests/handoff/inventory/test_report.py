"""What is told of an inventory, whatever its form."""

from __future__ import annotations

import msgspec

from acm_tui.domain.inventory.campaign import Campaign
from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import Noticed, Seen
from acm_tui.domain.inventory.urgency import Urgency
from acm_tui.handoff.inventory.report import alike, report_of, totals
from tests.domain.inventory.stock import BEIJING, IRELAND, TOKYO, after, arn, found, looked, notice
from tests.domain.stories import START
from tests.handoff.inventory.reported import EMPTY, FAILURES, done, inventory, report, under_way


def test_the_most_urgent_is_first() -> None:
    assert [one.name for one in report().rows] == [
        "expired.example.com",
        "waits.example.com",
        "begun.example.com",
        "unknown.example.com",
        "edge.example.com",
        "remembered.example.com",
        "idle.example.cn",
        "0f0e0d0c",
    ]


def test_how_many_are_how_urgent() -> None:
    assert list(totals(report()).items()) == [
        (Urgency.EXPIRED, 1),
        (Urgency.RENEWAL_WAITS, 1),
        (Urgency.SOON, 1),
        (Urgency.IN_USE, 3),
        (Urgency.UNUSED, 2),
    ]
    assert totals(EMPTY) == {}


def test_the_campaign_counts_what_is_no_row_any_more() -> None:
    assert report().campaign == Campaign(
        done=1, to_request=0, waiting_for_dns=1, ready_to_cut_over=0, finishing=0, not_started=7
    )


def test_only_some_rows_and_the_whole_campaign() -> None:
    whole = report()
    some = report_of(inventory(), [under_way(), done()], START, shown=whole.rows[3:1:-1])
    assert some == msgspec.structs.replace(whole, rows=whole.rows[3:1:-1])


def test_places_stand_in_order() -> None:
    found_there = after(looked(BEIJING), looked(IRELAND), looked(TOKYO))
    places = [place for place, _ in report_of(found_there, [], START).looked]
    assert places == [TOKYO.place, IRELAND.place, BEIJING.place]


def test_a_notice_to_several_accounts_is_told_once_for_what_it_names() -> None:
    seen = after(
        Seen((found("a"),)),
        Noticed("1", (notice(arn("a")), notice(arn("b")))),
        Noticed("2", (notice(arn("a")), notice(number=2))),
    )
    assert len(report_of(seen, [], START).notices) == 3


def test_why_aws_health_is_quiet_is_said_once() -> None:
    seen = after(Noticed("2", (), "no plan"), Noticed("3", (), "denied"), Noticed("1", (), "no plan"))
    assert report_of(seen, [], START).quiet == ("denied (3)", "no plan (1, 2)")


def test_what_fails_alike_is_told_together() -> None:
    assert [len(some) for some in alike(FAILURES)] == [1, 2]
    assert alike(()) == []


def test_nothing_at_all() -> None:
    assert report_of(Inventory(), [], START).rows == ()
