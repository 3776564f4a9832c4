"""A set that is switched together: what becomes of each certificate, and what stops the whole of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from acm_tui.domain.certificate import Switch
from acm_tui.domain.errors import (
    JournalTrouble,
    NotFound,
    Occupied,
    OutcomeUnknown,
    Refused,
    ServiceTrouble,
    SettingsTrouble,
    SignInNeeded,
    SomebodyWasFirst,
    Trouble,
    Unreachable,
)
from acm_tui.domain.events import (
    Abandoned,
    CertificateGone,
    CertificateSeen,
    Event,
    Intended,
    WayChosen,
)
from acm_tui.domain.mutation import DeleteCertificate
from acm_tui.domain.together import Becomes, number_to_type, prospect, remains, stops_all, to_go_through
from tests.domain.stories import (
    EXPIRY,
    NEW,
    OLD,
    START,
    dns_certificate,
    email_certificate,
    requested,
    started,
    told,
)
from tests.domain.switch_stories import EXPIRED, FAILED, PENDING, SUCCESS, WAITING, asked, hours, lost, seen

EARLY = EXPIRY - timedelta(days=90)


# -- what becomes of each -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "becomes", "why"),
    [
        ({}, Becomes.SWITCHED, ""),
        ({"switch": WAITING}, Becomes.WATCHED, "pending already"),
        ({"switch": Switch(FAILED, START, START + hours(72))}, Becomes.SWITCHED, ""),
        ({"status": "EXPIRED"}, Becomes.LEFT, "it is EXPIRED"),
        ({"type": "IMPORTED"}, Becomes.LEFT, "ACM did not issue it"),
        ({"validation_method": "DNS"}, Becomes.LEFT, "nothing to move"),
        ({"validation_method": "DNS", "switch": WAITING}, Becomes.LEFT, "nothing to move"),
        ({"managed_by": "CLOUDFRONT"}, Becomes.LEFT, "CLOUDFRONT manages it"),
    ],
)
def test_one_with_which_nobody_has_begun(facts: dict[str, Any], becomes: Becomes, why: str) -> None:
    found = prospect(email_certificate(**facts), None, EARLY)
    assert found.becomes is becomes
    assert why in found.why
    assert bool(why) == bool(found.why)


@pytest.mark.parametrize(
    ("events", "becomes", "why"),
    [
        ((started(),), Becomes.SWITCHED, ""),
        ((started(), WayChosen("in place")), Becomes.SWITCHED, ""),
        (lost(), Becomes.SWITCHED, "ACM is read first"),
        ((*asked(), seen(PENDING)), Becomes.WATCHED, "pending already"),
        ((*asked(), seen(FAILED)), Becomes.AGAIN, ""),
        ((*asked(), EXPIRED), Becomes.LEFT, "it is EXPIRED"),
        ((*asked(), seen(SUCCESS, validation_method="DNS")), Becomes.DONE, "switched already"),
        ((started(), CertificateGone(OLD)), Becomes.LEFT, "the certificate is gone"),
        ((*asked(), seen(PENDING), CertificateGone(OLD)), Becomes.LEFT, "the certificate is gone"),
        ((*requested(), CertificateSeen(dns_certificate())), Becomes.SWITCHED, "requested stays in ACM"),
        (
            (*asked(), seen(PENDING), WayChosen("replace")),
            Becomes.WATCHED,
            "it is not replaced any more",
        ),
        ((started(), Intended(DeleteCertificate(NEW, "failed"))), Becomes.LEFT, "is not known yet"),
    ],
)
def test_one_that_is_under_way(events: tuple[Event, ...], becomes: Becomes, why: str) -> None:
    migration = told(*events)
    found = prospect(migration.old, migration, EARLY)
    assert (found.becomes, found.migration) == (becomes, migration)
    assert why in found.why
    assert bool(why) == bool(found.why)


def test_an_ended_migration_does_not_count() -> None:
    found = prospect(email_certificate(), told(started(), Abandoned()), EARLY)
    assert (found.becomes, found.migration) == (Becomes.SWITCHED, None)


def test_within_the_renewal_window_it_is_renewed_at_once() -> None:
    soon = EXPIRY - timedelta(days=20)
    assert prospect(email_certificate(), None, soon).why == "it is renewed at once"
    waiting = prospect(email_certificate(switch=WAITING), None, soon)
    assert "renewed" not in waiting.why  # that was decided when it was begun


def test_what_is_typed_is_how_many_acm_is_asked_for() -> None:
    found = [
        prospect(email_certificate(**facts), None, EARLY)
        for facts in ({}, {"switch": WAITING}, {"status": "EXPIRED"}, {})
    ]
    found.append(prospect(email_certificate(), told(*asked(), seen(FAILED)), EARLY))
    assert number_to_type(found) == 3
    assert [one.becomes for one in to_go_through(found)] == [
        Becomes.SWITCHED,
        Becomes.WATCHED,
        Becomes.SWITCHED,
        Becomes.AGAIN,
    ]


def test_what_the_other_way_leaves_in_aws_is_told_before() -> None:
    migration = told(*requested(), CertificateSeen(dns_certificate()))
    (said,) = remains((prospect(migration.old, migration, EARLY), prospect(email_certificate(), None, EARLY)))
    assert NEW in said


@pytest.mark.parametrize(
    ("trouble", "stops"),
    [
        (JournalTrouble("The disk is full."), True),
        (Occupied("Somebody is at work on it."), False),
        (SomebodyWasFirst("The journal has gone on."), False),
        (SignInNeeded("The sign-in is over."), True),
        (SettingsTrouble("The credentials have expired."), True),
        (Unreachable("AWS cannot be reached."), True),
        (ServiceTrouble("You may not call it.", code="AccessDeniedException"), False),
        (OutcomeUnknown("AWS did not answer."), False),
        (NotFound("It is gone."), False),
        (Refused("It cannot be switched."), False),
    ],
)
def test_what_would_go_wrong_with_every_other_one_stops_them_all(trouble: Trouble, stops: bool) -> None:
    assert stops_all(trouble) is stops
