"""Which regions an account has enabled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from acm_tui.aws.errors import translated
from acm_tui.aws.pages import pages
from acm_tui.aws.refusals import lacks_permission
from acm_tui.domain.errors import ServiceTrouble

if TYPE_CHECKING:
    from acm_tui.aws.session import Access

_ENABLED = ("ENABLED", "ENABLED_BY_DEFAULT")
"""How AWS Account Management calls a region that may be used (API reference, ListRegions)."""


def enabled(access: Access, region: str) -> tuple[str, ...]:
    """The regions that the account of *access* may use, sorted; *region* is one of its partition.

    Raises:
        ServiceTrouble: neither EC2 nor Account Management may be asked, or AWS did not answer.
        SettingsTrouble: there are no usable credentials.
    """
    try:
        return tuple(sorted(_of_ec2(access, region)))
    except ServiceTrouble as trouble:
        if not lacks_permission(trouble):
            raise
    try:
        return tuple(sorted(_of_account(access, region)))
    except ServiceTrouble as trouble:
        if not lacks_permission(trouble):
            raise
        raise ServiceTrouble(
            "You may not ask which regions are enabled.",
            cause=trouble.cause,
            remedy="Ask for the permission ec2:DescribeRegions or account:ListRegions, or name the regions "
            "with --region.",
            code=trouble.code,
            operation=trouble.operation,
        ) from trouble


def _of_ec2(access: Access, region: str) -> Iterable[str]:
    client = access.client("ec2", region)
    with translated("ec2:DescribeRegions"):
        return [one["RegionName"] for one in client.describe_regions()["Regions"]]


def _of_account(access: Access, region: str) -> Iterable[str]:
    paginator = access.client("account", region).get_paginator("list_regions")
    answers = paginator.paginate(RegionOptStatusContains=_ENABLED)
    return [one["RegionName"] for page in pages("account:ListRegions", answers) for one in page["Regions"]]
