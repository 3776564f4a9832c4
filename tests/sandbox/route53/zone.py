"""A hosted zone in a test's hands."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_route53 import Route53Client

DELAY = timedelta(seconds=30)
"""So long that a test cannot wait it out by accident."""


class Zone:
    """A hosted zone in a test's hands."""

    def __init__(self, route53: Route53Client, name: str, **request: Any) -> None:
        self.route53 = route53
        made = route53.create_hosted_zone(Name=name, CallerReference=str(uuid4()), **request)
        self.id = made["HostedZone"]["Id"]

    def change(self, *changes: dict[str, Any], comment: str | None = None) -> Any:
        batch: dict[str, Any] = {"Changes": list(changes)}
        if comment is not None:
            batch["Comment"] = comment
        return self.route53.change_resource_record_sets(HostedZoneId=self.id, ChangeBatch=batch)  # type: ignore[arg-type]  # tests send what is wrong too

    def refused(self, *changes: dict[str, Any]) -> tuple[str, str]:
        """The code and the sentence with which the batch is refused."""
        with pytest.raises(ClientError) as refusal:
            self.change(*changes)
        error = refusal.value.response["Error"]
        return error["Code"], error["Message"]

    def sets(self) -> list[tuple[str, str, list[str]]]:
        """What stands in it, beside its own NS and SOA."""
        pages = self.route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=self.id)
        return [
            (one["Name"], one["Type"], [record["Value"] for record in one.get("ResourceRecords", [])])
            for page in pages
            for one in page["ResourceRecordSets"]
            if one["Type"] not in ("NS", "SOA")
        ]


PRIVATE: dict[str, Any] = {
    "VPC": {"VPCRegion": "ap-northeast-1", "VPCId": "vpc-1"},
    "HostedZoneConfig": {"PrivateZone": True, "Comment": "inside"},
}
"""What makes a new zone a private one."""


def entry(action: str, name: str, kind: str, *values: str, ttl: int = 300, **more: Any) -> dict[str, Any]:
    """One change."""
    records = [{"Value": value} for value in values]
    return {
        "Action": action,
        "ResourceRecordSet": {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": records, **more},
    }
