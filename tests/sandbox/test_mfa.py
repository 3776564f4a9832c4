"""Roles that want a second factor: without it, with the wrong one, with the right one."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.mfa import MfaDevice, MfaRoles
from acm_tui.sandbox.aws.server import AwsServer

ROLE = "arn:aws:iam::444455556666:role/admin"
DEVICE = MfaDevice("arn:aws:iam::111122223333:mfa/operator", "123456")


@pytest.fixture
def sts(acm_world: AcmWorld) -> Iterator[Any]:
    roles = MfaRoles()
    roles.devices[ROLE] = DEVICE
    server = AwsServer(first=(roles.answer,))
    session: Any = boto3.session.Session()
    made = session.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=server.start(),
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="none",
    )
    yield made
    made.close()
    server.stop()


def refusal(sts: Any, **factor: str) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        sts.assume_role(RoleArn=ROLE, RoleSessionName="test", **factor)
    error = refused.value.response["Error"]
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    return error["Code"], error["Message"]


def test_without_a_second_factor_nobody_may_assume_it(sts: Any) -> None:
    code, message = refusal(sts)
    assert code == "AccessDenied"
    assert "is not authorized to perform: sts:AssumeRole on resource: " + ROLE in message
    assert message.startswith("User: arn:aws:")
    assert refusal(sts, SerialNumber=DEVICE.serial)[1] == message


def test_a_wrong_code_and_a_wrong_device_are_told_apart(sts: Any) -> None:
    code, message = refusal(sts, SerialNumber=DEVICE.serial, TokenCode="654321")
    assert code == "AccessDenied"
    assert message.startswith("MultiFactorAuthentication failed with invalid MFA one time pass code.")
    code, message = refusal(sts, SerialNumber="arn:aws:iam::111122223333:mfa/lost", TokenCode=DEVICE.code)
    assert code == "AccessDenied"
    assert "Please verify your MFA serial number is valid" in message


def test_the_right_code_opens_it_and_other_roles_want_none(sts: Any) -> None:
    opened = sts.assume_role(
        RoleArn=ROLE, RoleSessionName="test", SerialNumber=DEVICE.serial, TokenCode=DEVICE.code
    )
    assert opened["AssumedRoleUser"]["Arn"] == "arn:aws:sts::444455556666:assumed-role/admin/test"
    sts.assume_role(RoleArn="arn:aws:iam::444455556666:role/reader", RoleSessionName="test")
