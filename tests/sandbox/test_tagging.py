"""Tags of many certificates at once: by ARN, by type, in pages, and only of what has or had tags."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.aws import tagging as room
from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.aws.server import AwsServer

ACCOUNT, REGION = "111122223333", "ap-northeast-1"


@pytest.fixture
def tagging(acm_world: AcmWorld) -> Iterator[Any]:
    server = AwsServer(first=(room.answer,))
    session: Any = boto3.session.Session()
    made = session.client(
        "resourcegroupstaggingapi",
        region_name=REGION,
        endpoint_url=server.start(),
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="none",
    )
    yield made
    made.close()
    server.stop()


def seeded(world: AcmWorld, tags: dict[str, str | None] | None = None, **details: Any) -> str:
    facts = {"account": ACCOUNT, "region": REGION, "names": ["example.com"]} | details
    return seed_certificate(world, tags=tags or {}, **facts)


def told(answer: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {
        one["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in one["Tags"]}
        for one in answer["ResourceTagMappingList"]
    }


def test_a_hundred_certificates_with_many_tags_come_in_one_answer(acm_world: AcmWorld, tagging: Any) -> None:
    tags: dict[str, str | None] = {f"key-{number}": "value" for number in range(9)}
    arns = [seeded(acm_world, tags) for _ in range(100)]
    answer = tagging.get_resources(ResourceARNList=arns)
    assert told(answer) == dict.fromkeys(arns, tags)
    assert answer["PaginationToken"] == ""
    with pytest.raises(ClientError, match="InvalidParameterException"):
        tagging.get_resources(ResourceARNList=[*arns, seeded(acm_world)])


def test_only_what_has_or_had_tags_is_told(
    acm_world: AcmWorld, acm: ACMClient, tagging: Any, clients: Callable[..., Any]
) -> None:
    tagged = seeded(acm_world, {"Name": "[red]shop \x1b", "team": None})
    had, never = seeded(acm_world, {"team": "web"}), seeded(acm_world)
    acm.remove_tags_from_certificate(CertificateArn=had, Tags=[{"Key": "team"}])
    gone = tagged.replace("certificate/", "certificate/0000")
    answer = tagging.get_resources(ResourceARNList=[tagged, had, never, gone])
    assert told(answer) == {tagged: {"Name": "[red]shop \x1b", "team": ""}, had: {}}
    acm.add_tags_to_certificate(CertificateArn=never, Tags=[{"Key": "team", "Value": "new"}])
    assert told(tagging.get_resources(ResourceARNList=[never])) == {never: {"team": "new"}}


@pytest.mark.parametrize("size", [1, 2, 100])
def test_all_certificates_of_a_region_come_in_pages(acm_world: AcmWorld, tagging: Any, size: int) -> None:
    arns = [seeded(acm_world, {"n": str(number)}) for number in range(5)]
    seeded(acm_world, {"n": "elsewhere"}, region="us-east-1")
    seeded(acm_world, {"n": "theirs"}, account="444455556666")
    pages = list(
        tagging.get_paginator("get_resources").paginate(
            ResourceTypeFilters=["acm:certificate"], PaginationConfig={"PageSize": size}
        )
    )
    assert len(pages) == -(-5 // size)
    assert sorted(arn for page in pages for arn in told(page)) == sorted(arns)


def test_a_page_can_be_asked_for_again(acm_world: AcmWorld, tagging: Any) -> None:
    for number in range(3):
        seeded(acm_world, {"n": str(number)})
    token = tagging.get_resources(ResourcesPerPage=2)["PaginationToken"]
    once = told(tagging.get_resources(ResourcesPerPage=2, PaginationToken=token))
    again = told(tagging.get_resources(ResourcesPerPage=2, PaginationToken=token))
    assert once == again
    assert len(once) == 1


@pytest.mark.parametrize(
    "beside",
    [
        {"ResourceTypeFilters": ["acm:certificate"]},
        {"TagFilters": [{"Key": "team"}]},
        {"ResourcesPerPage": 100},
    ],
)
def test_names_go_with_no_other_filter_and_with_no_page(
    acm_world: AcmWorld, tagging: Any, beside: dict[str, Any]
) -> None:
    with pytest.raises(ClientError, match="InvalidParameterException"):
        tagging.get_resources(ResourceARNList=[seeded(acm_world, {"team": "web"})], **beside)


def test_plain_moto_cuts_a_question_by_names(acm_world: AcmWorld, clients: Callable[..., Any]) -> None:
    """What the correction rests on."""
    arns = [seeded(acm_world, {"team": "web"}) for _ in range(60)]
    plain = clients("resourcegroupstaggingapi").get_resources(ResourceARNList=arns)
    assert len(plain["ResourceTagMappingList"]) == 50
