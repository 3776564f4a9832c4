"""The lists of hosted zones and record sets: order, pages and the written form of names."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_route53 import Route53Client

from tests.sandbox.route53.zone import PRIVATE, Zone, entry

VALUE = "_y.acm-validations.aws."


def names(answer: Any) -> list[str]:
    return [one["Name"] for one in answer["HostedZones"]]


def refusal(call: Any, **request: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**request)
    code: str = refused.value.response["Error"]["Code"]
    return code


@pytest.fixture
def zones(route53: Route53Client) -> dict[str, Zone]:
    made = {
        name: Zone(route53, name) for name in ("example.org", "b.example.net", "example.net", "Example.COM")
    }
    made["private"] = Zone(route53, "example.net", **PRIVATE)
    return made


def test_zones_are_listed_page_by_page(route53: Route53Client, zones: dict[str, Zone]) -> None:
    first: Any = route53.list_hosted_zones(MaxItems="3")
    assert (first["IsTruncated"], first["MaxItems"]) == (True, "3")
    assert f"/hostedzone/{first['NextMarker']}" == zones["Example.COM"].id
    second: Any = route53.list_hosted_zones(MaxItems="3", Marker=first["NextMarker"])
    assert [one["Id"] for one in (*first["HostedZones"], *second["HostedZones"])] == [
        one.id for one in zones.values()
    ]
    assert second["IsTruncated"] is False
    assert "NextMarker" not in second
    pages = route53.get_paginator("list_hosted_zones").paginate(PaginationConfig={"PageSize": 1})
    assert len([one for page in pages for one in page["HostedZones"]]) == 5
    assert refusal(route53.list_hosted_zones, Marker="Z1") == "InvalidInput"
    assert refusal(route53.list_hosted_zones, MaxItems="none") == "InvalidInput"


def test_private_zones_say_so_and_can_be_listed_alone(route53: Route53Client, zones: dict[str, Zone]) -> None:
    private = {one["Id"]: one["Config"]["PrivateZone"] for one in route53.list_hosted_zones()["HostedZones"]}
    assert private == {one.id: name == "private" for name, one in zones.items()}
    (alone,) = route53.list_hosted_zones(HostedZoneType="PrivateHostedZone")["HostedZones"]
    assert alone["Id"] == zones["private"].id


def test_zones_by_name_begin_at_the_name_and_go_on(route53: Route53Client, zones: dict[str, Zone]) -> None:
    everything = ["example.com.", "example.net.", "example.net.", "b.example.net.", "example.org."]
    assert names(route53.list_hosted_zones_by_name()) == everything
    found: Any = route53.list_hosted_zones_by_name(DNSName="EXAMPLE.net")
    assert names(found) == everything[1:]
    assert (found["DNSName"], found["IsTruncated"], found["MaxItems"]) == ("EXAMPLE.net", False, "100")
    assert {one["Id"] for one in found["HostedZones"][:2]} == {zones["example.net"].id, zones["private"].id}
    assert names(route53.list_hosted_zones_by_name(DNSName="zzz.org")) == []


def test_zones_by_name_are_paged_with_name_and_id(route53: Route53Client, zones: dict[str, Zone]) -> None:
    page: Any = route53.list_hosted_zones_by_name(DNSName="example.net", MaxItems="1")
    seen = [*page["HostedZones"]]
    while page["IsTruncated"]:
        page = route53.list_hosted_zones_by_name(
            DNSName=page["NextDNSName"], HostedZoneId=page["NextHostedZoneId"], MaxItems="1"
        )
        seen.extend(page["HostedZones"])
    assert [one["Name"] for one in seen] == ["example.net.", "example.net.", "b.example.net.", "example.org."]
    assert len({one["Id"] for one in seen}) == 4
    assert "NextDNSName" not in page
    assert refusal(route53.list_hosted_zones_by_name, HostedZoneId="Z1") == "InvalidInput"


def test_record_sets_are_in_the_order_of_reversed_labels(zone: Zone) -> None:
    for name in ("b.example.net", "a.b.example.net", "a-c.example.net", "a.example.net", "_x.a.example.net"):
        zone.change(entry("CREATE", name, "CNAME", VALUE))
    zone.change(entry("CREATE", "example.net", "MX", "10 mail.example.com."))
    listed = zone.route53.list_resource_record_sets(HostedZoneId=zone.id)["ResourceRecordSets"]
    assert [(one["Name"], one["Type"]) for one in listed] == [
        ("example.net.", "MX"),
        ("example.net.", "NS"),
        ("example.net.", "SOA"),
        # A hyphen comes before the dot in ASCII.
        ("a-c.example.net.", "CNAME"),
        ("a.example.net.", "CNAME"),
        ("_x.a.example.net.", "CNAME"),
        ("b.example.net.", "CNAME"),
        ("a.b.example.net.", "CNAME"),
    ]


def test_record_sets_from_a_name_page_by_page(zone: Zone) -> None:
    zone.change(
        *(
            entry("CREATE", "m.example.net", kind, value)
            for kind, value in (("A", "192.0.2.1"), ("TXT", '"t"'))
        ),
        entry("CREATE", "z.example.net", "CNAME", VALUE),
    )
    ask = zone.route53.list_resource_record_sets
    first: Any = ask(HostedZoneId=zone.id, StartRecordName="M.example.net", MaxItems="1")
    assert [one["Type"] for one in first["ResourceRecordSets"]] == ["A"]
    assert (first["IsTruncated"], first["MaxItems"]) == (True, "1")
    assert (first["NextRecordName"], first["NextRecordType"]) == ("m.example.net.", "TXT")
    second: Any = ask(
        HostedZoneId=zone.id,
        StartRecordName=first["NextRecordName"],
        StartRecordType=first["NextRecordType"],
    )
    assert [one["Name"] for one in second["ResourceRecordSets"]] == ["m.example.net.", "z.example.net."]
    assert second["IsTruncated"] is False
    assert "NextRecordName" not in second
    assert refusal(ask, HostedZoneId=zone.id, StartRecordType="A") == "InvalidInput"
    assert refusal(ask, HostedZoneId="Z1") == "NoSuchHostedZone"


def test_sets_of_a_routing_policy_are_told_apart_and_paged(zone: Zone) -> None:
    for number, identifier in enumerate(("blue", "green")):
        address = f"192.0.2.{number}"
        zone.change(entry("CREATE", "w.example.net", "A", address, SetIdentifier=identifier, Weight=number))
    page: Any = zone.route53.list_resource_record_sets(
        HostedZoneId=zone.id, StartRecordName="w.example.net", MaxItems="1"
    )
    assert page["ResourceRecordSets"][0]["SetIdentifier"] == "blue"
    assert page["NextRecordIdentifier"] == "green"
    rest = zone.route53.list_resource_record_sets(
        HostedZoneId=zone.id,
        StartRecordName=page["NextRecordName"],
        StartRecordType=page["NextRecordType"],
        StartRecordIdentifier=page["NextRecordIdentifier"],
    )
    assert [one.get("Weight") for one in rest["ResourceRecordSets"]] == [1]


def test_an_alias_is_listed_as_it_was_written(zone: Zone) -> None:
    target: Any = {
        "HostedZoneId": "Z14GRHDCWA56QT",
        "DNSName": "lb.example.com.",
        "EvaluateTargetHealth": False,
    }
    alias = {"Name": "www.example.net.", "Type": "A", "AliasTarget": target}
    zone.change({"Action": "CREATE", "ResourceRecordSet": alias})
    *_, listed = zone.route53.list_resource_record_sets(HostedZoneId=zone.id)["ResourceRecordSets"]
    assert listed == alias
    zone.change({"Action": "DELETE", "ResourceRecordSet": listed})
    assert zone.sets() == []


@pytest.mark.parametrize("written", ["*.Example.NET", r"\052.example.net.", r"\052.EXAMPLE.net"])
def test_a_wildcard_is_answered_escaped_and_found_by_either_form(zone: Zone, written: str) -> None:
    zone.change(entry("UPSERT", written, "CNAME", VALUE))
    assert zone.sets() == [(r"\052.example.net.", "CNAME", [VALUE])]
    for asked in ("*.example.net", r"\052.example.net."):
        found = zone.route53.list_resource_record_sets(
            HostedZoneId=zone.id, StartRecordName=asked, StartRecordType="CNAME", MaxItems="1"
        )
        assert found["ResourceRecordSets"][0]["Name"] == r"\052.example.net."
    zone.change(entry("DELETE", "*.example.net", "CNAME", VALUE))
    assert zone.sets() == []
