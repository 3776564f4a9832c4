"""Where a migration is taken up again: step, next action and deadline, event by event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from acm_tui.domain.cutover import plan, rollback
from acm_tui.domain.events import (
    Abandoned,
    CertificateGone,
    CertificateSeen,
    Closed,
    Event,
    Failed,
    HandedOver,
    HandshakesSeen,
    Intended,
    ListenersChosen,
    PlanConfirmed,
    SoakSet,
    Succeeded,
    WayChosen,
)
from acm_tui.domain.journey import Deadline, Step, deadline, next_action, step
from acm_tui.domain.listener import attachments_of
from acm_tui.domain.mutation import DeleteCertificate, RequestCertificate
from acm_tui.domain.obstacles import may_delete_old, may_roll_back
from tests.domain.stories import (
    DOMAIN,
    EXPIRY,
    NEW,
    NEWER,
    OLD,
    START,
    certificate_request,
    dns_certificate,
    email_certificate,
    entries,
    issued,
    listener,
    load_balancer_arn,
    requested,
    started,
    told,
)

SWAPPED = listener("443", OLD, [OLD])
PLAN = plan(attachments_of(OLD, [SWAPPED]), [SWAPPED], OLD, NEWER)

EXPIRES = Deadline(EXPIRY, "the old certificate expires")
WAITING = "ACM stops waiting for the record"
LOOK = "Look what became of the last call"
REMOVE = "Prove what is served, then remove the old certificate"


def hour(count: int) -> datetime:
    """When event number *count* of a story was written."""
    return START + timedelta(hours=count - 1)


def waits_since(begun: datetime) -> Deadline:
    return Deadline(begun + timedelta(hours=72), WAITING)


class Scene(NamedTuple):
    """One event, and what is to be shown after it."""

    event: Event
    step: Step
    action: str
    deadline: Deadline | None


def replacing() -> Iterator[Scene]:
    """Replacing from the first key to the last: the record comes too late once, so it is requested twice."""
    first, second = waits_since(hour(3)), waits_since(hour(10))
    again = "Delete and request again: the same CNAME serves"
    choose, review = "Choose the listeners", "Review and confirm the cutover"
    wait = "Wait for the record and for ACM"
    new = dns_certificate("ISSUED", arn=NEWER, created_at=hour(10))
    detached = email_certificate(in_use_by=())
    yield Scene(started(), Step.REQUEST, "Switch in place or replace it", EXPIRES)
    yield Scene(WayChosen("replace"), Step.REQUEST, "Request the certificate", EXPIRES)
    yield Scene(Intended(RequestCertificate(certificate_request("1"))), Step.REQUEST, LOOK, EXPIRES)
    yield Scene(Succeeded(3, NEW), Step.DNS, "Hand the CNAME to the DNS team", first)
    yield Scene(HandedOver("message"), Step.DNS, wait, first)
    seen = dns_certificate(created_at=hour(3))
    yield Scene(CertificateSeen(seen), Step.DNS, wait, first)
    yield Scene(CertificateSeen(replace(seen, status="VALIDATION_TIMED_OUT")), Step.DNS, again, EXPIRES)
    yield Scene(Intended(DeleteCertificate(NEW, "timed out")), Step.DNS, LOOK, EXPIRES)
    yield Scene(Succeeded(8), Step.REQUEST, "Request the certificate again", EXPIRES)
    yield Scene(Intended(RequestCertificate(certificate_request("2"))), Step.REQUEST, LOOK, EXPIRES)
    yield Scene(Succeeded(10, NEWER), Step.DNS, wait, second)
    yield Scene(CertificateSeen(replace(new, status="PENDING_VALIDATION")), Step.DNS, wait, second)
    yield Scene(CertificateSeen(new), Step.LISTENERS, choose, EXPIRES)
    yield Scene(ListenersChosen(PLAN.attachments), Step.CUTOVER, review, EXPIRES)
    yield Scene(PlanConfirmed(PLAN, DOMAIN), Step.CUTOVER, review, EXPIRES)
    add, default, remove = PLAN.changes
    yield Scene(Intended(add), Step.CUTOVER, LOOK, EXPIRES)
    yield Scene(Succeeded(16), Step.CUTOVER, "Finish the cutover: 1 of 3 changes are made", EXPIRES)
    yield Scene(Intended(default), Step.CUTOVER, LOOK, EXPIRES)
    yield Scene(
        Failed(18, "Throttling", ""),
        Step.CUTOVER,
        "Finish the cutover: 1 of 3 changes are made",
        EXPIRES,
    )
    yield Scene(Intended(default), Step.CUTOVER, LOOK, EXPIRES)
    yield Scene(Succeeded(20), Step.CUTOVER, "Finish the cutover: 2 of 3 changes are made", EXPIRES)
    yield Scene(Intended(remove), Step.CUTOVER, LOOK, EXPIRES)
    yield Scene(Succeeded(22), Step.FINISH, REMOVE, EXPIRES)
    yield Scene(HandshakesSeen((), "a1", "b2"), Step.FINISH, REMOVE, EXPIRES)
    yield Scene(CertificateSeen(detached), Step.FINISH, REMOVE, EXPIRES)
    yield Scene(Intended(DeleteCertificate(OLD, "replaced")), Step.FINISH, LOOK, EXPIRES)
    yield Scene(Succeeded(26, OLD), Step.FINISH, "Nothing: done", None)


STORY = tuple(replacing())


@pytest.mark.parametrize(
    "count", range(1, len(STORY) + 1), ids=lambda n: f"{n}-{type(STORY[n - 1].event).__name__}"
)
def test_the_story_of_replacing_at_every_event(count: int) -> None:
    migration = told(*(scene.event for scene in STORY[:count]))
    expected = STORY[count - 1]
    assert step(migration) is expected.step
    assert next_action(migration) == expected.action
    assert deadline(migration) == expected.deadline


def test_the_story_may_delete_the_old_certificate_only_at_its_end() -> None:
    later = START + timedelta(days=30)
    allowed = [
        count
        for count in range(1, len(STORY) + 1)
        if may_delete_old(told(*(scene.event for scene in STORY[:count])), later) is None
    ]
    assert allowed == [25, 26]


def test_the_72_hours_run_from_what_acm_says_and_before_that_from_the_request() -> None:
    created = START + timedelta(minutes=90)
    asked = told(*requested())
    assert deadline(asked) == waits_since(entries(*requested())[2].at)
    assert deadline(told(*requested(), CertificateSeen(dns_certificate(created_at=created)))) == waits_since(
        created
    )
    unsaid = told(*requested(), CertificateSeen(dns_certificate(created_at=None)))
    assert deadline(unsaid) == waits_since(entries(*requested())[2].at)


@pytest.mark.parametrize("status", ["VALIDATION_TIMED_OUT", "FAILED"])
def test_a_successor_that_acm_will_never_issue_is_requested_again(status: str) -> None:
    migration = told(*requested(), HandedOver("message"), CertificateSeen(dns_certificate(status)))
    assert step(migration) is Step.DNS
    assert next_action(migration) == "Delete and request again: the same CNAME serves"
    assert deadline(migration) == EXPIRES


def test_a_certificate_that_never_expires_sets_no_deadline() -> None:
    assert deadline(told(started(email_certificate(not_after=None)))) is None


def test_an_old_certificate_that_is_gone_cannot_expire() -> None:
    assert deadline(told(*issued(), CertificateGone(OLD))) is None
    assert deadline(told(*requested(), CertificateGone(OLD))) is not None, "the 72 hours still run"


def test_attached_to_nothing_there_is_no_cutover() -> None:
    migration = told(*issued(), ListenersChosen(()))
    assert step(migration) is Step.FINISH
    assert next_action(migration) == REMOVE


def test_left_with_the_old_certificate_it_is_done() -> None:
    migration = told(*issued(), ListenersChosen(()), Closed())
    assert step(migration) is Step.FINISH
    assert next_action(migration) == "Nothing: done, the old certificate was left"
    assert deadline(migration) is None


@pytest.mark.parametrize("story", [(started(),), tuple(requested()), tuple(issued())])
def test_given_up_there_is_nothing_to_do_at_any_step(story: tuple[Event, ...]) -> None:
    migration = told(*story, Abandoned())
    assert next_action(migration) == "Nothing: given up"
    assert deadline(migration) is None


def test_given_up_before_a_request_it_shows_its_end() -> None:
    assert step(told(started(), Abandoned())) is Step.FINISH


HELD = email_certificate(in_use_by=(load_balancer_arn("shop"), load_balancer_arn("api")))
FIRST = plan(attachments_of(OLD, [SWAPPED]), [SWAPPED], OLD, NEW).changes[0]
FREE = CertificateSeen(email_certificate(in_use_by=()))
NOTHING_CHOSEN = ListenersChosen(())


@pytest.mark.parametrize(
    ("story", "why"),
    [
        ((*issued(), NOTHING_CHOSEN, CertificateGone(OLD)), "it is deleted already"),
        ((started(), FREE), "there is no issued successor"),
        ((*requested(), FREE, NOTHING_CHOSEN), "there is no issued successor"),
        ((*issued(), FREE), "the cutover is not complete"),
        ((*issued(), NOTHING_CHOSEN, CertificateSeen(HELD)), "it is still held by 2 resources"),
        ((*issued(), NOTHING_CHOSEN, FREE), None),
    ],
)
def test_what_speaks_against_deleting_the_old_certificate(story: tuple[Event, ...], why: str | None) -> None:
    assert may_delete_old(told(*story), START) == why


def swapped(*more: Event, changes: int | None = None) -> tuple[Event, ...]:
    """The cutover to ``NEW``, made with its first *changes* (all by default)."""
    made = plan(attachments_of(OLD, [SWAPPED]), [SWAPPED], OLD, NEW)
    events: list[Event] = [*issued(), ListenersChosen(made.attachments), PlanConfirmed(made, DOMAIN)]
    for change in made.changes[:changes]:
        events += [Intended(change), Succeeded(len(events) + 1)]
    return (*events, *more)


def test_the_old_certificate_is_kept_until_the_soak_is_over() -> None:
    migration = told(*swapped(FREE))
    until = migration.soaks_until
    assert until is not None
    why = f"it is kept for the way back until {until:%Y-%m-%d %H:%M} UTC"
    assert may_delete_old(migration, until - timedelta(microseconds=1)) == why
    assert may_delete_old(migration, until) is None
    at_once = told(*swapped(FREE, SoakSet(0)))
    assert at_once.cut_over_at is not None
    assert may_delete_old(at_once, at_once.cut_over_at) is None


def rolling_back(count: int | None = None) -> tuple[Event, ...]:
    """The cutover, and the first *count* calls (all by default) of the way back."""
    events = list(swapped())
    migration = told(*events)
    assert migration.plan is not None
    back = rollback(migration.origins, migration.plan.after, OLD, NEW)
    events.append(PlanConfirmed(back, DOMAIN))
    for change in back.changes[:count]:
        events += [Intended(change), Succeeded(len(events) + 1)]
    return tuple(events)


@pytest.mark.parametrize(
    ("story", "why"),
    [
        (swapped(changes=0), "no listener has been changed"),
        (swapped(changes=1), None),
        (swapped(), None),
        (swapped(SoakSet(0)), None),
        (rolling_back(1), None),
        (rolling_back(), "no listener has been changed"),
        (swapped(CertificateGone(OLD)), "the old certificate is deleted"),
        (swapped(CertificateGone(OLD), changes=1), "the old certificate is deleted"),
        (swapped(Closed()), None),
        (swapped(Abandoned()), None),
        (swapped(Closed(), CertificateGone(OLD)), "the old certificate is deleted"),
        ((*issued(), Abandoned()), "no listener has been changed"),
        (swapped(Intended(FIRST), changes=0), None),
        (swapped(Intended(FIRST), Failed(8, "AccessDenied", ""), changes=0), "no listener has been changed"),
    ],
)
def test_what_speaks_against_rolling_back(story: tuple[Event, ...], why: str | None) -> None:
    assert may_roll_back(told(*story)) == why


@pytest.mark.parametrize("end", [Closed(), Abandoned()])
def test_a_rollback_takes_up_again_what_was_ended(end: Event) -> None:
    ended = told(*swapped(end))
    assert ended.over
    assert ended.plan is not None
    back = rollback(ended.origins, ended.plan.after, OLD, NEW)
    again = told(*swapped(end, PlanConfirmed(back, DOMAIN)))
    assert not again.over
    assert again.changes_left == back.changes


def test_a_rollback_of_nothing_takes_nothing_up_again() -> None:
    back = rollback((), [SWAPPED], OLD, NEW)
    assert told(*swapped(Closed(), PlanConfirmed(back, ""), changes=0)).over
    assert told(*swapped(Closed(), CertificateGone(OLD), PlanConfirmed(back, ""))).over


@pytest.mark.parametrize(
    ("story", "action"),
    [
        (swapped(changes=0), "Review and confirm the cutover"),
        (swapped(changes=2), "Finish the cutover: 2 of 3 changes are made"),
        (rolling_back(0), "Review and confirm the cutover"),
        (rolling_back(1), "Finish rolling back: 1 of 3 changes are made"),
        (rolling_back(), "Review and confirm the cutover"),
    ],
)
def test_on_the_way_back_it_is_at_the_cutover(story: tuple[Event, ...], action: str) -> None:
    migration = told(*story)
    assert step(migration) is Step.CUTOVER
    assert next_action(migration) == action
    assert may_delete_old(migration, START + timedelta(days=400)) == "the cutover is not complete"


def test_the_steps_have_the_names_of_the_stepper() -> None:
    assert [f"{one.value} {one.title}" for one in Step] == [
        "1 Select",
        "2 Request",
        "3 DNS",
        "4 Listeners",
        "5 Cutover",
        "6 Finish",
    ]
