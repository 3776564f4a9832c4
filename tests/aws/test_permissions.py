"""The policies that the program prints allow exactly the calls that it can make."""

import pytest

from acm_tui.domain.policy import PURPOSES, Kind, Scope, statements
from acm_tui.domain.shared_store import store_of
from tests.aws.called import made, told

ALWAYS_ALLOWED = {"sts:GetCallerIdentity"}
"""STS API reference, GetCallerIdentity: "No permissions are required to perform this operation"."""
ALLOWED_AS = {"s3:ListObjectsV2": "s3:ListBucket"}
"""Where IAM calls a call otherwise (S3 user guide, "Required permissions for Amazon S3 API operations")."""
BESIDES = {"acm:RequestCertificate": "acm:AddTagsToCertificate"}
"""What a call needs as well (ACM API reference, RequestCertificate, Tags)."""
WITH_A_CHANGE = {"route53:GetChange"}
"""Reads that are made only after a change."""
OF_THE_KEY = {"kms:Decrypt", "kms:GenerateDataKey"}
"""What S3 asks KMS for in the caller's name (S3 user guide, "Using server-side encryption with KMS keys")."""

STORE = store_of("s3://team-journal/acm-tui")
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"


def allowed(kind: Kind) -> set[str]:
    """The actions of the policy *kind*, with all that a team's journal needs."""
    return {action for one in statements(kind, Scope(), STORE, KEY) for action in one["Action"]}


def needed(calls: set[str]) -> set[str]:
    """The actions that somebody needs who makes *calls*."""
    named = {ALLOWED_AS.get(one, one) for one in calls - ALWAYS_ALLOWED}
    return named | {BESIDES[one] for one in calls & set(BESIDES)}


ONLY_TOLD = {("session", "sts:GetCallerIdentity")}
"""Getting the key that a call would be signed with calls nobody; what goes wrong is told as that call's."""


def test_what_is_named_where_errors_are_told_is_what_is_called() -> None:
    assert {(one.module, one.action) for one in told()} - ONLY_TOLD == made()


def test_to_migrate_is_every_call_and_no_more() -> None:
    assert allowed("migrate") - OF_THE_KEY == needed({one.action for one in told()})


def test_to_observe_is_every_call_that_changes_nothing_and_no_more() -> None:
    reads = {one.action for one in told() if not one.changes} - WITH_A_CHANGE
    assert allowed("observe") - OF_THE_KEY == needed(reads)


def test_a_call_that_changes_something_is_never_for_looking() -> None:
    changes = needed({one.action for one in told() if one.changes}) | WITH_A_CHANGE
    assert not allowed("observe") & changes


@pytest.mark.parametrize("purpose", PURPOSES, ids=lambda one: one.sid)
def test_no_purpose_allows_more_than_it_names(purpose: object) -> None:
    assert "*" not in "".join(getattr(purpose, "actions", ("*",)))
