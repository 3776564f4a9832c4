"""Who the credentials are, as STS says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from acm_tui.aws.errors import translated
from acm_tui.domain.place import place_of

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient


class Identity(msgspec.Struct, frozen=True):
    """Who the credentials are: the account they act in, its partition, and the caller's ARN."""

    account: str
    partition: str
    arn: str


def who(client: STSClient) -> Identity:
    """Whose the credentials of *client* are, asked of STS anew each time.

    Raises:
        SettingsTrouble: there are no usable credentials.
        ServiceTrouble: STS did not answer, or refused.
    """
    with translated("sts:GetCallerIdentity"):
        answer = client.get_caller_identity()
    partition = place_of(answer["Arn"]).partition
    return Identity(account=answer["Account"], partition=partition, arn=answer["Arn"])
