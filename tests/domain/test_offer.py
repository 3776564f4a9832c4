"""Step 2: what taking each way means from here, and which one is marked first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given

from acm_tui.domain.certificate import Switch
from acm_tui.domain.events import CertificateGone, CertificateSeen, Closed, Event, Failed, WayChosen
from acm_tui.domain.journey import Step, step
from acm_tui.domain.obstacles import may_take
from acm_tui.domain.offer import Offer, marked_first, offer, would_stay
from acm_tui.domain.preference import Preference
from acm_tui.domain.ways import advice
from tests.domain.stories import (
    NEW,
    OLD,
    START,
    dns_certificate,
    email_certificate,
    issued,
    requested,
    started,
    told,
)
from tests.domain.strategies import histories, steady
from tests.domain.switch_stories import FAILED, PENDING, SUCCESS, asked, seen

SWITCHED = (*asked(), seen(SUCCESS))


@pytest.mark.parametrize(
    ("story", "in_place", "replace"),
    [
        ((started(),), Offer.BEGIN, Offer.BEGIN),
        ((started(email_certificate(status="EXPIRED")),), Offer.CLOSED, Offer.BEGIN),
        ((started(email_certificate(validation_method="DNS")),), Offer.CLOSED, Offer.CLOSED),
        (tuple(asked())[:2], Offer.BEGIN, Offer.BEGIN),
        (tuple(asked())[:3], Offer.LOOK, Offer.LOOK),
        ((*tuple(asked())[:3], Failed(3, "AccessDenied", "no")), Offer.BEGIN, Offer.BEGIN),
        (tuple(asked()), Offer.GO_ON, Offer.BEGIN),
        ((*asked(), seen(PENDING)), Offer.GO_ON, Offer.BEGIN),
        ((*asked(), seen(PENDING), seen(FAILED)), Offer.BEGIN, Offer.BEGIN),
        ((*asked(), CertificateGone(OLD)), Offer.CLOSED, Offer.BEGIN),
        (SWITCHED, Offer.GO_ON, Offer.CLOSED),
        ((*SWITCHED, Closed()), Offer.GO_ON, Offer.CLOSED),
        (tuple(requested()), Offer.BEGIN, Offer.GO_ON),
        ((*requested(), CertificateGone(NEW)), Offer.BEGIN, Offer.BEGIN),
        (tuple(issued()), Offer.BEGIN, Offer.GO_ON),
        ((*requested(), WayChosen("in place")), Offer.BEGIN, Offer.RETURN),
        ((*asked(), seen(PENDING), WayChosen("replace")), Offer.RETURN, Offer.BEGIN),
    ],
)
def test_what_each_way_means_from_here(story: Sequence[Event], in_place: Offer, replace: Offer) -> None:
    m = told(*story)
    assert (offer(m, "in place"), offer(m, "replace")) == (in_place, replace)


@steady
@given(histories)
def test_what_is_closed_has_a_reason_and_what_goes_on_is_past_this_step(events: list[Event]) -> None:
    m = told(started(), *events)
    for way in ("in place", "replace"):
        match offer(m, way):
            case Offer.CLOSED:
                assert may_take(m, way)
            case Offer.GO_ON:
                assert m.way == way
                assert step(m) > Step.REQUEST
            case Offer.RETURN:
                assert m.way != way


@pytest.mark.parametrize(
    ("story", "preference", "marked"),
    [
        ((started(),), "recommended", "in place"),
        ((started(),), "replace", "replace"),
        ((started(),), "in place", "in place"),
        ((started(email_certificate(status="EXPIRED")),), "recommended", "replace"),
        ((started(email_certificate(status="EXPIRED")),), "in place", "replace"),
        ((started(email_certificate(validation_method="DNS")),), "recommended", "replace"),
        (tuple(requested()), "recommended", "replace"),
        (tuple(asked()), "replace", "in place"),
        ((*asked(), CertificateGone(OLD)), "in place", "in place"),
    ],
)
def test_which_way_is_marked_first(story: Sequence[Event], preference: Preference, marked: str) -> None:
    m = told(*story)
    assert marked_first(m, advice(m.old, START), preference) == marked


def test_what_would_stay_of_the_other_way_is_told_before_it_is_left() -> None:
    pending = told(*asked(), seen(PENDING))
    assert would_stay(pending, "in place") == ()
    (said,) = would_stay(pending, "replace")
    assert "It cannot be withdrawn" in said
    (said,) = would_stay(told(*requested(), CertificateSeen(dns_certificate())), "in place")
    assert said.endswith(NEW)
    assert would_stay(told(started(email_certificate(switch=Switch(FAILED, START)))), "replace") == ()
