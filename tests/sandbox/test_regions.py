"""Regions: the ones that are on, those of each partition, and what a region that is off answers."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.account.urls import url_paths
from moto.backends import list_of_moto_modules
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.regions import ALWAYS_ON, Regions
from acm_tui.sandbox.aws.server import AwsServer

OFF = "eu-south-1"


@pytest.fixture
def regions() -> Regions:
    return Regions()


@pytest.fixture
def client(acm_world: AcmWorld, regions: Regions) -> Iterator[Callable[..., Any]]:
    server = AwsServer(first=(regions.answer,))
    url = server.start()
    session: Any = boto3.session.Session()
    made: list[Any] = []

    def client(service: str, region: str = "us-east-1") -> Any:
        one = session.client(
            service,
            region_name=region,
            endpoint_url=url,
            aws_access_key_id="AKIAEXAMPLE",
            aws_secret_access_key="none",
            config=Config(retries={"total_max_attempts": 1}),
        )
        made.append(one)
        return one

    yield client
    for one in made:
        one.close()
    server.stop()


def test_what_plain_moto_does_is_what_the_correction_rests_on() -> None:
    known = {one.name: one.opt_in_status for one in RegionsAndZonesBackend.regions}
    assert {"us-east-1", "cn-north-1", "us-gov-west-1"} <= set(known)  # of all partitions at once
    assert known["af-south-1"] == "opt-in-not-required"
    assert not any("listRegions" in path for path in url_paths)
    assert "health" not in list_of_moto_modules()


def shown(answer: dict[str, Any]) -> dict[str, str]:
    return {one["RegionName"]: one["OptInStatus"] for one in answer["Regions"]}


def code_of(call: Any, **parameters: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    answer = refused.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_a_new_account_has_seventeen_regions(client: Callable[..., Any]) -> None:
    found = shown(client("ec2").describe_regions())
    assert sorted(found) == sorted(ALWAYS_ON)
    assert len(found) == 17
    assert set(found.values()) == {"opt-in-not-required"}


def test_all_regions_are_shown_with_what_is_on_and_off(client: Callable[..., Any], regions: Regions) -> None:
    regions.opted_out.remove("ap-east-1")
    ec2 = client("ec2")
    found = shown(ec2.describe_regions(AllRegions=True))
    assert (found["us-east-1"], found["ap-east-1"], found[OFF]) == (
        "opt-in-not-required",
        "opted-in",
        "not-opted-in",
    )
    assert set(shown(ec2.describe_regions())) == {*ALWAYS_ON, "ap-east-1"}
    wanted = [{"Name": "opt-in-status", "Values": ["opted-in", "not-*"]}]
    assert set(shown(ec2.describe_regions(AllRegions=True, Filters=wanted))) == set(found) - set(ALWAYS_ON)


def test_regions_are_found_by_name_and_unknown_ones_refused(client: Callable[..., Any]) -> None:
    ec2 = client("ec2")
    (one,) = ec2.describe_regions(RegionNames=["eu-west-1"])["Regions"]
    assert one["Endpoint"] == "ec2.eu-west-1.amazonaws.com"
    assert code_of(ec2.describe_regions, RegionNames=["eu-west-1", "xx-nowhere-1"]) == (
        "InvalidParameterValue",
        400,
    )


def test_the_account_service_lists_all_with_their_status(
    client: Callable[..., Any], regions: Regions
) -> None:
    regions.opted_out.remove("ap-east-1")
    account = client("account")

    def listed(**parameters: Any) -> dict[str, str]:
        pages = account.get_paginator("list_regions").paginate(**parameters)
        return {one["RegionName"]: one["RegionOptStatus"] for page in pages for one in page["Regions"]}

    found = listed()
    assert (found["us-east-1"], found["ap-east-1"], found[OFF]) == (
        "ENABLED_BY_DEFAULT",
        "ENABLED",
        "DISABLED",
    )
    assert listed(MaxResults=3) == listed(PaginationConfig={"PageSize": 1}) == found
    on = listed(RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"])
    assert sorted(on) == sorted([*ALWAYS_ON, "ap-east-1"])
    assert code_of(account.list_regions, NextToken="none of ours") == ("ValidationException", 400)


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("cn-north-1", {"cn-north-1", "cn-northwest-1"}),
        ("us-gov-west-1", {"us-gov-east-1", "us-gov-west-1"}),
    ],
)
def test_partitions_know_nothing_of_each_other(
    client: Callable[..., Any], home: str, expected: set[str]
) -> None:
    assert set(shown(client("ec2", home).describe_regions())) == expected
    listed = client("account", home).list_regions()["Regions"]
    assert {one["RegionName"]: one["RegionOptStatus"] for one in listed} == dict.fromkeys(
        expected, "ENABLED_BY_DEFAULT"
    )
    assert not expected & set(shown(client("ec2").describe_regions(AllRegions=True)))


@pytest.mark.parametrize(
    ("service", "operation", "expected"),
    [
        ("acm", "list_certificates", ("UnrecognizedClientException", 400)),
        ("acm", "search_certificates", ("UnrecognizedClientException", 400)),
        ("elbv2", "describe_load_balancers", ("InvalidClientTokenId", 403)),
        ("elb", "describe_load_balancers", ("InvalidClientTokenId", 403)),
        ("sts", "get_caller_identity", ("InvalidClientTokenId", 403)),
        ("ec2", "describe_regions", ("AuthFailure", 401)),
        ("resourcegroupstaggingapi", "get_resources", ("UnrecognizedClientException", 400)),
    ],
)
def test_a_region_that_is_off_does_not_know_the_keys(
    client: Callable[..., Any], regions: Regions, service: str, operation: str, expected: tuple[str, int]
) -> None:
    off = client(service, OFF)
    assert code_of(getattr(off, operation)) == expected
    regions.opted_out.remove(OFF)
    getattr(off, operation)()


def test_a_region_that_everybody_has_can_be_switched_off_as_well(
    client: Callable[..., Any], regions: Regions
) -> None:
    regions.opted_out.add("eu-west-1")
    assert "eu-west-1" not in shown(client("ec2").describe_regions())
    assert code_of(client("acm", "eu-west-1").list_certificates)[0] == "UnrecognizedClientException"
    # Nobody needs an endpoint there to look after IAM.
    client("iam", "eu-west-1").list_account_aliases()
