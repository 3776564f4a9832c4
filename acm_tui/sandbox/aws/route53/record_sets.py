"""Record sets as the API has them, and as moto keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moto.route53.models import RecordSet as MotoRecordSet

RecordSet = Mapping[str, Any]
"""The API's ResourceRecordSet, its name as stored."""

Key = tuple[str, str, str]

SOA_TTL_S = 900
NS_TTL_S = 172_800


def key_of(record_set: RecordSet) -> Key:
    """What tells record sets of a zone apart: name, type and set identifier, empty where there is none."""
    return record_set["Name"], record_set["Type"], record_set.get("SetIdentifier") or ""


def values_of(record_set: RecordSet) -> list[str]:
    """The values, none for an alias."""
    return [record["Value"] for record in record_set.get("ResourceRecords") or ()]


def plain(name: str, kind: str, ttl: int, values: Sequence[str]) -> RecordSet:
    """A record set without routing; *name* as stored, *ttl* in seconds."""
    return {
        "Name": name,
        "Type": kind,
        "TTL": ttl,
        "ResourceRecords": [{"Value": value} for value in values],
    }


def of_every_zone(zone: str, name_servers: Sequence[str]) -> tuple[RecordSet, ...]:
    """The NS and SOA that a new hosted zone has (developer guide, "NS and SOA records").

    The SOA's serial is 1 and stays so: Route 53 does not count changes in it.
    """
    soa = f"{name_servers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
    return (
        plain(zone, "NS", NS_TTL_S, [f"{server}." for server in name_servers]),
        plain(zone, "SOA", SOA_TTL_S, [soa]),
    )


def in_zone(zone: Any) -> tuple[RecordSet, ...]:
    """The record sets of moto's *zone*."""
    return tuple(_from_moto(one) for one in zone.rrsets)


def put_into(zone: Any, record_sets: Sequence[RecordSet]) -> None:
    """Make *record_sets* the whole content of moto's *zone*."""
    zone.rrsets = [_to_moto(one) for one in record_sets]


def _from_moto(one: Any) -> RecordSet:
    found = {
        "Name": one.name,
        "Type": one.type,
        "SetIdentifier": one.set_identifier,
        "Weight": one.weight,
        "Region": one.region,
        "GeoLocation": one.geo_location,
        "Failover": one.failover,
        "MultiValueAnswer": one.multi_value_answer,
        "TTL": one.ttl,
        "ResourceRecords": one.resource_records,
        "AliasTarget": one.alias_target,
        "HealthCheckId": one.health_check_id,
    }
    return {name: value for name, value in found.items() if value is not None}


def _to_moto(one: RecordSet) -> Any:
    return MotoRecordSet({**one, "ResourceRecords": values_of(one)})
