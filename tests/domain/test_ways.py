"""Both ways side by side: which is open for a certificate, why not, and what each means for it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import get_args

import pytest

from acm_tui.domain.certificate import (
    Certificate,
    Configuration,
    Configured,
    Switch,
    why_not_replace,
    why_not_switch,
)
from acm_tui.domain.ways import HINDERED, Advice, Hindrance, WayAdvice, advice, renewed_by_switch
from tests.domain.stories import DOMAIN, EXPIRY, RECORD, START, email_certificate, load_balancer_arn

STATUSES = (
    "PENDING_VALIDATION",
    "ISSUED",
    "INACTIVE",
    "EXPIRED",
    "VALIDATION_TIMED_OUT",
    "REVOKED",
    "FAILED",
)
"""Every status (ACM API reference, CertificateDetail)."""
TYPES = ("AMAZON_ISSUED", "IMPORTED", "PRIVATE")
METHODS = ("EMAIL", "DNS", "HTTP", "")
SWITCHES = (
    None,
    Switch("PENDING_DOMAIN_VALIDATION", START, START),
    Switch("FAILED", START - timedelta(hours=80), START - timedelta(hours=8)),
)
CLOUDFRONT = "arn:aws:cloudfront::111122223333:distribution/E1"
HOLDERS = ((), (load_balancer_arn(),), (CLOUDFRONT,), (load_balancer_arn(), CLOUDFRONT))
MANAGERS = (None, "CLOUDFRONT")
ELIGIBILITIES = ("ELIGIBLE", "INELIGIBLE", None)
HINDRANCES: tuple[Hindrance | None, ...] = (None, *get_args(Hindrance))

EVERY = tuple(product(STATUSES, TYPES, METHODS, MANAGERS, SWITCHES, HOLDERS, ELIGIBILITIES, HINDRANCES))


def expected(
    status: str, kind: str, method: str, manager: str | None, switch: Switch | None, hindrance: object
) -> tuple[str, str, str | None]:
    """The rules once more, as the facts have them: in place, replace, recommended."""
    if (kind, method, manager) != ("AMAZON_ISSUED", "EMAIL", None):
        return "closed", "closed", None
    if switch is not None and switch.status == "PENDING_DOMAIN_VALIDATION":
        return "under way", "open", "in place"
    if status == "ISSUED" and hindrance is None:
        return "open", "open", "in place"
    return "closed", "open", "replace"


def test_every_certificate_has_the_ways_that_the_facts_leave_it() -> None:
    for status, kind, method, manager, switch, holders, eligibility, hindrance in EVERY:
        certificate = email_certificate(
            status=status,
            type=kind,
            validation_method=method,
            managed_by=manager,
            switch=switch,
            in_use_by=holders,
            renewal_eligibility=eligibility,
        )
        found = advice(certificate, START, hindrance)
        seen = (found.in_place.standing, found.replace.standing, found.recommended)
        assert seen == expected(status, kind, method, manager, switch, hindrance), certificate
        assert found.reason
        for one in (found.in_place, found.replace):
            is_told(one)
        said = any("ACM does not renew it as it is now" in risk for risk in found.in_place.risks)
        assert said == (eligibility == "INELIGIBLE" and found.in_place.standing != "closed")


def is_told(one: WayAdvice) -> None:
    """A way that is closed says only why; one that is not says everything."""
    told = (one.changes, one.needs, one.risks, one.back, one.code)
    assert all(told) if one.standing != "closed" else not any(told)
    assert bool(one.why) == (one.standing != "open")
    for text in (one.why, one.back, *one.changes, *one.needs, *one.risks, *one.code):
        assert not text.endswith(".")


def both(**facts: object) -> Advice:
    return advice(email_certificate(**facts), START)


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        (email_certificate(), None),
        (email_certificate(status="EXPIRED"), "it is EXPIRED: ACM switches only what is issued"),
        (email_certificate(type="IMPORTED"), why_not_replace(email_certificate(type="IMPORTED"))),
        (email_certificate(switch=SWITCHES[1]), "a switch is pending already"),
        (email_certificate(switch=SWITCHES[2]), None),
        (
            email_certificate(configured=(Configured(DOMAIN, Configuration("DNS", "SUCCESS", RECORD)),)),
            "it is not validated by email: nothing to move",
        ),
    ],
)
def test_who_may_not_be_switched_and_why(certificate: Certificate, why: str | None) -> None:
    assert why_not_switch(certificate) == why


@pytest.mark.parametrize("hindrance", get_args(Hindrance))
def test_what_keeps_the_call_from_being_made_is_the_reason_to_replace(hindrance: Hindrance) -> None:
    found = advice(email_certificate(), START, hindrance)
    assert found.in_place.why == HINDERED[hindrance]
    assert found.reason == f"it cannot be switched in place: {HINDERED[hindrance]}"


def test_a_pending_switch_is_told_with_its_end_on_both_sides() -> None:
    found = both(switch=SWITCHES[1])
    assert found.in_place.why == "a switch is pending until 2026-11-26 09:00 UTC"
    assert any("cannot be withdrawn" in one for one in found.replace.risks)
    assert not any("cannot be withdrawn" in one for one in both().replace.risks)


@pytest.mark.parametrize(
    ("left", "renewed"),
    [
        (timedelta(days=46), False),
        (timedelta(days=45, seconds=1), False),
        (timedelta(days=45), True),
        (timedelta(seconds=1), True),
        (timedelta(0), False),
    ],
)
def test_inside_the_renewal_window_it_is_renewed_at_once(left: timedelta, renewed: bool) -> None:
    certificate = email_certificate(not_after=START + left)
    assert renewed_by_switch(certificate, START) is renewed
    said = " ".join(advice(certificate, START).in_place.changes)
    assert ("ACM renews it as part of the switch" in said) is renewed


@pytest.mark.parametrize(("days", "sooner"), [(197, False), (199, True)])
def test_a_new_certificate_that_ends_before_the_old_one_is_told_with_both_dates(
    days: int, sooner: bool
) -> None:
    end = START + timedelta(days=days)
    (said,) = both(not_after=end).replace.changes[1:]
    assert (f"before the old one does ({end:%Y-%m-%d})" in said) is sooner


def test_where_else_it_is_held_is_work_for_others_only_where_it_is_replaced() -> None:
    found = both(in_use_by=(load_balancer_arn(), CLOUDFRONT))
    assert found.replace.needs[0] == "a swap on 1 load balancer, best in a maintenance window"
    assert any("CloudFront" in one for one in found.replace.needs)
    assert found.reason == "it keeps its ARN: the 2 resources that hold it need no change"
    assert found.in_place.needs[0] == "no maintenance window: nothing that serves traffic is touched"


def test_what_nothing_holds_is_told_not_to_be_renewed() -> None:
    assert "ACM renews only what is held" in both(in_use_by=()).reason


def test_each_way_back_is_told() -> None:
    assert both().in_place.back.startswith("there is none")
    assert both().replace.back == "until the old certificate is deleted, one key restores the listeners"
    assert "ForceNew" in both().in_place.code[0]


def test_the_expiry_is_the_certificates_own() -> None:
    assert f"{EXPIRY:%Y-%m-%d}" in both().in_place.changes[1]


def test_each_way_is_found_by_its_name() -> None:
    found = both()
    assert found.of("replace") is found.replace
    assert found.of("in place") is found.in_place
