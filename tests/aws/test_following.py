"""Every call that an access makes is told when it begins and when it ends, with all its attempts."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from typing import Any

import pytest

from acm_tui.aws import acm
from acm_tui.aws.at_once import at_once
from acm_tui.aws.recent import RecentCalls
from acm_tui.aws.session import MAX_ATTEMPTS, Access
from acm_tui.domain.call import AwsCall, Outcome
from acm_tui.domain.errors import Trouble
from tests.aws.conftest import REGION
from tests.aws.scripted import Answer, Error, Reset, Scripted, ScriptedAws, Silence
from tests.domain.stories import OLD
from tests.domain.test_call import call

THROTTLED = Error("ThrottlingException", "Rate exceeded")


def _only(access: Access) -> AwsCall:
    (made,) = access.calls.all()
    return made


def _delete(access: Access) -> None:
    with suppress(Trouble):
        acm.delete(access, REGION, OLD)


def test_a_call_that_was_carried_out(aws: ScriptedAws, access: Access) -> None:
    aws.script("DeleteCertificate", Answer({}))
    _delete(access)
    made = _only(access)
    assert (made.name, made.region, made.profile) == ("acm:DeleteCertificate", REGION, "")
    assert (made.outcome, made.attempts, made.request_id, made.why) == (Outcome.DONE, 1, "request-1", "")
    assert made.changes
    assert made.ms is not None
    assert 0 < made.ms < 10_000


def test_one_that_aws_refused_has_the_code_and_the_request_id(aws: ScriptedAws, access: Access) -> None:
    aws.script("DeleteCertificate", Error("AccessDeniedException", "no"))
    _delete(access)
    made = _only(access)
    assert (made.outcome, made.why, made.attempts) == (Outcome.REFUSED, "AccessDeniedException", 1)
    assert made.request_id == "request-1"


def test_attempts_that_botocore_made_by_itself_are_counted(aws: ScriptedAws, access: Access) -> None:
    aws.script("DeleteCertificate", THROTTLED, THROTTLED, Answer({}))
    _delete(access)
    assert (_only(access).outcome, _only(access).attempts) == (Outcome.DONE, 3)


def test_an_answer_that_was_lost(aws: ScriptedAws, access: Access) -> None:
    aws.script("DeleteCertificate", Reset())
    _delete(access)
    made = _only(access)
    assert (made.outcome, made.attempts, made.request_id) == (Outcome.UNANSWERED, MAX_ATTEMPTS, "")
    assert made.why in ("ConnectionClosedError", "ConnectionError", "EndpointConnectionError")


def test_an_answer_that_was_lost_before_nothing_could_be_sent_any_more(
    aws: ScriptedAws, access: Access
) -> None:
    aws.script("DeleteCertificate", Reset(shut=True))
    _delete(access)
    assert (_only(access).outcome, _only(access).why) == (Outcome.UNANSWERED, "EndpointConnectionError")


def test_a_call_that_never_left(aws: ScriptedAws, access: Access) -> None:
    aws.stop()
    _delete(access)
    made = _only(access)
    assert (made.outcome, made.why, made.attempts) == (
        Outcome.UNSENT,
        "EndpointConnectionError",
        MAX_ATTEMPTS,
    )


def test_a_call_without_credentials_never_left(aws: ScriptedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    access = Access(None, REGION)
    _delete(access)
    made = _only(access)
    assert (made.outcome, made.why, made.attempts) == (Outcome.UNSENT, "NoCredentialsError", 0)


def test_a_call_under_way_is_there_already(aws: ScriptedAws, access: Access) -> None:
    seen: list[AwsCall] = []

    def answer(_: dict[str, Any]) -> Scripted:
        seen.extend(access.calls.all())
        return Answer({})

    aws.decide("DeleteCertificate", answer)
    _delete(access)
    (under_way,) = seen
    assert (under_way.outcome, under_way.ms) == (Outcome.UNDER_WAY, None)
    assert (under_way.number, under_way.began) == (_only(access).number, _only(access).began)


def test_calls_on_several_threads_do_not_meet(aws: ScriptedAws, access: Access) -> None:
    together = threading.Barrier(8)

    def answer(asked: dict[str, Any]) -> Scripted:
        together.wait(10)
        return Error(f"Code{asked['CertificateArn'][-1]}", "")

    def delete(number: int) -> None:
        with suppress(Trouble):
            acm.delete(access, REGION, f"{OLD[:-1]}{number}")

    aws.decide("DeleteCertificate", answer)
    access.client("acm", REGION)
    list(at_once(delete, range(8), 8))
    made = access.calls.all()
    assert sorted(one.why for one in made) == [f"Code{n}" for n in range(8)]
    assert [one.number for one in made] == sorted(one.number for one in made)


def test_the_log_has_a_line_for_each(
    aws: ScriptedAws, access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    aws.script("DeleteCertificate", Error("AccessDeniedException", "no"), Answer({}))
    with caplog.at_level(logging.INFO, "acm_tui"):
        _delete(access)
        _delete(access)
    refused, done = (one for one in caplog.records if one.name == "acm_tui.aws.following")
    assert refused.levelno == logging.WARNING
    assert "acm:DeleteCertificate region=ap-northeast-1 changes=yes outcome=refused" in refused.getMessage()
    assert done.levelno == logging.INFO
    assert "outcome=done" in done.getMessage()
    assert "request=request-1" in done.getMessage()


def test_at_debug_the_log_has_every_attempt_and_why_it_was_not_the_last(
    aws: ScriptedAws, access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    aws.script("DeleteCertificate", THROTTLED, Answer({}))
    with caplog.at_level(logging.DEBUG, "acm_tui"):
        _delete(access)
    said = [one.getMessage() for one in caplog.records if one.name == "acm_tui.aws.following"]
    assert said[:3] == [
        f"acm:DeleteCertificate begins in {REGION}",
        "acm:DeleteCertificate attempt 1: ThrottlingException",
        "acm:DeleteCertificate attempt 2: answered",
    ]


def test_a_silent_service_has_made_no_end(aws: ScriptedAws) -> None:
    aws.script("DeleteCertificate", Silence())
    access = Access(None, REGION, read_timeout_s=0.05)
    _delete(access)
    assert (_only(access).outcome, _only(access).why) == (Outcome.UNANSWERED, "ReadTimeoutError")
    access.close()


# -- the ring ----------------------------------------------------------------------------------------------


def _numbered(number: int, outcome: Outcome = Outcome.UNDER_WAY) -> AwsCall:
    made = call("DescribeCertificate", outcome=outcome)
    return AwsCall(**{name: getattr(made, name) for name in AwsCall.__struct_fields__} | {"number": number})


def test_the_ring_keeps_the_last_ones_in_the_order_in_which_they_began() -> None:
    ring = RecentCalls(most=3)
    for number in range(1, 6):
        ring.tell(_numbered(number))
    ring.tell(_numbered(4, Outcome.DONE))
    assert [(one.number, one.outcome) for one in ring.all()] == [
        (3, Outcome.UNDER_WAY),
        (4, Outcome.DONE),
        (5, Outcome.UNDER_WAY),
    ]


def test_what_ends_after_its_place_was_taken_does_not_come_back() -> None:
    ring = RecentCalls(most=1)
    ring.tell(_numbered(1))
    ring.tell(_numbered(2))
    before = ring.news
    ring.tell(_numbered(1, Outcome.DONE))
    assert [one.number for one in ring.all()] == [2]
    assert ring.news == before
