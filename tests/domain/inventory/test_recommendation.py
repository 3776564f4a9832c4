"""What to do about a certificate, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.inventory.recommendation import Recommendation, recommendation
from acm_tui.domain.inventory.urgency import Urgency
from acm_tui.domain.listener import holder_of
from acm_tui.domain.migration import Migration
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


@pytest.mark.parametrize(
    ("how_urgent", "what", "why"),
    [
        (Urgency.EXPIRED, "Migrate it now", "it has expired and is still held"),
        (
            Urgency.FAILED,
            "Migrate it now",
            f"its renewal by email has failed, it expires in {DAYS} d",
        ),
        (
            Urgency.NO_MORE_MAIL,
            "Migrate it now",
            f"ACM renews nothing by email any more, it expires in {DAYS} d",
        ),
        (
            Urgency.RENEWAL_WAITS,
            "Migrate it now",
            f"its renewal waits for somebody to answer an email, it expires in {DAYS} d",
        ),
        (Urgency.SOON, "Migrate it now", f"its renewal by email is due, it expires in {DAYS} d"),
        (Urgency.IN_USE, "Migrate it", "ACM renews by email until 2027-09-30 only"),
    ],
)
def test_what_is_held_is_migrated(how_urgent: Urgency, what: str, why: str) -> None:
    assert advice(how_urgent) == Recommendation("migrate", what, why)


def test_what_nothing_holds_may_be_of_no_use() -> None:
    said = advice(Urgency.UNUSED, in_use_by=())
    assert (said.action, said.what) == ("review", "Delete it if nobody needs it, or migrate it")
    assert said.why == "nothing holds it, so ACM does not renew it"


@pytest.mark.parametrize("status", ["PENDING_VALIDATION", "VALIDATION_TIMED_OUT", "FAILED"])
def test_what_was_never_issued_is_not_renewed_either(status: str) -> None:
    said = advice(Urgency.UNUSED, status=status, in_use_by=(), not_after=None)
    assert (said.action, said.why) == ("review", "it was never issued, and nothing holds it")


def test_what_is_revoked_is_not_renewed_by_anybody() -> None:
    said = advice(Urgency.IN_USE, status="REVOKED")
    assert said == Recommendation("migrate", "Migrate it now", "it is revoked and still held")


@pytest.mark.parametrize("expires", [None, START, START - timedelta(days=3)])
def test_no_days_are_counted_where_none_are_left_or_known(expires: Any) -> None:
    assert advice(Urgency.FAILED, not_after=expires).why == "its renewal by email has failed"


def test_what_other_services_hold_is_changed_by_hand() -> None:
    said = advice(Urgency.SOON, in_use_by=(CLOUDFRONT, SHOP, API, f"{CLOUDFRONT}2"))
    assert (said.action, said.what) == ("migrate", "Migrate it now")
    assert said.why.endswith(f"it expires in {DAYS} d; API Gateway, CloudFront must be changed by hand")


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
    ("events", "why"),
    [
        ((started(),), "Switch in place or replace it"),
        (tuple(requested()), "Hand the CNAME to the DNS team"),
        (tuple(issued()), "Choose the listeners"),
    ],
)
def test_what_was_begun_goes_on(events: tuple[Any, ...], why: str) -> None:
    said = advice(Urgency.EXPIRED, told(*events), managed_by="CLOUDFRONT")
    assert said == Recommendation("continue", "Go on with its migration", why)
