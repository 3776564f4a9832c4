"""Hosted zones are made with name servers of their own, shown, and removed."""

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_route53 import Route53Client

from tests.sandbox.route53.zone import PRIVATE, Zone, entry


def code(call: Any, **request: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**request)
    found: str = refused.value.response["Error"]["Code"]
    return found


def own(route53: Route53Client, identifier: str) -> dict[str, list[str]]:
    listed = route53.list_resource_record_sets(HostedZoneId=identifier)["ResourceRecordSets"]
    return {one["Type"]: [record["Value"] for record in one["ResourceRecords"]] for one in listed}


def test_a_new_zone_has_four_servers_of_its_own(route53: Route53Client) -> None:
    made = route53.create_hosted_zone(Name="Example.NET", CallerReference="1")
    identifier = made["HostedZone"]["Id"]
    assert re.fullmatch(r"/hostedzone/Z[A-Z0-9]{10,}", identifier)
    assert made["HostedZone"]["Name"] == "example.net."
    assert made["Location"].endswith(identifier)
    assert made["ChangeInfo"]["Status"] == "PENDING"
    servers = made["DelegationSet"]["NameServers"]
    assert [server.split(".", 2)[2] for server in servers] == ["com", "net", "org", "co.uk"]
    assert all(re.fullmatch(r"ns-\d+\.awsdns-\d\d\..*[a-z]", server) for server in servers)
    found: Any = route53.get_hosted_zone(Id=identifier)
    assert found["DelegationSet"] == {"NameServers": servers}
    assert "VPCs" not in found
    assert own(route53, identifier) == {
        "NS": [f"{server}." for server in servers],
        "SOA": [f"{servers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"],
    }
    again = route53.create_hosted_zone(Name="example.net", CallerReference="2")
    assert not set(again["DelegationSet"]["NameServers"]) & set(servers)


def test_a_caller_reference_serves_once(route53: Route53Client) -> None:
    route53.create_hosted_zone(Name="example.net", CallerReference="1")
    create = route53.create_hosted_zone
    assert code(create, Name="example.org", CallerReference="1") == "HostedZoneAlreadyExists"
    assert code(create, Name="a..net", CallerReference="2") == "InvalidDomainName"
    assert len(route53.list_hosted_zones()["HostedZones"]) == 1


def test_a_private_zone_has_vpcs_and_no_delegation(route53: Route53Client) -> None:
    zone = Zone(route53, "example.com", **PRIVATE)
    found: Any = route53.get_hosted_zone(Id=zone.id)
    assert "DelegationSet" not in found
    assert found["VPCs"] == [PRIVATE["VPC"]]
    assert found["HostedZone"]["Config"] == PRIVATE["HostedZoneConfig"]
    assert own(route53, zone.id)["NS"][0] == "ns-0.awsdns-00.com."


def test_a_vpc_comes_and_goes_with_a_change_that_can_be_asked_for(route53: Route53Client) -> None:
    zone = Zone(route53, "example.com", **PRIVATE)
    second: Any = {"HostedZoneId": zone.id, "VPC": {"VPCRegion": "us-east-1", "VPCId": "vpc-2"}}
    together: Any = route53.associate_vpc_with_hosted_zone
    apart: Any = route53.disassociate_vpc_from_hosted_zone
    for call, left in ((together, 2), (apart, 1)):
        info = call(**second)["ChangeInfo"]
        assert info["Status"] == "PENDING"
        assert route53.get_change(Id=info["Id"])["ChangeInfo"]["Status"] == "PENDING"
        assert len(route53.get_hosted_zone(Id=zone.id)["VPCs"]) == left


def test_only_an_empty_zone_can_be_deleted(route53: Route53Client, zone: Zone) -> None:
    zone.change(entry("CREATE", "a.example.net", "A", "192.0.2.1"))
    assert code(route53.delete_hosted_zone, Id=zone.id) == "HostedZoneNotEmpty"
    zone.change(entry("DELETE", "a.example.net", "A", "192.0.2.1"))
    assert route53.delete_hosted_zone(Id=zone.id)["ChangeInfo"]["Status"] == "PENDING"
    assert code(route53.get_hosted_zone, Id=zone.id) == "NoSuchHostedZone"
    assert code(route53.get_hosted_zone, Id="Z1") == "NoSuchHostedZone"


def test_a_reusable_delegation_set_gives_its_servers(route53: Route53Client) -> None:
    reusable = route53.create_reusable_delegation_set(CallerReference="1")["DelegationSet"]
    zone = Zone(route53, "example.net", DelegationSetId=reusable["Id"])
    Zone(route53, "example.org")
    found = route53.get_hosted_zone(Id=zone.id)["DelegationSet"]
    assert found["NameServers"] == reusable["NameServers"]
    assert found["Id"].rpartition("/")[2] == reusable["Id"].rpartition("/")[2]
    (listed,) = route53.list_hosted_zones(DelegationSetId=reusable["Id"])["HostedZones"]
    assert listed["Id"] == zone.id
    assert len(route53.list_reusable_delegation_sets()["DelegationSets"]) == 1
    request = {"Name": "x.org", "CallerReference": "9", "DelegationSetId": "N0"}
    assert code(route53.create_hosted_zone, **request) == "NoSuchDelegationSet"
