"""What reading AWS has told of calls without an outcome: kept until something else is asked for, and told."""

from __future__ import annotations

import pytest

from acm_tui.domain.events import Event, Failed, Intended, Succeeded
from acm_tui.domain.found import Found, sentences
from acm_tui.domain.migration import NOT_CARRIED_OUT
from acm_tui.domain.mutation import (
    AddToList,
    DeleteCertificate,
    Mutation,
    RemoveFromList,
    RequestCertificate,
    SetDefault,
    UpsertRecords,
)
from tests.domain.stories import (
    NEW,
    OLD,
    RECORD,
    START,
    certificate_request,
    listener_arn,
    started,
    told,
)

REQUEST = RequestCertificate(certificate_request())
LISTENER = listener_arn("443")
CALLS: dict[str, tuple[Mutation, str, str, str]] = {
    "request": (
        REQUEST,
        NEW,
        f"The request of 2026-11-23 09:00 UTC was carried out: ACM has {NEW}, found by its tag.",
        "The request of 2026-11-23 09:00 UTC counts as not carried out:"
        " ACM showed no certificate with its tag.",
    ),
    "deletion": (
        DeleteCertificate(OLD, "replaced"),
        "",
        f"The deletion of 2026-11-23 09:00 UTC was carried out: ACM knows {OLD} no more.",
        f"The deletion of 2026-11-23 09:00 UTC counts as not carried out: ACM still has {OLD}.",
    ),
    "records": (
        UpsertRecords("Z1", "example.com.", (RECORD,), 300),
        "",
        "The writing of records of 2026-11-23 09:00 UTC was carried out: they stand in the zone example.com.",
        "The writing of records of 2026-11-23 09:00 UTC counts as not carried out:"
        " they do not stand in the zone example.com.",
    ),
    "default": (
        SetDefault(LISTENER, NEW),
        "",
        f"The change of 2026-11-23 09:00 UTC was carried out: the listener of shop has {NEW} as its default.",
        "The change of 2026-11-23 09:00 UTC counts as not carried out:"
        " the listener of shop shows nothing of it.",
    ),
    "adding": (
        AddToList(LISTENER, NEW),
        "",
        f"The change of 2026-11-23 09:00 UTC was carried out: the listener of shop has {NEW} in its list.",
        "The change of 2026-11-23 09:00 UTC counts as not carried out:"
        " the listener of shop shows nothing of it.",
    ),
    "removing": (
        RemoveFromList(LISTENER, OLD),
        "",
        f"The change of 2026-11-23 09:00 UTC was carried out: the listener of shop has {OLD}"
        " in its list no more.",
        "The change of 2026-11-23 09:00 UTC counts as not carried out:"
        " the listener of shop shows nothing of it.",
    ),
}


@pytest.mark.parametrize(("mutation", "arn", "done", "not_done"), CALLS.values(), ids=CALLS)
def test_each_call_is_told_with_what_showed_it(
    mutation: Mutation, arn: str, done: str, not_done: str
) -> None:
    assert sentences([Found(mutation, START, True, arn), Found(mutation, START, False)]) == (done, not_done)


def test_many_are_only_counted() -> None:
    many = [Found(AddToList(LISTENER, str(number)), START, number != 2) for number in range(5)]
    assert sentences(many) == (
        "5 calls had no outcome in the journal. AWS was read: 4 carried out, 1 as it seems not.",
    )


def test_what_was_answered_is_not_found() -> None:
    assert told(started(), Intended(REQUEST), Succeeded(2, NEW)).found == ()
    assert told(started(), Intended(REQUEST), Failed(2, "AccessDenied", "no")).found == ()


def _not_done(intent: int) -> Failed:
    return Failed(intent, NOT_CARRIED_OUT, "AWS was read: the call had no effect.", reconciled=True)


def _lost(*more: Event) -> tuple[Found, ...]:
    return told(started(), Intended(REQUEST), *more).found


def test_it_is_known_until_something_else_is_asked_for() -> None:
    (found,) = _lost(Succeeded(2, NEW, reconciled=True))
    assert (found.done, found.arn, found.again) == (True, NEW, False)
    assert _lost(Succeeded(2, NEW, reconciled=True), Intended(DeleteCertificate(NEW, "failed"))) == ()


def test_a_repetition_says_that_it_is_one() -> None:
    (found,) = _lost(_not_done(2), Intended(REQUEST), Succeeded(4, NEW))
    assert found.again
    (sentence,) = sentences([found])
    assert sentence.endswith("ACM showed no certificate with its tag. It was sent once more.")


def test_one_that_shows_up_late_is_told_once_and_with_its_first_moment() -> None:
    (first,) = _lost(_not_done(2))
    (found,) = _lost(_not_done(2), Intended(REQUEST), Succeeded(4, NEW, reconciled=True))
    assert (found.done, found.at) == (True, first.at)


def test_an_answer_that_comes_late_is_no_longer_found_by_reading() -> None:
    assert _lost(_not_done(2), Succeeded(2, NEW)) == ()
