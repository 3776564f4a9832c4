"""The calls of AWS Health: DescribeEvents and DescribeAffectedEntities, in JSON 1.1."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from math import inf
from threading import Lock
from typing import Any

import msgspec
from moto.core.utils import get_service_model
from moto.iam.models import get_account_id_from
from moto.utilities.utils import get_partition

from acm_tui.sandbox.aws.acm import constraints, paging
from acm_tui.sandbox.aws.acm.errors import AcmError
from acm_tui.sandbox.aws.asked import Answer, Asked
from acm_tui.sandbox.aws.health.events import HealthEvent
from acm_tui.sandbox.aws.words import Reason, refused, worded

# AWS Health API reference, both calls: "If you don't specify the maxResults parameter … 10"; 100 at most.
_DEFAULT_PAGE = 10

_Shown = Callable[[HealthEvent], object]
_FILTERS: Mapping[str, _Shown] = {
    "eventArns": lambda one: one.arn,
    "eventTypeCodes": lambda one: one.type_code,
    "services": lambda one: one.service,
    "regions": lambda one: one.region,
    "eventTypeCategories": lambda one: one.category,
    "eventStatusCodes": lambda one: one.status,
}
_TIMES: Mapping[str, Callable[[HealthEvent], datetime | None]] = {
    "startTimes": lambda one: one.started,
    "endTimes": lambda one: one.ended,
    "lastUpdatedTimes": lambda one: one.last_updated,
}


class Health:
    """AWS Health of all accounts. ``support_plan`` says whether they pay for one that lets them ask."""

    def __init__(self) -> None:
        self.support_plan = True
        self._lock = Lock()
        self._events: list[HealthEvent] = []

    def add(self, event: HealthEvent) -> str:
        """Tell the event's account of it; returns its ARN."""
        with self._lock:
            self._events.append(event)
        return event.arn

    def forget(self) -> None:
        """No events, and a support plan: as on the first day."""
        with self._lock:
            self.support_plan = True
            self._events.clear()

    def dump(self) -> dict[str, Any]:
        """Everything as JSON-able data."""
        with self._lock:
            return {"support_plan": self.support_plan, "events": msgspec.to_builtins(self._events)}

    def load(self, saved: Mapping[str, Any]) -> None:
        """Put what :meth:`dump` gave in the place of what is there.

        Raises:
            KeyError, msgspec.ValidationError: not what `dump` gave.
        """
        events = msgspec.convert(saved["events"], list[HealthEvent])
        with self._lock:
            self.support_plan, self._events = saved["support_plan"], events

    def answer(self, request: Asked) -> Answer | None:
        """The answer to one request; None where it is for another service."""
        if request.service != "health":
            return None
        operations = {
            "DescribeEvents": self._describe_events,
            "DescribeAffectedEntities": self._describe_affected_entities,
        }
        if request.operation not in operations:
            return refused(request, Reason.UNKNOWN)
        if not self.support_plan:
            return refused(request, Reason.NO_SUBSCRIPTION)
        shape = get_service_model("health").operation_model(request.operation).input_shape
        try:
            parameters = request.parameters
            constraints.check(shape, parameters)
            result = operations[request.operation](self._told(request), parameters)
        except AcmError as problem:
            return worded(request, problem.code, 400, problem.message)
        except ValueError as problem:
            return worded(request, "SerializationException", 400, str(problem))
        headers = [("Content-Type", "application/x-amz-json-1.1")]
        return Answer(200, headers, json.dumps(result).encode())

    def _told(self, request: Asked) -> list[HealthEvent]:
        """The events of the caller's account; each partition has its own Health."""
        account, partition = get_account_id_from(request.access_key), get_partition(request.region)
        with self._lock:
            return [one for one in self._events if (one.account, one.partition) == (account, partition)]

    def _describe_events(self, told: list[HealthEvent], asked: Mapping[str, Any]) -> dict[str, Any]:
        wanted = asked.get("filter") or {}
        found = [(paging.place(one.arn, one.arn), one.shown()) for one in told if _matches(one, wanted)]
        return _page("events", found, asked)

    def _describe_affected_entities(
        self, told: list[HealthEvent], asked: Mapping[str, Any]
    ) -> dict[str, Any]:
        wanted = asked["filter"]
        found = [
            (paging.place(arn, arn), entity)
            for one in told
            if one.arn in wanted["eventArns"]
            for arn, entity in one.entities_shown()
            if _entity_matches(entity, wanted)
        ]
        return _page("entities", found, asked)


def _matches(event: HealthEvent, wanted: Mapping[str, Any]) -> bool:
    """Whether every filter names the event; what a filter lists are alternatives."""
    entities = [entity for _, entity in event.entities_shown()]
    return (
        all(shown(event) in wanted[name] for name, shown in _FILTERS.items() if name in wanted)
        and all(_within(moment(event), wanted[name]) for name, moment in _TIMES.items() if name in wanted)
        and _one_of(wanted.get("entityArns"), (entity["entityArn"] for entity in entities))
        and _one_of(wanted.get("entityValues"), (entity["entityValue"] for entity in entities))
    )


def _entity_matches(entity: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return (
        _one_of(wanted.get("entityArns"), (entity["entityArn"],))
        and _one_of(wanted.get("entityValues"), (entity["entityValue"],))
        and _one_of(wanted.get("statusCodes"), (entity["statusCode"],))
    )


def _one_of(wanted: Sequence[str] | None, actual: Iterable[str]) -> bool:
    return wanted is None or any(one in wanted for one in actual)


def _within(moment: datetime | None, ranges: Sequence[Mapping[str, float]]) -> bool:
    if moment is None:
        return False
    return any(one.get("from", -inf) <= moment.timestamp() <= one.get("to", inf) for one in ranges)


def _page(
    member: str, found: Sequence[tuple[paging.Place, dict[str, Any]]], asked: Mapping[str, Any]
) -> dict[str, Any]:
    query = json.dumps([member, asked.get("filter")], sort_keys=True)
    size = asked.get("maxResults", _DEFAULT_PAGE)
    try:
        page = paging.cut(found, size=size, token=asked.get("nextToken"), query=query)
    except AcmError as problem:
        raise AcmError("InvalidPaginationToken", problem.message) from problem
    return {member: page.items} | ({"nextToken": page.next_token} if page.next_token else {})
