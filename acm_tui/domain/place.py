"""Where a migration lives: the account and region it is pinned to."""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=False):
    """An account in a partition, and a region of it.

    ``account`` is the twelve-digit account id, ``partition`` is ``aws``, ``aws-cn`` or ``aws-us-gov``
    (IAM user guide, "Amazon Resource Names").
    """

    partition: str
    account: str
    region: str

    def __str__(self) -> str:
        return (
            f"{self.account} · {self.region}"
            if self.partition == "aws"
            else (f"{self.account} · {self.region} ({self.partition})")
        )


def account_of(place: Place) -> tuple[str, str]:
    """The account of *place*: the same number in another partition is another account."""
    return place.partition, place.account


def place_of(arn: str) -> Place:
    """The place that an ARN names.

    Raises:
        ValueError: *arn* does not have the six parts of an ARN.
    """
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        raise ValueError(f"not an ARN: {arn!r}")
    return Place(partition=parts[1], region=parts[3], account=parts[4])
