"""What AWS Health says about ACM in an account, and which certificates it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from acm_tui.aws.described import utc
from acm_tui.aws.pages import chunks, pages
from acm_tui.aws.session import Access
from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.inventory.news import Notice

_A_CALL = 10
"""Events that one DescribeAffectedEntities takes (AWS Health API reference)."""

_HOME = {"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}
"""Where Health answers for all regions of a partition (AWS Health user guide, "Accessing the API")."""


def no_support_plan(trouble: ServiceTrouble) -> bool:
    """Whether *trouble* says that the account has no support plan with AWS Health's API."""
    return trouble.code == "SubscriptionRequiredException"


def notices(access: Access, partition: str) -> tuple[Notice, ...]:
    """The open and upcoming notices about ACM, the newest first, whatever their codes.

    Raises:
        ServiceTrouble: Health may not be asked, needs a support plan, or fails.
    """
    client = access.client("health", _HOME.get(partition, "us-east-1"))
    asked = {"services": ["ACM"], "eventStatusCodes": ["open", "upcoming"]}
    answers = client.get_paginator("describe_events").paginate(filter=asked)
    events = [event for page in pages("health:DescribeEvents", answers) for event in page["events"]]
    affected: dict[str, list[str]] = {}
    for some in chunks([event["arn"] for event in events], _A_CALL):
        for entity in _entities(client, some):
            affected.setdefault(entity["eventArn"], []).append(entity["entityValue"])
    found = (_notice(event, affected.get(event["arn"], ())) for event in events)
    return tuple(
        sorted(found, key=lambda one: one.updated_at.timestamp() if one.updated_at else 0, reverse=True)
    )


def _entities(client: Any, events: Any) -> Iterator[Any]:
    answers = client.get_paginator("describe_affected_entities").paginate(filter={"eventArns": list(events)})
    for page in pages("health:DescribeAffectedEntities", answers):
        yield from (one for one in page["entities"] if "entityValue" in one and "eventArn" in one)


def _notice(event: Any, affected: Any) -> Notice:
    return Notice(
        arn=event["arn"],
        code=event.get("eventTypeCode", ""),
        status=event.get("statusCode", ""),
        region=event.get("region", ""),
        started_at=utc(event.get("startTime")),
        updated_at=utc(event.get("lastUpdatedTime")),
        affected=tuple(affected),
    )
