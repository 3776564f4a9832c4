"""What remains of a call that AWS carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Receipt(msgspec.Struct, frozen=True):
    """AWS carried the call out. ``arn`` is what was created, empty when nothing was."""

    arn: str
    request_id: str


def receipt(answer: Mapping[str, Any], arn: str = "") -> Receipt:
    """The receipt of *answer* as boto3 returns it, with the request id that AWS Support asks for."""
    return Receipt(arn=arn, request_id=answer["ResponseMetadata"].get("RequestId", ""))
