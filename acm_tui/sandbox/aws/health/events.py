"""What AWS Health tells an account: plain, frozen data."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.utilities.utils import get_partition


def new_id() -> str:
    """An identifier as events and entities have it."""
    return uuid.uuid4().hex


@dataclass(frozen=True, kw_only=True)
class AffectedEntity:
    """One resource that an event is about; ``value`` names it, for ACM by the certificate's ARN."""

    value: str
    status: str = "IMPAIRED"
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class HealthEvent:
    """One event of one account (AWS Health API reference, Event). Times are aware."""

    account: str
    region: str
    type_code: str
    started: datetime
    entities: tuple[AffectedEntity, ...] = ()
    service: str = "ACM"
    category: str = "accountNotification"
    status: str = "open"
    updated: datetime | None = None
    ended: datetime | None = None
    id: str = field(default_factory=new_id)

    @property
    def partition(self) -> str:
        """The partition of its region; each has a Health of its own."""
        return str(get_partition(self.region))

    @property
    def arn(self) -> str:
        """Its name; without an account, as AWS has it."""
        kind = f"{self.service}/{self.type_code}/{self.type_code}_{self.id}"
        return f"arn:{self.partition}:health:{self.region}::event/{kind}"

    @property
    def last_updated(self) -> datetime:
        """When something was said of it last."""
        return self.updated or self.started

    def shown(self) -> dict[str, Any]:
        """As DescribeEvents shows it; times in epoch seconds."""
        answer = {
            "arn": self.arn,
            "service": self.service,
            "eventTypeCode": self.type_code,
            "eventTypeCategory": self.category,
            "region": self.region,
            "startTime": self.started.timestamp(),
            "endTime": self.ended.timestamp() if self.ended else None,
            "lastUpdatedTime": self.last_updated.timestamp(),
            "statusCode": self.status,
            "eventScopeCode": "ACCOUNT_SPECIFIC",
        }
        return {name: value for name, value in answer.items() if value is not None}

    def entities_shown(self) -> list[tuple[str, dict[str, Any]]]:
        """Its entities as DescribeAffectedEntities shows them, each with its own ARN before it."""
        answers = []
        for one in self.entities:
            arn = f"arn:{self.partition}:health:{self.region}:{self.account}:entity/{one.id}"
            shown = {
                "entityArn": arn,
                "eventArn": self.arn,
                "entityValue": one.value,
                "awsAccountId": self.account,
                "lastUpdatedTime": self.last_updated.timestamp(),
                "statusCode": one.status,
                "tags": {},
            }
            answers.append((arn, shown))
        return answers
