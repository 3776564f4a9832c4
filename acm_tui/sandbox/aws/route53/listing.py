"""The lists of hosted zones and record sets, page by page."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult

from acm_tui.sandbox.aws.route53 import refusals
from acm_tui.sandbox.aws.route53.names import NameProblemError, sort_key, stored
from acm_tui.sandbox.aws.route53.record_sets import RecordSet, in_zone, key_of

MOST_ZONES = 100  # API reference, ListHostedZones and ListHostedZonesByName
MOST_RECORD_SETS = 300  # API reference, ListResourceRecordSets


def list_hosted_zones(response: Any) -> Any:
    """ListHostedZones; the marker is the id of the first zone of the next page."""
    zones = [zone for zone in list(response.backend.zones.values()) if _wanted(zone, response)]
    begin, marker = 0, response._get_param("Marker")
    if marker is not None:
        ids = [zone.resource_id for zone in zones]
        if marker not in ids:
            raise refusals.invalid_input("The input is not valid")
        begin = ids.index(marker)
    size = _size(response, MOST_ZONES)
    following = zones[begin + size :]
    return ActionResult(
        {
            "HostedZones": zones[begin : begin + size],
            "Marker": marker,
            "IsTruncated": bool(following),
            "NextMarker": following[0].resource_id if following else None,
            "MaxItems": size,
        }
    )


def _wanted(zone: Any, response: Any) -> bool:
    reusable = response._get_param("DelegationSetId")
    if reusable is not None and (zone.private_zone or zone.delegation_set.id != reusable.rpartition("/")[2]):
        return False
    return bool(zone.private_zone) or response._get_param("HostedZoneType") != "PrivateHostedZone"


def list_hosted_zones_by_name(response: Any) -> Any:
    """ListHostedZonesByName: all zones from a name on, not only those of that name."""
    name, identifier = response._get_param("DNSName"), response._get_param("HostedZoneId")
    if identifier is not None and name is None:
        raise refusals.invalid_input("The input is not valid")
    begin = (sort_key(_stored(name, "InvalidDomainName")) if name else "", identifier or "")
    zones = sorted(response.backend.zones.values(), key=_by_name)
    found = [zone for zone in zones if _by_name(zone) >= begin]
    size = _size(response, MOST_ZONES)
    answer = {
        "HostedZones": found[:size],
        "DNSName": name,
        "HostedZoneId": identifier,
        "IsTruncated": len(found) > size,
        "MaxItems": size,
    }
    if len(found) > size:
        answer |= {"NextDNSName": found[size].name, "NextHostedZoneId": found[size].resource_id}
    return ActionResult(answer)


def _by_name(zone: Any) -> tuple[str, str]:
    return sort_key(zone.name), zone.resource_id


def list_resource_record_sets(response: Any) -> Any:
    """ListResourceRecordSets, those of changes still PENDING included."""
    zone = response.backend.get_hosted_zone(response._get_param("HostedZoneId"))
    begin = _begin(response)
    found = sorted((one for one in in_zone(zone) if _position(one) >= begin), key=_position)
    size = _size(response, MOST_RECORD_SETS)
    answer = {"ResourceRecordSets": found[:size], "IsTruncated": len(found) > size, "MaxItems": size}
    if len(found) > size:
        following = found[size]
        answer |= {
            "NextRecordName": following["Name"],
            "NextRecordType": following["Type"],
            "NextRecordIdentifier": following.get("SetIdentifier"),
        }
    return ActionResult(answer)


def _begin(response: Any) -> tuple[str, str, str]:
    name = response._get_param("StartRecordName")
    kind = response._get_param("StartRecordType")
    identifier = response._get_param("StartRecordIdentifier")
    if (kind and not name) or (identifier and not kind):
        raise refusals.invalid_input("The input is not valid")
    return (sort_key(_stored(name, "InvalidInput")) if name else "", kind or "", identifier or "")


def _position(record_set: RecordSet) -> tuple[str, str, str]:
    name, kind, identifier = key_of(record_set)
    return sort_key(name), kind, identifier


def _stored(name: str, code: str) -> str:
    try:
        return stored(name)
    except NameProblemError as problem:
        raise refusals.refusal(code, str(problem)) from None


def _size(response: Any, most: int) -> int:
    """MaxItems; more than *most* is the same as that many.

    Raises:
        Refusal: InvalidInput for what is no number above 0.
    """
    said = response._get_param("MaxItems")
    if said is None:
        return most
    if not str(said).isdecimal() or int(said) < 1:
        raise refusals.invalid_input(f"Invalid maxitems: {said}")
    return min(int(said), most)
