"""Hosted zones of every account, and the changes on their way, out to plain data and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from moto.route53.models import DelegationSet, FakeZone, route53_backends

from acm_tui.sandbox.aws.route53.changing import PARTITION, backend_of
from acm_tui.sandbox.aws.route53.record_sets import RecordSet, in_zone, put_into
from acm_tui.sandbox.aws.route53.setting import CHANGES, in_force


class ZoneRecord(TypedDict):
    """A hosted zone. ``vpcs`` are moto's pairs of ``vpc_id`` and ``vpc_region``."""

    account: str
    id: str
    name: str
    comment: str | None
    private: bool
    caller_reference: str
    name_servers: list[str]
    vpcs: list[dict[str, str]]
    record_sets: list[RecordSet]
    tags: dict[str, str]


class Route53State(TypedDict):
    """Everything that this room keeps."""

    zones: list[ZoneRecord]
    propagation: dict[str, Any]


def dump() -> Route53State:
    """Everything as JSON-able data; not kept: health checks, query logging, reusable delegation sets."""
    with CHANGES:
        return Route53State(
            zones=[
                _zone_record(account, backend, zone)
                for account, backend in _backends()
                for zone in list(backend.zones.values())
            ],
            propagation=in_force().dump(),
        )


def load(state: Mapping[str, Any]) -> None:
    """Put everything that `dump` gave in place, beside whatever is there: start from empty backends.

    Raises:
        KeyError, TypeError, ValueError: not what `dump` gave.
    """
    with CHANGES:
        for one in state["zones"]:
            put_zone(one)
        in_force().load(state["propagation"])


def put_zone(record: ZoneRecord) -> None:
    """Make the hosted zone of *record*; nothing is sent to any server."""
    zone = FakeZone(
        record["name"],
        record["id"],
        private_zone=record["private"],
        caller_reference=record["caller_reference"],
        comment=record["comment"],
        # An id would make it a reusable one.
        delegation_set=DelegationSet(f"DelSet_{record['name']}", list(record["name_servers"]), None),
    )
    zone.delegation_set.id = ""
    zone.vpcs = [dict(one) for one in record["vpcs"]]
    put_into(zone, record["record_sets"])
    backend = backend_of(record["account"])
    backend.zones[record["id"]] = zone
    backend.resource_tags[record["id"]].update(record["tags"])


def _backends() -> list[tuple[str, Any]]:
    """Each account with its Route 53 that moto has made so far; looking makes no new one."""
    accounts = list(route53_backends.items())
    return [(account, backends[PARTITION]) for account, backends in accounts if PARTITION in backends]


def _zone_record(account: str, backend: Any, zone: Any) -> ZoneRecord:
    return ZoneRecord(
        account=account,
        id=zone.resource_id,
        name=zone.name,
        comment=zone.comment,
        private=zone.private_zone,
        caller_reference=zone.caller_reference,
        name_servers=list(zone.delegation_set.name_servers),
        vpcs=[dict(one) for one in zone.vpcs],
        record_sets=list(in_zone(zone)),
        tags=dict(backend.list_tags_for_resource(zone.resource_id)),
    )
