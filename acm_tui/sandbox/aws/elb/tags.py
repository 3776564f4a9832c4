"""ELBv2 tags: the API's limits, and no answer for what does not exist."""

from collections.abc import Sequence
from typing import Any

from moto.core.responses import ActionResult, EmptyResult

from acm_tui.sandbox.aws.elb import refusals
from acm_tui.sandbox.aws.elb.listeners import find_listener

RESOURCES_A_CALL = 20  # ELBv2 API reference, DescribeTags
TAGS_A_RESOURCE = 50  # Application Load Balancers user guide, tag restrictions


def describe_tags(response: Any) -> Any:
    """DescribeTags for at most twenty existing resources."""
    arns = response._get_param("ResourceArns", [])
    if len(arns) > RESOURCES_A_CALL:
        raise refusals.validation_error(
            f"Up to '{RESOURCES_A_CALL}' resource ARNs can be specified, but '{len(arns)}' were specified"
        )
    backend = response.elbv2_backend
    _check_existence(backend, arns)
    return ActionResult(
        {
            "TagDescriptions": [
                {"ResourceArn": arn, "Tags": backend.tagging_service.get_tag_dict_for_resource(arn)}
                for arn in arns
            ]
        }
    )


def add_tags(response: Any) -> Any:
    """AddTags: up to fifty on a resource; a key that is there already gets the new value."""
    backend = response.elbv2_backend
    arns = response._get_param("ResourceArns", [])
    tags = response._get_param("Tags", [])
    keys = [tag["Key"] for tag in tags]
    if len(set(keys)) < len(keys):
        raise refusals.refusal("DuplicateTagKeys", "A tag key was specified more than once")
    _check_existence(backend, arns)
    for arn in arns:
        if len(set(backend.tagging_service.get_tag_dict_for_resource(arn)) | set(keys)) > TAGS_A_RESOURCE:
            raise refusals.refusal("TooManyTags", f"Up to {TAGS_A_RESOURCE} tags can be specified")
    for arn in arns:
        backend.tagging_service.tag_resource(arn, tags)
    return EmptyResult()


def _check_existence(backend: Any, arns: Sequence[str]) -> None:
    for arn in arns:
        if ":loadbalancer/" in arn and arn not in backend.load_balancers:
            raise refusals.load_balancer_not_found(arn)
        if ":listener/" in arn:
            find_listener(backend, arn)
        else:
            backend._get_resource_by_arn(arn)
