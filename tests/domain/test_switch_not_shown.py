"""A switch that ACM took and does not show: first that says nothing, and then it is told as what it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from acm_tui.domain.asking_aws import PATIENT, every
from acm_tui.domain.certificate import Certificate, Switch
from acm_tui.domain.events import CertificateSeen, Entry, Event, Failed, Intended, Succeeded, WayChosen
from acm_tui.domain.fold import evolve
from acm_tui.domain.guard import forbidden
from acm_tui.domain.journey import Step, deadline, missed, next_action, step, switch_ends
from acm_tui.domain.left_behind import left_behind, stays_in_aws
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import SwitchInPlace
from acm_tui.domain.obstacles import may_take
from acm_tui.domain.outlook import Outlook, outlook
from acm_tui.domain.switching import SHOWN_WITHIN, begun_since
from acm_tui.domain.way_back import way_back
from acm_tui.domain.ways import advice
from tests.domain.stories import ACTOR, MIGRATION, OLD, START, email_certificate, started, told
from tests.domain.switch_stories import (
    ACM_AT,
    ASKED_AT,
    EXPIRES,
    FAILED,
    PENDING,
    SUCCESS,
    asked,
    hours,
    seen,
)

SWITCH = SwitchInPlace(OLD)
BEFORE = Switch(FAILED, ASKED_AT - hours(80), ASKED_AT - hours(8))
"""One that had come to nothing before this was asked for."""
LONG = SHOWN_WITHIN
SHORT = SHOWN_WITHIN - timedelta(seconds=1)
EMPTY = CertificateSeen(email_certificate())


def then(m: Migration, event: Event, at: datetime) -> Migration:
    """*m* after *event*, *at* this moment."""
    after = evolve(m, Entry(migration=MIGRATION, seq=m.seq + 1, at=at, actor=ACTOR, event=event))
    assert after is not None
    return after


def after(wait: timedelta, event: Event = EMPTY, certificate: Certificate | None = None) -> Migration:
    """A switch was asked for and taken; *event* comes so long after it was asked for."""
    first, *rest = asked()
    return then(told(first if certificate is None else started(certificate), *rest), event, ASKED_AT + wait)


NOT_SHOWN = after(LONG)


@pytest.mark.parametrize(
    ("shown", "wait", "certificate", "said"),
    [
        (EMPTY, SHORT, None, False),
        (EMPTY, LONG, None, True),
        (EMPTY, hours(90), None, True),
        (CertificateSeen(email_certificate(switch=BEFORE)), SHORT, email_certificate(switch=BEFORE), False),
        (CertificateSeen(email_certificate(switch=BEFORE)), LONG, email_certificate(switch=BEFORE), True),
        (seen(PENDING), LONG, None, False),
        (seen(PENDING, record=None), LONG, None, False),
        (seen(PENDING, switch=Switch(PENDING)), LONG, None, False),
        # Its names tell of it before it does itself.
        (seen(PENDING, switch=None), LONG, None, False),
        (seen(SUCCESS), LONG, None, False),
        (seen(SUCCESS, switch=None), LONG, None, False),
    ],
)
def test_only_after_some_time_it_says_something_that_acm_shows_none(
    shown: CertificateSeen, wait: timedelta, certificate: Certificate | None, said: bool
) -> None:
    m = after(wait, shown, certificate)
    assert (m.switch_unshown_at is not None) is said
    assert ("it showed no switch" in (missed(m) or "")) is said


def test_what_it_means_is_said_with_the_other_way() -> None:
    assert missed(NOT_SHOWN) == (
        "ACM took the call, but by 2026-11-23 11:10 UTC it showed no switch: this endpoint seems not to know "
        "the option. The certificate stays validated by email and goes on working; replacing it is the other "
        "way."
    )
    assert next_action(NOT_SHOWN) == "Replace it, or switch again: ACM shows no switch"
    assert (step(NOT_SHOWN), outlook(NOT_SHOWN)) == (Step.DNS, Outlook.PERSON)
    assert every(NOT_SHOWN, records_ready=False) == PATIENT


def test_the_record_speaks_of_no_way_back_from_what_was_not_seen() -> None:
    for story, says in (
        (NOT_SHOWN, "Nothing has been switched"),
        (told(*asked(), seen(FAILED)), "Nothing has been switched"),
        (told(*asked(), seen(PENDING)), "cannot be set back to email"),
    ):
        assert says in way_back(story, (), (), START).why_not


def test_nothing_is_claimed_of_a_switch_that_was_not_seen() -> None:
    assert (NOT_SHOWN.shown_switch, NOT_SHOWN.switch_waits) == (None, False)
    assert (switch_ends(NOT_SHOWN), deadline(NOT_SHOWN)) == (None, EXPIRES)
    (said,) = stays_in_aws(NOT_SHOWN)
    assert said.startswith(
        "A switch was asked for, and ACM has shown none. Should one be pending all the same,"
    )
    replacing = then(NOT_SHOWN, WayChosen("replace"), ASKED_AT + hours(1))
    assert left_behind(replacing) == (said,)
    assert missed(replacing) is None


def test_both_ways_are_open_and_the_other_one_is_advised() -> None:
    assert (may_take(NOT_SHOWN, "in place"), may_take(NOT_SHOWN, "replace")) == (None, None)
    assert forbidden(NOT_SHOWN, SWITCH) is None
    assert forbidden(after(SHORT), SWITCH) == "a switch is pending already"
    advised = advice(NOT_SHOWN.old, ASKED_AT, "ignored")
    assert (advised.recommended, advised.in_place.standing) == ("replace", "closed")
    assert advised.in_place.why == "ACM took the call when it was asked, and showed no switch"


def test_one_that_is_shown_after_all_is_gone_on_with() -> None:
    m = then(NOT_SHOWN, seen(PENDING), ASKED_AT + hours(1))
    assert (m.switch_waits, missed(m)) == (True, None)
    assert m.switch == Switch(PENDING, ACM_AT, ACM_AT)
    late = then(NOT_SHOWN, seen(FAILED), ASKED_AT + hours(73))
    assert "has expired after 72 hours" in (missed(late) or "")


def test_asked_for_again_it_is_waited_for_anew_and_the_one_of_before_is_still_known() -> None:
    m = after(LONG, CertificateSeen(email_certificate(switch=BEFORE)), email_certificate(switch=BEFORE))
    again_at = ASKED_AT + hours(1)
    m = then(m, Intended(SWITCH), again_at)
    m = then(m, Succeeded(m.seq, OLD), again_at)
    assert (m.switch_waits, missed(m), m.former_switch) == (True, None, BEFORE)
    m = then(m, CertificateSeen(email_certificate(switch=BEFORE)), again_at + SHORT)
    assert (m.switch_waits, m.switch) == (True, Switch(PENDING))
    assert not begun_since(m, BEFORE, again_at)
    m = then(m, CertificateSeen(email_certificate(switch=BEFORE)), again_at + LONG)
    assert missed(m) is not None


def test_a_call_that_was_not_carried_out_leaves_it_at_that() -> None:
    m = then(NOT_SHOWN, Intended(SWITCH), ASKED_AT + hours(1))
    m = then(m, Failed(m.seq, "NotCarriedOut", "", reconciled=True), ASKED_AT + hours(1))
    assert missed(m) == missed(NOT_SHOWN)
