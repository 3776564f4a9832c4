"""A call to AWS as it is seen from here: whether it changes something, and its line in the log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from acm_tui.domain.call import AwsCall, Outcome, in_one_line

BEGAN = datetime(2026, 11, 28, 2, 0, 5, tzinfo=UTC)


def call(operation: str, service: str = "acm", **facts: object) -> AwsCall:
    return AwsCall(
        number=1,
        began=BEGAN,
        service=service,
        operation=operation,
        region="ap-northeast-1",
        **facts,  # type: ignore[arg-type]  # the fields are the test's
    )


@pytest.mark.parametrize(
    "operation",
    [
        "SearchCertificates",
        "ListTagsForCertificate",
        "DescribeListenerCertificates",
        "GetCallerIdentity",
        "GetChange",
        "HeadBucket",
    ],
)
def test_looking_changes_nothing(operation: str) -> None:
    assert not call(operation).changes


@pytest.mark.parametrize(
    "operation",
    [
        "RequestCertificate",
        "AddTagsToCertificate",
        "DeleteCertificate",
        "ModifyListener",
        "AddListenerCertificates",
        "RemoveListenerCertificates",
        "SetLoadBalancerListenerSSLCertificate",
        "ChangeResourceRecordSets",
        "PutObject",
        "SomethingNew",
    ],
)
def test_whatever_does_not_only_look_stands_out(operation: str) -> None:
    assert call(operation).changes


def test_the_line_of_a_change() -> None:
    done = call(
        "RequestCertificate",
        profile="shop-prod",
        outcome=Outcome.DONE,
        ms=123.4,
        attempts=1,
        request_id="3f1e8a52",
    )
    assert in_one_line(done) == (
        "acm:RequestCertificate region=ap-northeast-1 profile=shop-prod changes=yes outcome=done "
        "ms=123 attempts=1 request=3f1e8a52"
    )


def test_the_line_of_a_look_that_was_not_answered() -> None:
    lost = call(
        "DescribeListeners",
        "elbv2",
        outcome=Outcome.UNANSWERED,
        why="ReadTimeoutError",
        ms=15002.0,
        attempts=4,
    )
    assert in_one_line(lost) == (
        'elbv2:DescribeListeners region=ap-northeast-1 outcome="no answer" why=ReadTimeoutError '
        "ms=15002 attempts=4"
    )
