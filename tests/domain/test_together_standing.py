"""A set that is switched together, while it is watched: how each stands, who is asked and handed over."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from acm_tui.domain.asking_aws import PATIENT
from acm_tui.domain.asking_aws import SOON as AT_ONCE
from acm_tui.domain.certificate import Configuration, Configured, Switch, ValidationRecord
from acm_tui.domain.events import (
    Abandoned,
    CertificateGone,
    CertificateSeen,
    Event,
    Failed,
    Succeeded,
    WayChosen,
)
from acm_tui.domain.migration import Migration
from acm_tui.domain.together_standing import (
    State,
    counted_states,
    due,
    first_to_end,
    standing,
    to_hand_over,
    waited_for,
    watched_together,
)
from tests.domain.stories import (
    DOMAIN,
    EXPIRY,
    OLD,
    RECORD,
    email_certificate,
    requested,
    started,
    told,
)
from tests.domain.switch_stories import ACM_AT, FAILED, OTHER, PENDING, SUCCESS, asked, hours, lost, seen

EARLY = EXPIRY - timedelta(days=90)


# -- how each stands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "failed", "state"),
    [
        ((started(),), False, State.UNTRIED),
        ((started(),), True, State.NOT_SWITCHED),
        (lost(), True, State.UNKNOWN),
        (asked(), False, State.MAKING),
        ((*asked(), seen(PENDING, record=None)), False, State.MAKING),
        ((*asked(), seen(PENDING)), False, State.WAITING),
        ((*asked(), seen(FAILED)), False, State.EXPIRED),
        ((*asked(), seen(FAILED, switch=Switch(FAILED, ACM_AT, ACM_AT + hours(1)))), False, State.REFUSED),
        ((*asked(), CertificateSeen(email_certificate())), False, State.UNSHOWN),
        ((*asked(), seen(SUCCESS, validation_method="DNS")), False, State.DONE),
        ((*asked(), seen(PENDING), CertificateGone(OLD)), False, State.GONE),
        ((*asked(), seen(PENDING), WayChosen("replace")), False, State.OTHER_WAY),
        ((*asked(), seen(PENDING), Abandoned()), False, State.OVER),
        ((*lost(), Failed(3, "ConflictException", "no")), True, State.NOT_SWITCHED),
    ],
)
def test_how_one_stands(events: tuple[Event, ...], failed: bool, state: State) -> None:
    assert standing(told(*events), (), (), failed=failed).state is state


def test_one_with_which_could_not_be_begun() -> None:
    assert standing(None, (), ()).state is State.UNTRIED
    assert standing(None, (), (), failed=True).state is State.NOT_SWITCHED


def two_names(first: str, second: str) -> Migration:
    """A pending switch of two names, of which ACM says so of the records."""
    records = (RECORD, OTHER)
    configured = tuple(
        Configured(name, Configuration("EMAIL", "SUCCESS"), Configuration("DNS", status, record))
        for name, status, record in zip((DOMAIN, "x.test"), (first, second), records, strict=True)
    )
    return told(*asked(), seen(PENDING, names=(DOMAIN, "x.test"), configured=configured))


def test_acm_and_dns_are_counted_by_record() -> None:
    migration = two_names("SUCCESS", "PENDING_VALIDATION")
    unseen = standing(migration, (), ())
    assert (unseen.state, unseen.records, unseen.waits, unseen.right) == (State.WAITING, 2, 1, None)
    half = standing(migration, {RECORD}, {RECORD, OTHER})
    assert (half.state, half.right) == (State.WAITING, 1)
    right = standing(migration, {RECORD, OTHER}, {RECORD, OTHER})
    assert (right.state, right.right, right.until) == (State.LOOKING, 2, ACM_AT + hours(72))


def test_what_acm_has_not_told_of_is_not_counted() -> None:
    assert waited_for(told(*asked())) is None
    assert waited_for(told(*asked(), seen(FAILED))) is None
    assert waited_for(told(*asked(), seen(SUCCESS, validation_method="DNS"))) == 0


def test_states_are_counted_in_one_order() -> None:
    done = standing(told(*asked(), seen(SUCCESS, validation_method="DNS")), (), ())
    waiting = standing(told(*asked(), seen(PENDING)), (), ())
    assert counted_states((done, waiting, done)) == ((State.WAITING, 1), (State.DONE, 2))


# -- who stands in the table, and who is handed over --------------------------------------------------------


def test_the_table_is_of_all_open_switches_the_first_to_end_on_top() -> None:
    late, soon = told(*asked(), seen(PENDING)), told(*asked(), seen(PENDING, ACM_AT - hours(5)))
    done = told(*asked(), seen(SUCCESS, validation_method="DNS"))
    found = watched_together((done, late, told(*requested()), told(*asked(), Abandoned()), soon))
    assert found == (soon, late, done)
    assert first_to_end(found) == ACM_AT + hours(67)
    assert first_to_end((done,)) is None


def test_only_whole_requests_are_handed_over() -> None:
    whole, making = told(*asked(), seen(PENDING)), told(*asked())
    expired = told(*asked(), seen(PENDING), seen(FAILED))  # its records serve the next switch
    done = told(*asked(), seen(SUCCESS, validation_method="DNS"))
    assert to_hand_over((whole, making, expired, done)) == (whole, expired)


def test_a_record_that_somebody_else_asks_for_is_not_ours() -> None:
    stray = ValidationRecord("_stray.test.", "CNAME", "_v.acm-validations.aws.")
    found = standing(told(*asked(), seen(PENDING)), {stray}, {stray})
    assert (found.state, found.right) == (State.WAITING, None)


def test_after_a_success_that_was_read_later_it_is_pending() -> None:
    after = told(*lost(), Succeeded(3, OLD, reconciled=True), seen(PENDING))
    assert standing(after, (), ()).state is State.WAITING


def test_acm_is_asked_about_each_as_if_it_stood_alone() -> None:
    early, late = told(*asked(), seen(PENDING)), told(*asked(), seen(PENDING))
    late = msgspec.structs.replace(late, id="1a7e")
    done = told(*asked(), seen(SUCCESS, validation_method="DNS"))
    now = ACM_AT + hours(1)
    assert due((early, late, done), {}, (), now) == (early, late)
    once = {early.id: now - PATIENT, late.id: now - 2 * PATIENT}
    assert due((early, late, done), once, (), now) == (late, early)
    assert due((early, late), once, (), now - timedelta(seconds=1)) == (late,)
    assert due((early,), {early.id: now - AT_ONCE}, {RECORD}, now) == (early,)
    assert due((early,), {early.id: now - AT_ONCE}, (), now) == ()
