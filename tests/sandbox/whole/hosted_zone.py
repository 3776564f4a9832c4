"""Hands on the demo's hosted zone, and eyes on what the DNS servers make of it."""

from typing import Any

import dns.message
import dns.query

from acm_tui.sandbox import world
from acm_tui.sandbox.sandbox import Sandbox

NAME, VALUE = "_x.pay.example.net.", "_y.z.acm-validations.aws."
DELEGATED = {server.rstrip(".") for server in world.DELEGATED_TO_ROUTE53["example.net."]}


def zones(route53: Any) -> list[dict[str, Any]]:
    return [route53.get_hosted_zone(Id=one["Id"]) for one in route53.list_hosted_zones()["HostedZones"]]


def served_zone(route53: Any) -> str:
    """The id of the hosted zone that the world is sent to."""
    (found,) = [
        one["HostedZone"]["Id"]
        for one in zones(route53)
        if set(one.get("DelegationSet", {}).get("NameServers", ())) == DELEGATED
    ]
    return str(found)


def upsert(route53: Any, name: str = NAME, value: str = VALUE) -> str:
    record = {"Name": name, "Type": "CNAME", "TTL": 300, "ResourceRecords": [{"Value": value}]}
    change = {"Action": "UPSERT", "ResourceRecordSet": record}
    answer = route53.change_resource_record_sets(
        HostedZoneId=served_zone(route53), ChangeBatch={"Changes": [change]}
    )
    return str(answer["ChangeInfo"]["Id"])


def status(route53: Any, change: str) -> str:
    return str(route53.get_change(Id=change)["ChangeInfo"]["Status"])


def seen(sandbox: Sandbox, name: str = NAME) -> list[str | None]:
    """The CNAME of *name*, as each DNS server answers it."""
    where = sandbox.dns.address
    found: list[str | None] = []
    for address in where.addresses:
        query = dns.message.make_query(name, "CNAME", flags=0)
        message = dns.query.udp(query, address, port=where.port, timeout=5)
        found.append(message.answer[0][0].to_text() if message.answer else None)
    return found


def written(route53: Any) -> set[str]:
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=served_zone(route53))
    return {one["Name"] for page in pages for one in page["ResourceRecordSets"] if one["Type"] == "CNAME"}


def empty(route53: Any) -> None:
    """Delete everything from the zone that is served but what every zone has."""
    identifier = served_zone(route53)
    listed = route53.list_resource_record_sets(HostedZoneId=identifier)["ResourceRecordSets"]
    changes = [
        {"Action": "DELETE", "ResourceRecordSet": one} for one in listed if one["Type"] not in ("NS", "SOA")
    ]
    route53.change_resource_record_sets(HostedZoneId=identifier, ChangeBatch={"Changes": changes})
