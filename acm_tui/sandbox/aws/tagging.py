"""Tags of many resources at once: GetResources of the Resource Groups Tagging API.

moto cuts a question by ARNs at 50 resources or 100 tags, refuses a page that is asked for a second time, and
forgets that a resource had tags once. Which resources there are is still asked of moto, which asks ACM and
the load balancers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from moto.core.utils import get_service_model
from moto.iam.models import get_account_id_from
from moto.resourcegroupstaggingapi.models import resourcegroupstaggingapi_backends

from acm_tui.sandbox.aws.acm import constraints, paging
from acm_tui.sandbox.aws.acm.errors import AcmError
from acm_tui.sandbox.aws.asked import Answer, Asked
from acm_tui.sandbox.aws.words import worded

_DEFAULT_PAGE = 50
_LARGEST_PAGE = 100
# API reference, GetResources: "You can't specify both this parameter and …".
_NOT_WITH_ARNS = ("ResourceTypeFilters", "TagFilters", "ResourcesPerPage", "TagsPerPage", "PaginationToken")


def answer(request: Asked) -> Answer | None:
    """The answer to a GetResources; None: go on."""
    if (request.service, request.operation) != ("tagging", "GetResources"):
        return None
    shape = get_service_model("resourcegroupstaggingapi").operation_model("GetResources").input_shape
    try:
        asked = request.parameters
        constraints.check(shape, asked)
        _check(asked)
        result = _resources(get_account_id_from(request.access_key), request.region, asked)
    except (AcmError, ValueError) as problem:
        return worded(request, "InvalidParameterException", 400, str(problem))
    headers = [("Content-Type", "application/x-amz-json-1.1")]
    return Answer(200, headers, json.dumps(result).encode())


def _check(asked: Mapping[str, Any]) -> None:
    """Refuse what the service model does not say.

    Raises:
        ValueError: parameters that do not go together, or a page that is too large.
    """
    beside = [name for name in _NOT_WITH_ARNS if asked.get(name)]
    if asked.get("ResourceARNList") and beside:
        raise ValueError(f"ResourceARNList cannot be used with {', '.join(beside)}.")
    if not 1 <= asked.get("ResourcesPerPage", _DEFAULT_PAGE) <= _LARGEST_PAGE:
        raise ValueError(f"ResourcesPerPage must be between 1 and {_LARGEST_PAGE}.")


def _resources(account: str, region: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The resources that have or had tags; those that are asked for by name come all at once."""
    arns, types, tags = (asked.get(name) for name in ("ResourceARNList", "ResourceTypeFilters", "TagFilters"))
    found = resourcegroupstaggingapi_backends[account][region]._get_resources_generator(
        tag_filters=tags, resource_type_filters=types, resource_arn_list=arns
    )
    page = paging.cut(
        [(paging.place(one.arn, one.arn), one) for one in found],
        size=_LARGEST_PAGE if arns else asked.get("ResourcesPerPage", _DEFAULT_PAGE),
        token=asked.get("PaginationToken") or None,
        query=json.dumps([types, tags], sort_keys=True),
    )
    return {
        # AWS says an empty token where there is no further page.
        "PaginationToken": page.next_token or "",
        "ResourceTagMappingList": [
            {
                "ResourceARN": one.arn,
                "Tags": [{"Key": key, "Value": value} for key, value in one.tags.items()],
            }
            for one in page.items
        ],
    }
