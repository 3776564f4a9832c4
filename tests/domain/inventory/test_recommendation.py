"""What to do about a certificate, and why."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from acm_tui.domain.certificate import Certificate, Switch
from acm_tui.domain.events import Way, WayChosen
from acm_tui.domain.inventory.recommendation import Recommendation, recommendation
from acm_tui.domain.inventory.urgency import Urgency
from acm_tui.domain.listener import holder_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.ways import advice as both_ways
from tests.domain.stories import (
    EXPIRY,
    START,
    email_certificate,
    issued,
    load_balancer_arn,
    requested,
    started,
    told,
)
from tests.domain.test_ways import HOLDERS, MANAGERS, METHODS, STATUSES, SWITCHES, TYPES

CLOUDFRONT = "arn:aws:cloudfront::111122223333:distribution/E1"
API = "arn:aws:apigateway:eu-west-1::/domainnames/shop.example.com"
SHOP = load_balancer_arn()
DAYS = (EXPIRY - START).days


def advice(
    how_urgent: Urgency = Urgency.IN_USE, under_way: Migration | None = None, **changes: Any
) -> Recommendation:
    certificate: Certificate = email_certificate(**changes)
    holders = tuple(map(holder_of, certificate.in_use_by))
    return recommendation(certificate, how_urgent, holders, under_way, START)


LEFT = f"it expires in {DAYS} d"
REASONS = (
    (Urgency.EXPIRED, " now", "it has expired and is still held"),
    (Urgency.FAILED, " now", f"its renewal by email has failed, {LEFT}"),
    (Urgency.NO_MORE_MAIL, " now", f"ACM renews nothing by email any more, {LEFT}"),
    (Urgency.RENEWAL_WAITS, " now", f"its renewal waits for somebody to answer an email, {LEFT}"),
    (Urgency.SOON, " now", f"its renewal by email is due, {LEFT}"),
    (Urgency.IN_USE, "", "ACM renews by email until 2027-09-30 only"),
)


@pytest.mark.parametrize(("how_urgent", "now", "why"), REASONS)
def test_what_is_issued_and_held_is_switched_in_place(how_urgent: Urgency, now: str, why: str) -> None:
    assert advice(how_urgent) == Recommendation("migrate", f"Switch it in place{now}", why, "in place")


@pytest.mark.parametrize(("how_urgent", "now", "why"), REASONS)
def test_what_is_not_issued_is_replaced_and_it_is_said_why(how_urgent: Urgency, now: str, why: str) -> None:
    because = f"{why}; ACM switches in place only what is issued, it is EXPIRED"
    assert advice(how_urgent, status="EXPIRED") == Recommendation(
        "migrate", f"Replace it{now}", because, "replace"
    )


def test_no_way_is_named_where_the_status_is_not_told_yet() -> None:
    assert advice(Urgency.EXPIRED, status="") == Recommendation(
        "migrate", "Migrate it now", "it has expired and is still held", None
    )
    unused = advice(Urgency.UNUSED, status="", in_use_by=())
    assert (unused.what, unused.way) == ("Delete it if nobody needs it, or migrate it", None)


@pytest.mark.parametrize(("days", "renewed"), [(45, True), (46, False)])
def test_a_switch_in_the_renewal_window_renews_it(days: int, renewed: bool) -> None:
    said = advice(Urgency.FAILED, not_after=START + timedelta(days=days))
    why = f"its renewal by email has failed, it expires in {days} d"
    assert said.why == why + ("; the switch renews it" if renewed else "")


def test_what_nothing_holds_may_be_of_no_use() -> None:
    assert advice(Urgency.UNUSED, in_use_by=()) == Recommendation(
        "review",
        "Delete it if nobody needs it, or switch it in place",
        "nothing holds it, so ACM does not renew it",
        "in place",
    )
    expired = advice(Urgency.UNUSED, in_use_by=(), status="EXPIRED")
    assert (expired.what, expired.way) == ("Delete it if nobody needs it, or replace it", "replace")


@pytest.mark.parametrize("status", ["PENDING_VALIDATION", "VALIDATION_TIMED_OUT", "FAILED"])
def test_what_was_never_issued_is_not_renewed_either(status: str) -> None:
    said = advice(Urgency.UNUSED, status=status, in_use_by=(), not_after=None)
    assert (said.action, said.why) == ("review", "it was never issued, and nothing holds it")
    assert said.what == "Delete it if nobody needs it, or replace it"


def test_what_is_revoked_is_not_renewed_by_anybody() -> None:
    said = advice(Urgency.IN_USE, status="REVOKED")
    assert (said.action, said.what, said.way) == ("migrate", "Replace it now", "replace")
    assert said.why.startswith("it is revoked and still held; ")


@pytest.mark.parametrize("expires", [None, START, START - timedelta(days=3)])
def test_no_days_are_counted_where_none_are_left_or_known(expires: Any) -> None:
    assert advice(Urgency.FAILED, not_after=expires).why == "its renewal by email has failed"


def test_what_other_services_hold_is_changed_by_hand_where_it_is_replaced() -> None:
    held: dict[str, Any] = {"in_use_by": (CLOUDFRONT, SHOP, API, f"{CLOUDFRONT}2")}
    assert "by hand" not in advice(Urgency.SOON, **held).why
    said = advice(Urgency.SOON, status="INACTIVE", **held)
    assert (said.action, said.what) == ("migrate", "Replace it now")
    assert said.why.endswith("it is INACTIVE; API Gateway, CloudFront must be changed by hand")


def pending(hours: int | None = 1) -> Switch:
    """A switch that was begun so many *hours* ago; ``None``: ACM does not tell when."""
    begun = None if hours is None else START - timedelta(hours=hours)
    return Switch("PENDING_DOMAIN_VALIDATION", begun, begun)


@pytest.mark.parametrize(
    ("switch", "how_urgent", "what", "why"),
    [
        (pending(), Urgency.IN_USE, "", "a switch is pending until 2026-11-26 08:00 UTC"),
        (pending(73), Urgency.IN_USE, "", "a switch was pending until 2026-11-23 08:00 UTC"),
        (pending(None), Urgency.IN_USE, "", "a switch is pending"),
        (
            pending(),
            Urgency.SOON,
            " now",
            f"a switch is pending until 2026-11-26 08:00 UTC; its renewal by email is due, {LEFT}",
        ),
        (
            pending(None),
            Urgency.UNUSED,
            "",
            "a switch is pending; nothing holds it, so ACM does not renew it",
        ),
    ],
)
def test_a_switch_that_is_pending_is_gone_on_with(
    switch: Switch, how_urgent: Urgency, what: str, why: str
) -> None:
    said = advice(how_urgent, switch=switch)
    assert said == Recommendation("continue", f"Go on with its switch{what}", why, "in place")


def test_a_switch_that_came_to_nothing_is_begun_again() -> None:
    failed = Switch("FAILED", START - timedelta(hours=80), START - timedelta(hours=8))
    assert advice(switch=failed).what == "Switch it in place"


EVERY = product(STATUSES, TYPES, METHODS, MANAGERS, SWITCHES, HOLDERS, Urgency)


def test_inventory_and_request_screen_recommend_the_same_way() -> None:
    for status, kind, method, manager, switch, holders, how_urgent in EVERY:
        certificate = email_certificate(
            status=status,
            type=kind,
            validation_method=method,
            managed_by=manager,
            switch=switch,
            in_use_by=holders,
        )
        said = recommendation(certificate, how_urgent, tuple(map(holder_of, holders)), None, START)
        assert said.way == both_ways(certificate, START).recommended, certificate
        assert (said.action == "none") == (said.way is None)
        is_told(said)


def is_told(said: Recommendation) -> None:
    """The words name the way, and no other."""
    named = {"in place": ("witch it in place", "its switch"), "replace": ("eplace it",), None: ("Leave it",)}
    assert any(one in said.what for one in named[said.way]), said
    others = (one for way, words in named.items() if way != said.way for one in words)
    assert not any(one in said.what for one in others), said
    assert said.why
    assert not said.why.endswith(".")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"managed_by": "CLOUDFRONT"}, "CLOUDFRONT manages it: move it there"),
        ({"type": "IMPORTED"}, "it is imported: ACM did not issue it, so ACM cannot validate it"),
        ({"validation_method": "DNS"}, "it is not validated by email: nothing to move"),
    ],
)
def test_what_cannot_be_moved_here_is_left(changes: dict[str, Any], why: str) -> None:
    assert advice(Urgency.EXPIRED, **changes) == Recommendation("none", "Leave it", why)


@pytest.mark.parametrize(
    ("events", "why", "way"),
    [
        ((started(),), "Switch in place or replace it", "in place"),
        ((started(email_certificate(status="EXPIRED")),), "Switch in place or replace it", "replace"),
        ((started(), WayChosen("in place")), "Switch the certificate to DNS validation", "in place"),
        (tuple(requested()), "Hand the CNAME to the DNS team", "replace"),
        (tuple(issued()), "Choose the listeners", "replace"),
    ],
)
def test_what_was_begun_goes_on_the_way_it_went(events: tuple[Any, ...], why: str, way: Way) -> None:
    said = advice(Urgency.EXPIRED, told(*events), managed_by="CLOUDFRONT")
    assert said == Recommendation("continue", "Go on with its migration", why, way)
