"""The way in place, event by event: step, next action, deadline, what is kept, and changing one's mind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import given

from acm_tui.domain.asking_aws import PATIENT, every
from acm_tui.domain.asking_aws import SOON as AT_ONCE
from acm_tui.domain.certificate import Certificate, Switch, ValidationRecord
from acm_tui.domain.events import (
    CertificateGone,
    CertificateSeen,
    Closed,
    Event,
    Failed,
    HandedOver,
    Intended,
    Succeeded,
    WayChosen,
)
from acm_tui.domain.found import sentences
from acm_tui.domain.guard import forbidden
from acm_tui.domain.journey import Deadline, Step, deadline, missed, next_action, skipped, step, switch_ends
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import (
    DeleteCertificate,
    Mutation,
    RequestCertificate,
    SetDefault,
    SwitchInPlace,
)
from acm_tui.domain.obstacles import may_take
from acm_tui.domain.switching import begun_since
from tests.domain.stories import (
    DOMAIN,
    EXPIRY,
    NEW,
    OLD,
    RECORD,
    START,
    certificate_request,
    dns_certificate,
    email_certificate,
    requested,
    started,
    told,
)
from tests.domain.strategies import histories, steady
from tests.domain.switch_stories import (
    ACM_AT,
    ASKED_AT,
    CHOSEN,
    EXPIRES,
    FAILED,
    HELD,
    OTHER,
    PENDING,
    PLAN,
    SUCCESS,
    SWAPPED,
    asked,
    hours,
    seen,
)


class Scene(NamedTuple):
    """One event, and what is to be shown after it."""

    event: Event
    step: Step
    action: str
    deadline: Deadline | None


def journey() -> Iterator[Scene]:
    """From the first key to the last; the record comes too late once."""
    waits = Deadline(ACM_AT + hours(72), "the switch expires")
    ours = Deadline(ASKED_AT + hours(72), "the switch expires")
    again = START + hours(9)
    switch, hand = "Switch the certificate to DNS validation", "Hand the CNAME to the DNS team"
    old_expires = Deadline(EXPIRY, "the old certificate expires")
    yield Scene(started(), Step.REQUEST, "Switch in place or replace it", old_expires)
    yield Scene(WayChosen("in place"), Step.REQUEST, switch, EXPIRES)
    yield Scene(Intended(SwitchInPlace(OLD)), Step.REQUEST, "Look what became of the last call", EXPIRES)
    yield Scene(Succeeded(3, OLD), Step.DNS, hand, ours)
    yield Scene(seen(PENDING, record=None), Step.DNS, hand, waits)
    yield Scene(seen(PENDING), Step.DNS, hand, waits)
    yield Scene(HandedOver("message"), Step.DNS, "Wait for the record and for ACM", waits)
    yield Scene(seen(FAILED), Step.DNS, "Switch again: the certificate goes on working", EXPIRES)
    yield Scene(Intended(SwitchInPlace(OLD)), Step.DNS, "Look what became of the last call", EXPIRES)
    wait = "Wait for the record and for ACM"
    yield Scene(
        Succeeded(9, OLD), Step.DNS, wait, Deadline(START + hours(8) + hours(72), "the switch expires")
    )
    yield Scene(seen(PENDING, again), Step.DNS, wait, Deadline(again + hours(72), "the switch expires"))
    yield Scene(seen(SUCCESS, again), Step.FINISH, "See that it renews itself, then close", None)
    yield Scene(Closed(), Step.FINISH, "Nothing: done", None)


def test_the_journey_in_place_step_by_step() -> None:
    events: list[Event] = []
    for scene in journey():
        events.append(scene.event)
        m = told(*events)
        assert (step(m), next_action(m), deadline(m)) == scene[1:], len(events)


def test_the_steps_of_the_listeners_are_skipped_with_the_reason() -> None:
    assert set(skipped(told(*asked()))) == {Step.LISTENERS, Step.CUTOVER}
    assert skipped(told(*requested())) == {}


def test_it_is_done_only_when_every_name_is_seen_to_be_validated_by_dns() -> None:
    two = (DOMAIN, "www.example.com")
    half = seen(SUCCESS, names=two)
    m = told(*asked(), half)
    assert (step(m), m.switched) == (Step.DNS, False)
    # What ACM has told once of the names stays true: there is no way back.
    assert step(told(*asked(), seen(SUCCESS), seen(SUCCESS, configured=()))) is Step.FINISH


@pytest.mark.parametrize(
    ("ended_after", "why"), [(72, "has expired after 72 hours"), (5, "was given up by ACM")]
)
def test_a_missed_switch_says_that_the_certificate_goes_on_working(ended_after: int, why: str) -> None:
    m = told(*asked(), seen(FAILED, switch=Switch(FAILED, ACM_AT, ACM_AT + hours(ended_after))))
    assert missed(m) == f"The switch {why}: the certificate stays validated by email and goes on working."
    assert missed(told(*asked())) is None
    assert missed(told(*asked(), seen(SUCCESS))) is None


@pytest.mark.parametrize(("record", "same"), [(RECORD, True), (OTHER, False), (None, None)])
def test_begun_again_the_records_are_compared_with_the_former_ones(
    record: ValidationRecord | None, same: bool | None
) -> None:
    again = (Intended(SwitchInPlace(OLD)), Succeeded(8, OLD))
    m = told(*asked(), seen(PENDING), HandedOver("message"), seen(FAILED), *again)
    assert (m.same_records_again, m.records, m.handed_over) == (None, (RECORD,), ("message",))
    m = told(
        *(*asked(), seen(PENDING), HandedOver("message"), seen(FAILED), *again),
        seen(PENDING, START + hours(9), record),
    )
    assert m.same_records_again is same
    assert m.records == ((OTHER,) if record is OTHER else (RECORD,))
    # What is registered still serves, or has to be handed over anew.
    assert m.handed_over == (() if same is False else ("message",))


def test_a_part_of_the_records_is_not_all_of_them() -> None:
    two = (DOMAIN, "www.example.com")
    assert not told(*asked(), seen(PENDING, names=two)).records_complete
    assert told(*asked(), seen(PENDING)).records_complete
    assert not told(*asked(), seen(PENDING, record=None)).records_complete


def test_acm_is_asked_often_while_something_may_be_new() -> None:
    assert every(told(*asked()), records_ready=False) == AT_ONCE
    assert every(told(*asked(), seen(PENDING)), records_ready=False) == PATIENT
    assert every(told(*asked(), seen(PENDING)), records_ready=True) == AT_ONCE
    assert every(told(*asked(), seen(PENDING), seen(FAILED)), records_ready=True) == PATIENT
    assert every(told(*asked(), seen(SUCCESS)), records_ready=True) is None


# -- found as it is -----------------------------------------------------------------------------------------


def with_switch(status: str) -> Certificate:
    return email_certificate(switch=Switch(status, START - hours(3), START - hours(3)))


def test_a_switch_that_is_found_pending_is_gone_on_with() -> None:
    m = told(started(with_switch(PENDING)))
    assert (m.way, step(m)) == ("in place", Step.DNS)
    assert deadline(m) == Deadline(START + hours(69), "the switch expires")
    m = told(started(), CertificateSeen(with_switch(PENDING)))
    assert (m.way, step(m)) == ("in place", Step.DNS)
    failed = Switch(FAILED, START - hours(3), START + hours(69))
    m = told(started(with_switch(PENDING)), CertificateSeen(email_certificate(switch=failed)))
    assert (step(m), missed(m) is not None) == (Step.DNS, True)


def test_a_switch_that_had_come_to_nothing_before_leaves_the_choice() -> None:
    m = told(started(with_switch(FAILED)))
    assert (m.way, step(m), m.former_switch) == (None, Step.REQUEST, with_switch(FAILED).switch)
    m = told(started(with_switch(FAILED)), WayChosen("in place"), CertificateSeen(with_switch(FAILED)))
    assert (step(m), missed(m)) == (Step.REQUEST, None)


def test_a_switch_that_a_colleague_began_meanwhile_is_another_one() -> None:
    later = ACM_AT + hours(80)
    m = told(*asked(), seen(PENDING), seen(PENDING, later))
    assert m.switch == Switch(PENDING, later, later)
    assert m.former_switch_records == (RECORD,)
    # A look that was answered late tells nothing new.
    assert told(*asked(), seen(PENDING, later), seen(FAILED, ACM_AT)).switch == m.switch


@pytest.mark.parametrize(
    ("outcome", "at", "says"),
    [
        (Succeeded(3, OLD, reconciled=True), Step.DNS, "ACM shows a switch of"),
        (Failed(3, "NotCarriedOut", "", reconciled=True), Step.REQUEST, "ACM showed no new switch of"),
    ],
)
def test_what_reading_told_of_an_unheard_switch(outcome: Event, at: Step, says: str) -> None:
    m = told(*tuple(asked())[:3], outcome)
    assert step(m) is at
    assert says in sentences(m.found)[0]


def test_an_answer_that_comes_late_begins_no_second_switch() -> None:
    unheard = (*tuple(asked())[:3], Failed(3, "NotCarriedOut", "", reconciled=True))
    late = told(*unheard, Succeeded(3, OLD))
    assert (step(late), late.switch) == (Step.DNS, Switch(PENDING))
    m = told(*unheard, seen(PENDING), Succeeded(3, OLD))
    assert m.switch == Switch(PENDING, ACM_AT, ACM_AT)


@pytest.mark.parametrize(
    ("shown", "begun"),
    [
        (None, False),
        (Switch(PENDING, ASKED_AT), True),
        (Switch(PENDING), True),
        (Switch(SUCCESS, START - hours(3)), True),
        (Switch(FAILED, ASKED_AT), True),
        (Switch(FAILED, ASKED_AT - timedelta(minutes=4)), True),
        (Switch(FAILED, START - hours(3)), False),
        (Switch(FAILED, ASKED_AT - timedelta(minutes=6)), False),
        (Switch(FAILED), False),
    ],
)
def test_an_unheard_switch_is_the_one_that_acm_shows_unless_that_is_of_before(
    shown: Switch | None, begun: bool
) -> None:
    m = told(started(with_switch(FAILED)), *tuple(asked())[1:3])
    assert begun_since(m, shown, ASKED_AT) is begun


# -- another mind -------------------------------------------------------------------------------------------


def test_from_a_pending_switch_to_replacing_what_is_pending_stays_told() -> None:
    m = told(*asked(), seen(PENDING), HandedOver("message"), WayChosen("replace"))
    assert (step(m), m.in_place, m.handed_over) == (Step.REQUEST, False, ())
    (said,) = left_behind(m)
    assert "pending until 2026-11-26 11:00 UTC. It cannot be withdrawn" in said
    assert switch_ends(m) == ACM_AT + hours(72)
    done = told(*asked(), seen(PENDING), WayChosen("replace"), seen(SUCCESS))
    assert left_behind(done) == ("The old certificate is validated by DNS by now: it need not be replaced.",)
    assert left_behind(told(*asked(), seen(PENDING), WayChosen("replace"), seen(FAILED))) == ()
    back = told(*asked(), seen(PENDING), WayChosen("replace"), WayChosen("in place"))
    assert (step(back), back.records, left_behind(back)) == (Step.DNS, (RECORD,), ())


def test_from_a_request_to_the_switch_what_was_requested_stays_told() -> None:
    m = told(*requested(), CertificateSeen(dns_certificate()), HandedOver("message"), WayChosen("in place"))
    assert (step(m), m.handed_over) == (Step.REQUEST, ())
    assert left_behind(m) == (f"The certificate that was requested stays in ACM (PENDING_VALIDATION): {NEW}",)
    gone = told(*requested(), WayChosen("in place"), CertificateGone(NEW))
    assert left_behind(gone) == ()
    assert left_behind(told(*requested())) == ()


@pytest.mark.parametrize(
    ("story", "in_place", "replace"),
    [
        ((started(),), None, None),
        (tuple(asked()), None, None),
        (
            tuple(asked())[:3],
            "the outcome of a call is not known yet",
            "the outcome of a call is not known yet",
        ),
        ((*asked(), seen(SUCCESS)), None, "it is switched already: nothing is left to replace"),
        ((*asked(), Closed()), "the migration is over", "the migration is over"),
        ((started(), CertificateGone(OLD)), "the certificate is gone", None),
        (
            (started(email_certificate(status="EXPIRED")),),
            "it is EXPIRED: ACM switches only what is issued",
            None,
        ),
        (CHOSEN, None, None),
        (SWAPPED, "listeners have been changed for the other way: roll them back first", None),
    ],
)
def test_which_way_can_be_taken_from_here(
    story: tuple[Event, ...], in_place: str | None, replace: str | None
) -> None:
    m = told(*story)
    assert (may_take(m, "in place"), may_take(m, "replace")) == (in_place, replace)


def test_a_plan_of_the_other_way_is_not_kept() -> None:
    m = told(*CHOSEN, WayChosen("in place"))
    assert (m.plan, m.chosen) == (None, None)
    # What was changed is: the way back goes by it.
    assert told(*SWAPPED, WayChosen("in place")).origins


def test_a_certificate_that_is_gone_leaves_the_other_way() -> None:
    m = told(*asked(), CertificateGone(OLD))
    assert (step(m), m.over) == (Step.REQUEST, False)
    assert next_action(m) == "Choose to replace it: the certificate is gone"
    assert told(*asked(), seen(SUCCESS), CertificateGone(OLD)).over


SWITCH = SwitchInPlace(OLD)
REQUEST = RequestCertificate(certificate_request())
IN_PLACE = "the certificate is switched in place: no other takes its place"


@pytest.mark.parametrize(
    ("story", "mutation", "why"),
    [
        ((started(), WayChosen("in place")), SWITCH, None),
        ((started(),), SWITCH, "the way that was chosen is another"),
        (
            (started(), WayChosen("in place")),
            SwitchInPlace(NEW),
            f"{NEW} is not the certificate of this migration",
        ),
        (tuple(asked()), SWITCH, "a switch is pending already"),
        ((*asked(), seen(FAILED)), SWITCH, None),
        ((*asked(), seen(SUCCESS)), SWITCH, "it is switched already"),
        (tuple(asked()), REQUEST, IN_PLACE),
        (tuple(asked()), DeleteCertificate(OLD, "replaced"), IN_PLACE),
        ((*CHOSEN, WayChosen("in place")), DeleteCertificate(NEW, "not needed"), None),
        ((*CHOSEN, WayChosen("in place")), DeleteCertificate(OLD, "not needed"), f"{OLD} is not the new"),
        (CHOSEN, DeleteCertificate(NEW, "not needed"), "it is issued"),
        ((*SWAPPED, WayChosen("in place")), DeleteCertificate(NEW, "not needed"), "listeners may hold it"),
        ((*SWAPPED, WayChosen("in place")), PLAN.changes[1], IN_PLACE),
    ],
)
def test_what_may_be_changed_on_the_way_in_place(
    story: tuple[Event, ...], mutation: Mutation, why: str | None
) -> None:
    said = forbidden(told(*story), mutation)
    assert said is None if why is None else (said or "").startswith(why)


@steady
@given(histories)
def test_in_place_nothing_is_requested_replaced_or_swapped_whatever_happened(history: list[Event]) -> None:
    m: Migration = told(started(), *history)
    if not m.in_place:
        assert skipped(m) == {}
        return
    assert step(m) not in (Step.LISTENERS, Step.CUTOVER)
    assert forbidden(m, REQUEST) is not None
    assert forbidden(m, DeleteCertificate(OLD, "replaced")) is not None
    assert forbidden(m, SetDefault(HELD.arn, NEW)) is not None
    if m.switch_waits:
        assert forbidden(m, SWITCH) is not None
