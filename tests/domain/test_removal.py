"""What speaks against removing the old certificate: each holder by its name, and what can be done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acm_tui.domain.cutover import plan
from acm_tui.domain.events import (
    CertificateGone,
    CertificateSeen,
    Closed,
    Event,
    Intended,
    ListenersChosen,
    PlanConfirmed,
    SoakSet,
    Succeeded,
    WayChosen,
)
from acm_tui.domain.listener import Listener, attachments_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.removal import Objection, objections, objections_to_requested, refusal
from tests.domain.stories import (
    DOMAIN,
    NEW,
    OLD,
    START,
    dns_certificate,
    email_certificate,
    issued,
    listener,
    load_balancer_arn,
    requested,
    told,
)

LATER = START + timedelta(days=30)
FRONT = "arn:aws:cloudfront::111122223333:distribution/E1"
SHOP, API = load_balancer_arn("shop"), load_balancer_arn("api")


def swap_begun() -> tuple[Event, ...]:
    """The first change of a cutover is under way."""
    one = listener("443")
    made = plan(attachments_of(OLD, [one]), [one], OLD, NEW)
    return (
        *issued(),
        ListenersChosen(made.attachments),
        PlanConfirmed(made, DOMAIN),
        Intended(made.changes[0]),
    )


def swapped(*more: Event, held_by: tuple[str, ...] = (), soak_h: int = 0) -> Migration:
    one = listener("443")
    made = plan(attachments_of(OLD, [one]), [one], OLD, NEW)
    seen = CertificateSeen(email_certificate(in_use_by=held_by))
    return told(
        *issued(),
        SoakSet(soak_h),
        ListenersChosen(made.attachments),
        PlanConfirmed(made, DOMAIN),
        Intended(made.changes[0]),
        Succeeded(len([*issued()]) + 4),
        seen,
        *more,
    )


def whys(m: Migration, *listeners: Listener) -> list[str]:
    return [one.why for one in objections(m, listeners, LATER)]


def test_where_nothing_holds_it_nothing_is_against_it() -> None:
    assert objections(swapped(), [listener("443", NEW)], LATER) == ()


def test_each_listener_that_holds_it_is_named_with_its_roles() -> None:
    both = listener("443", OLD, [OLD], load_balancer_arn=SHOP)
    listed = listener("8443", NEW, [OLD], load_balancer_arn=API, port=8443)
    found = objections(swapped(held_by=(SHOP, API)), [both, listed, listener("1", NEW)], LATER)
    assert [one.why for one in found] == [
        "shop HTTPS 443 holds it as default + SNI",
        "api HTTPS 8443 holds it as SNI",
    ], "and not once more because ACM counts their load balancers"
    assert {one.remedy for one in found} == {"Swap it there too, or leave it."}


def test_each_holder_outside_load_balancers_is_named() -> None:
    (found,) = objections(swapped(held_by=(FRONT,)), (), LATER)
    assert found.why == f"CloudFront holds it: {FRONT}"
    assert "own means" in found.remedy


def test_a_load_balancer_that_acm_still_counts_is_named_as_that() -> None:
    (found,) = objections(swapped(held_by=(API,)), [listener("443", NEW, load_balancer_arn=API)], LATER)
    assert found.why == "ACM still counts api, no listener of which is seen to hold it"
    assert "ACM lags by minutes" in found.remedy


def test_while_it_soaks_that_is_said_first_and_the_holders_after_it() -> None:
    migration = swapped(held_by=(FRONT,), soak_h=24)
    until = migration.soaks_until
    assert until is not None
    assert objections(migration, (), until)[0].why.startswith("CloudFront")
    first, second = objections(migration, (), until - timedelta(seconds=1))
    assert first == Objection(
        f"it is kept for the way back until {until:%Y-%m-%d %H:%M} UTC",
        "Let that time pass, or choose another.",
    )
    assert second.why.startswith("CloudFront")


@pytest.mark.parametrize(
    ("story", "why"),
    [
        (tuple(requested()), "there is no issued successor"),
        (tuple(issued()), "the cutover is not complete"),
    ],
)
def test_before_the_end_it_is_not_removed(story: tuple[Event, ...], why: str) -> None:
    (found, *_) = objections(told(*story), (), LATER)
    assert found == Objection(why)


def test_of_one_that_is_gone_nothing_else_is_said() -> None:
    gone = swapped(CertificateGone(OLD), held_by=(FRONT,))
    assert whys(gone, listener("443", OLD)) == ["it is deleted already"]


def changed_mind(*more: Event, held_by: tuple[str, ...] = ()) -> Migration:
    """A certificate was requested, and the old one is switched in place after all."""
    requested_one = dns_certificate("ISSUED", in_use_by=held_by)
    return told(*requested(), CertificateSeen(requested_one), WayChosen("in place"), *more)


def test_what_was_requested_and_nothing_holds_may_go() -> None:
    assert objections_to_requested(changed_mind(), (listener("443", OLD),)) == ()


def test_each_holder_of_what_was_requested_is_named() -> None:
    found = objections_to_requested(changed_mind(held_by=(API, FRONT)), (listener("443", OLD, [OLD, NEW]),))
    assert [one.why for one in found] == [
        "shop HTTPS 443 holds it as SNI",
        "ACM still counts api, no listener of which is seen to hold it",
        f"CloudFront holds it: {FRONT}",
    ]
    assert [one.remedy for one in found] == [
        "Put another one there first, or leave it.",
        "ACM lags by minutes after a swap: look again then.",
        "Swap it there by that service's own means, or leave it.",
    ]


def test_what_a_listener_holds_speaks_against_it_though_acm_does_not_count_it_yet() -> None:
    (found,) = objections_to_requested(changed_mind(), (listener("443", NEW),))
    assert found.why == "shop HTTPS 443 holds it as default"


def test_a_refusal_names_everything_and_each_remedy_once() -> None:
    said = refusal("requested", (Objection("one", "Do it."), Objection("two", "Do it."), Objection("three")))
    assert (said.sentence, said.cause, said.remedy) == (
        "The requested certificate stays; it was not deleted.",
        "one; two; three",
        "Do it.",
    )


@pytest.mark.parametrize(
    ("m", "why"),
    [
        (told(*issued()), "it is the one that replaces the old one"),
        (changed_mind(CertificateGone(NEW)), "there is none"),
        (changed_mind(Closed()), "the migration is over"),
        (
            told(*swap_begun(), WayChosen("in place")),
            "listeners may hold it",
        ),
    ],
)
def test_what_was_requested_stays_where_it_is_needed_or_may_be(m: Migration, why: str) -> None:
    assert [one.why for one in objections_to_requested(m, ())] == [why]
