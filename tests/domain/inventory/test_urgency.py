"""How urgent a certificate is, and in which order they stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.certificate import SOON
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.urgency import Urgency, by_urgency, urgency
from tests.domain.stories import START, email_certificate, load_balancer_arn
from tests.domain.strategies import steady, times

FAR = START + SOON + timedelta(seconds=1)
NEAR = START + SOON
LAST_MAIL = datetime(2027, 9, 30, 23, 59, 59, tzinfo=UTC)
AFTER_MAIL = LAST_MAIL + timedelta(seconds=1)
WAITS: dict[str, Any] = {"renewal_status": "PENDING_VALIDATION"}
FAILED: dict[str, Any] = {"renewal_status": "FAILED"}
UNUSED: dict[str, Any] = {"in_use_by": ()}


def item(**changes: Any) -> Item:
    certificate = email_certificate(**changes)
    return Item(certificate=certificate, in_use=bool(certificate.in_use_by), described=True)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (item(not_after=START), Urgency.EXPIRED),
        (item(not_after=START, **WAITS), Urgency.EXPIRED),
        (item(not_after=START, **FAILED), Urgency.EXPIRED),
        (item(not_after=START, **UNUSED), Urgency.UNUSED),
        (item(not_after=START, **UNUSED, **WAITS), Urgency.UNUSED),
        (item(not_after=NEAR, **WAITS), Urgency.RENEWAL_WAITS),
        (item(not_after=FAR, **WAITS), Urgency.RENEWAL_WAITS),
        (item(not_after=NEAR, **WAITS, **UNUSED), Urgency.RENEWAL_WAITS),
        (item(not_after=NEAR, **FAILED), Urgency.FAILED),
        (item(not_after=NEAR, **FAILED, **UNUSED), Urgency.FAILED),
        (item(not_after=NEAR, renewal_status="SUCCESS"), Urgency.SOON),
        (item(not_after=START + timedelta(microseconds=1)), Urgency.SOON),
        (item(not_after=FAR), Urgency.IN_USE),
        (item(not_after=None), Urgency.IN_USE),
        (item(not_after=NEAR, **UNUSED), Urgency.UNUSED),
    ],
)
def test_before_the_last_day_of_renewal_by_mail(one: Item, expected: Urgency) -> None:
    assert urgency(one, START) is expected


@pytest.mark.parametrize(
    ("changes", "last_day", "day_after"),
    [
        ({"not_after": LAST_MAIL + SOON}, Urgency.SOON, Urgency.NO_MORE_MAIL),
        ({"not_after": LAST_MAIL + 2 * SOON}, Urgency.IN_USE, Urgency.NO_MORE_MAIL),
        ({"not_after": AFTER_MAIL + SOON, **WAITS}, Urgency.RENEWAL_WAITS, Urgency.NO_MORE_MAIL),
        ({"not_after": AFTER_MAIL + SOON, **FAILED}, Urgency.FAILED, Urgency.FAILED),
        ({"not_after": AFTER_MAIL}, Urgency.SOON, Urgency.EXPIRED),
        ({"not_after": AFTER_MAIL + SOON, **WAITS, **UNUSED}, Urgency.RENEWAL_WAITS, Urgency.UNUSED),
        ({"not_after": AFTER_MAIL + SOON, **UNUSED}, Urgency.UNUSED, Urgency.UNUSED),
    ],
)
def test_after_it_no_email_helps_any_more(
    changes: dict[str, Any], last_day: Urgency, day_after: Urgency
) -> None:
    assert urgency(item(**changes), LAST_MAIL) is last_day
    assert urgency(item(**changes), AFTER_MAIL) is day_after


def test_that_it_is_held_is_enough_to_know() -> None:
    found = Item(certificate=email_certificate(in_use_by=(), not_after=FAR), in_use=True)
    assert urgency(found, START) is Urgency.IN_USE


def test_the_order_is_urgency_then_expiry_then_name() -> None:
    items = [
        item(names=("expired.example.com",), not_after=START),
        item(names=("failed.example.com",), **FAILED),
        item(names=("waits.example.com",), **WAITS),
        item(names=("soon-a.example.com",), not_after=NEAR - timedelta(days=1)),
        item(names=("a-soon.example.com",), not_after=NEAR),
        item(names=("b-soon.example.com",), not_after=NEAR),
        item(names=("used.example.com",), not_after=FAR),
        item(names=("endless.example.com",), not_after=None),
        item(names=("unused.example.com",), **UNUSED),
    ]
    shuffled = [*items[5:], *items[:5]]
    assert sorted(shuffled, key=lambda one: by_urgency(one, urgency(one, START))) == items


def test_after_the_last_mail_what_expires_first_is_first() -> None:
    later, sooner = (item(not_after=AFTER_MAIL + timedelta(days=days)) for days in (9, 3))
    assert by_urgency(sooner, urgency(sooner, AFTER_MAIL)) < by_urgency(later, urgency(later, AFTER_MAIL))


def test_no_two_stand_in_the_same_place() -> None:
    one, other = item(arn="arn:aws:acm:a:1:certificate/1"), item(arn="arn:aws:acm:b:1:certificate/1")
    assert by_urgency(one, Urgency.SOON) < by_urgency(other, Urgency.SOON)


def test_one_without_a_name_has_its_place() -> None:
    assert by_urgency(item(names=(), not_after=None), Urgency.UNUSED)[2] == ""


@pytest.mark.parametrize(
    ("one", "slug"),
    [
        (Urgency.EXPIRED, "expired"),
        (Urgency.FAILED, "failed"),
        (Urgency.NO_MORE_MAIL, "no_more_mail"),
        (Urgency.RENEWAL_WAITS, "renewal_waits"),
        (Urgency.SOON, "soon"),
        (Urgency.IN_USE, "in_use"),
        (Urgency.UNUSED, "unused"),
    ],
)
def test_what_scripts_call_it_stays(one: Urgency, slug: str) -> None:
    assert one.slug == slug


@steady
@given(
    st.none() | times,
    st.sampled_from([None, "PENDING_VALIDATION", "FAILED", "SUCCESS", "PENDING_AUTO_RENEWAL"]),
    st.sampled_from([(), (load_balancer_arn(),)]),
    times,
)
def test_time_makes_nothing_less_urgent_that_is_held(
    expires: datetime | None, renewal: str | None, holders: tuple[str, ...], now: datetime
) -> None:
    one = item(not_after=expires, renewal_status=renewal, in_use_by=holders)
    ranks = [list(Urgency).index(urgency(one, at)) for at in (now, now + timedelta(days=60))]
    assert ranks[1] <= ranks[0] or not holders
