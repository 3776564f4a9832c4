"""The tags of many certificates at once (Resource Groups Tagging API)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from acm_tui.aws.errors import translated
from acm_tui.aws.session import Access

A_CALL = 100
"""Resources that GetResources takes by their ARNs (Resource Groups Tagging API reference)."""


def tags_of(access: Access, region: str, arns: Sequence[str]) -> dict[str, dict[str, str]]:
    """The tags of each of *arns*, at most :data:`A_CALL`; empty for one that never had any, or is gone.

    Raises:
        ServiceTrouble: GetResources may not be called, or fails.
    """
    client = access.client("resourcegroupstaggingapi", region)
    found: dict[str, dict[str, str]] = {arn: {} for arn in arns}
    token = ""
    while True:
        further: Any = {"PaginationToken": token} if token else {}
        with translated("tag:GetResources"):
            answer = client.get_resources(ResourceARNList=list(arns), **further)
        for one in answer["ResourceTagMappingList"]:
            found[one["ResourceARN"]] = {tag["Key"]: tag.get("Value", "") for tag in one["Tags"]}
        if not (token := answer.get("PaginationToken", "")):
            return found
