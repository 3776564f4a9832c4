"""Asks moto as it is, uncorrected, what the corrections rest on; prints the answers as one JSON object.

It runs in a process of its own: in the tests' process moto is corrected already.
"""

import json
from typing import Any

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

KEYS: dict[str, Any] = {
    "region_name": "us-east-1",
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}


def entry(action: str, name: str, kind: str, value: str, ttl: int = 300) -> dict[str, Any]:
    record = {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": [{"Value": value}]}
    return {"Action": action, "ResourceRecordSet": record}


def outcome(call: Any, **request: Any) -> str:
    """ "accepted" or the code of the error."""
    try:
        call(**request)
    except ClientError as refused:
        return refused.response["Error"]["Code"]
    return "accepted"


def batch_facts(client: Any, zone: str) -> dict[str, Any]:
    def change(*changes: dict[str, Any]) -> str:
        batch = {"Changes": list(changes)}
        return outcome(client.change_resource_record_sets, HostedZoneId=zone, ChangeBatch=batch)

    def listed() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.list_resource_record_sets(HostedZoneId=zone)[
            "ResourceRecordSets"
        ]
        return found

    found: dict[str, Any] = {}
    change(entry("CREATE", "a.example.net", "CNAME", "b.example.com"))
    found["another value created again"] = change(entry("CREATE", "a.example.net", "CNAME", "c.example.com"))
    found["a TXT beside a CNAME"] = change(entry("CREATE", "a.example.net", "TXT", '"t"'))
    found["a CNAME at the apex"] = change(entry("CREATE", "example.net", "CNAME", "b.example.com"))
    found["what is not there deleted"] = change(entry("DELETE", "gone.example.net", "A", "192.0.2.1"))
    found["a name that only ends alike"] = change(entry("CREATE", "xexample.net", "A", "192.0.2.1"))
    found["a name with capitals"] = change(entry("CREATE", "a.Example.NET", "A", "192.0.2.1"))
    found["an address that is none"] = change(entry("CREATE", "b.example.net", "A", "nothing"))
    outside = entry("CREATE", "x.example.org", "A", "192.0.2.1")
    found["a batch with a wrong change"] = change(
        entry("CREATE", "half.example.net", "A", "192.0.2.1"), outside
    )
    found["the half of it that is left"] = any(one["Name"].startswith("half.") for one in listed())
    change(entry("CREATE", "*.example.net", "A", "192.0.2.1"))
    found["a wildcard's name"] = next(one["Name"] for one in listed() if one["Name"][0] in "*\\")
    return found


def facts() -> dict[str, Any]:
    """What moto answers."""
    client: Any = boto3.client("route53", **KEYS)
    made = client.create_hosted_zone(Name="example.net", CallerReference="1")
    zone = made["HostedZone"]["Id"]
    found = batch_facts(client, zone)
    batch = {"Changes": [entry("UPSERT", "u.example.net", "A", "192.0.2.1")]}
    change = client.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)["ChangeInfo"]
    found["the status of a change"] = change["Status"]
    found["an unknown change"] = client.get_change(Id="C1")["ChangeInfo"]["Status"]
    found["an id without its path"] = client.get_change(Id="C1")["ChangeInfo"]["Id"]
    servers = made["DelegationSet"]["NameServers"]
    again = client.create_hosted_zone(Name="example.net", CallerReference="1")
    found["a caller reference again"] = again["ResponseMetadata"]["HTTPStatusCode"]
    found["the same servers for two zones"] = again["DelegationSet"]["NameServers"] == servers
    found["the first server"] = servers[0]
    found["NS values with a final dot"] = any(
        record["Value"].endswith(".")
        for one in client.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        if one["Type"] == "NS"
        for record in one["ResourceRecords"]
    )
    client.create_hosted_zone(Name="example.org", CallerReference="2")
    named = client.list_hosted_zones_by_name(DNSName="example.net", MaxItems="1")
    found["zones on a page of one"] = len(named["HostedZones"])
    found["zones from a name on"] = [one["Name"] for one in named["HostedZones"]]
    found["whether there are more"] = "IsTruncated" in named
    return found


if __name__ == "__main__":
    with mock_aws():
        answer = facts()
    print(json.dumps(answer))  # noqa: T201 - this is how the test reads it
