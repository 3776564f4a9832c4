"""Hosted zones in Route 53: which there are, what stands in them, and the one call that writes records.

Route 53 is one service for a whole partition: the region given only tells which partition that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from acm_tui.aws.errors import translated
from acm_tui.aws.receipt import Receipt, receipt
from acm_tui.aws.session import Access
from acm_tui.domain.errors import NotFound
from acm_tui.domain.hosted_zone import HostedZone
from acm_tui.domain.mutation import UpsertRecords
from acm_tui.domain.propagation import canonical, same_name
from acm_tui.domain.record_plan import RecordSet

if TYPE_CHECKING:
    from mypy_boto3_route53 import Route53Client
    from mypy_boto3_route53.type_defs import (
        HostedZoneTypeDef,
        ListResourceRecordSetsRequestTypeDef,
        ResourceRecordSetOutputTypeDef,
    )

_PAGE = "20"
"""Record sets a page: those at one name come first and are few, and what follows them is of no interest."""

_ESCAPED = re.compile(r"\\([0-7]{3})")
_KEPT = '."\\'
"""What stays escaped: a dot within a label is none between labels, and the rest guards itself."""


def hosted_zones(access: Access, region: str, name: str) -> tuple[HostedZone, ...]:
    """The account's hosted zones of exactly *name*, public and private, with the servers of the public ones.

    One that vanishes in between is left out (ListHostedZonesByName, GetHostedZone).
    """
    found = []
    for one in _named(access, region, name):
        try:
            found.append(_hosted_zone(access, region, one))
        except NotFound:
            continue
    return tuple(found)


def _named(access: Access, region: str, name: str) -> Iterator[HostedZoneTypeDef]:
    """Zones come in the order of their names from the one asked for: the first other name ends the search."""
    client = _client(access, region)
    with translated("route53:ListHostedZonesByName"):
        page = client.list_hosted_zones_by_name(DNSName=canonical(name))
    while True:
        for one in page["HostedZones"]:
            if not same_name(unescaped(one["Name"]), name):
                return
            yield one
        if not page.get("IsTruncated"):
            return
        with translated("route53:ListHostedZonesByName"):
            page = client.list_hosted_zones_by_name(
                DNSName=page["NextDNSName"], HostedZoneId=page["NextHostedZoneId"]
            )


def _hosted_zone(access: Access, region: str, one: HostedZoneTypeDef) -> HostedZone:
    private = one.get("Config", {}).get("PrivateZone", False)
    name, zone_id = canonical(unescaped(one["Name"])), _bare_id(one["Id"])
    if private:
        return HostedZone(zone_id, name, private=True)
    with translated("route53:GetHostedZone"):
        servers = _client(access, region).get_hosted_zone(Id=zone_id)["DelegationSet"]["NameServers"]
    return HostedZone(zone_id, name, private=False, name_servers=tuple(sorted(map(canonical, servers))))


def record_sets(access: Access, region: str, zone_id: str, name: str) -> tuple[RecordSet, ...]:
    """Every record set of the hosted zone at exactly *name*, those of changes still PENDING among them.

    (Route 53 API reference, ListResourceRecordSets: "the most current version of the records".)

    Raises:
        NotFound: there is no such hosted zone (any more).
    """
    return tuple(map(_record_set, _at(access, region, zone_id, name)))


def _at(access: Access, region: str, zone_id: str, name: str) -> Iterator[ResourceRecordSetOutputTypeDef]:
    """Record sets too come in the order of their names, from the one asked for."""
    client = _client(access, region)
    begin: ListResourceRecordSetsRequestTypeDef = {
        "HostedZoneId": zone_id,
        "StartRecordName": canonical(name),
        "MaxItems": _PAGE,
    }
    while True:
        with translated("route53:ListResourceRecordSets"):
            page = client.list_resource_record_sets(**begin)
        for one in page["ResourceRecordSets"]:
            if not same_name(unescaped(one["Name"]), name):
                return
            yield one
        if not page.get("IsTruncated"):
            return
        begin["StartRecordName"], begin["StartRecordType"] = page["NextRecordName"], page["NextRecordType"]
        begin.pop("StartRecordIdentifier", None)
        if identifier := page.get("NextRecordIdentifier"):
            begin["StartRecordIdentifier"] = identifier


def _record_set(one: ResourceRecordSetOutputTypeDef) -> RecordSet:
    values = [record["Value"] for record in one.get("ResourceRecords", ())]
    alias = one.get("AliasTarget")
    return RecordSet(
        name=canonical(unescaped(one["Name"])),
        type=one["Type"],
        # Other types than names hold text, in which an escape is part of what was written.
        values=tuple(map(unescaped, values) if one["Type"] == "CNAME" else values),
        ttl_s=one.get("TTL"),
        alias=canonical(unescaped(alias["DNSName"])) if alias else None,
        identifier=one.get("SetIdentifier"),
        traffic_policy=one.get("TrafficPolicyInstanceId"),
    )


def upsert(access: Access, region: str, wanted: UpsertRecords) -> Receipt:
    """Write the records, all or none; the receipt's ``arn`` is the change id, without ``/change/``.

    Written again, they are the same records: an attempt whose answer is lost may be repeated.

    Raises:
        OutcomeUnknown: it was sent, and the records may be there.
        NotFound: there is no such hosted zone (any more).
        ServiceTrouble: Route 53 refused; nothing was written.
    """
    with translated("route53:ChangeResourceRecordSets", mutating=True):
        answer = _client(access, region).change_resource_record_sets(
            HostedZoneId=wanted.zone_id,
            ChangeBatch={
                "Comment": wanted.comment,
                "Changes": [
                    {
                        "Action": "UPSERT",
                        "ResourceRecordSet": {
                            "Name": record.name,
                            "Type": "CNAME",
                            "TTL": wanted.ttl_s,
                            "ResourceRecords": [{"Value": record.value}],
                        },
                    }
                    for record in wanted.records
                ],
            },
        )
    return receipt(answer, arn=_bare_id(answer["ChangeInfo"]["Id"]))


def change_status(access: Access, region: str, change_id: str) -> str:
    """PENDING, or INSYNC once all of the zone's servers have the change (GetChange).

    Raises:
        NotFound: Route 53 does not know the change (any more).
    """
    with translated("route53:GetChange"):
        return _client(access, region).get_change(Id=change_id)["ChangeInfo"]["Status"]


def unescaped(name: str) -> str:
    r"""*name* as DNS writes it: Route 53 gives ``\052`` for ``*``, in octal.

    (Route 53 developer guide, "DNS domain name format".) What is not printable ASCII, and dots and
    backslashes within a label, stay escaped: the name remains the same name, and harmless.
    """
    return _ESCAPED.sub(_character, name)


def _character(escape: re.Match[str]) -> str:
    meant = chr(int(escape[1], 8))
    return meant if "!" <= meant <= "~" and meant not in _KEPT else escape[0]


def _bare_id(identifier: str) -> str:
    """``Z123`` for ``/hostedzone/Z123``: answers carry the path, requests need not."""
    return identifier.rpartition("/")[2]


def _client(access: Access, region: str) -> Route53Client:
    client: Route53Client = access.client("route53", region)
    return client
