"""AWS Health: events of the caller's account by filter, affected certificates, pages, and no support plan."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from acm_tui.sandbox.aws.acm import AcmWorld
from acm_tui.sandbox.aws.health import AffectedEntity, Health, HealthEvent
from acm_tui.sandbox.aws.server import ACCOUNT, AwsServer

REGION, OTHER_REGION = "ap-northeast-1", "us-east-1"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
CERTIFICATE = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555"


@pytest.fixture
def room() -> Health:
    return Health()


@pytest.fixture
def url(acm_world: AcmWorld, room: Health) -> Iterator[str]:
    server = AwsServer(first=(room.answer,))
    yield server.start()
    server.stop()


def client(url: str, region: str = "us-east-1", service: str = "health", **keys: str) -> Any:
    session: Any = boto3.session.Session()
    defaults = {"aws_access_key_id": "AKIAEXAMPLE", "aws_secret_access_key": "none"}
    return session.client(service, region_name=region, endpoint_url=url, **(defaults | keys))


@pytest.fixture
def health(url: str) -> Iterator[Any]:
    made = client(url)
    yield made
    made.close()


def event(type_code: str = "AWS_ACM_RENEWAL_STATE_CHANGE", **details: Any) -> HealthEvent:
    facts: dict[str, Any] = {"account": ACCOUNT, "region": REGION, "started": NOW} | details
    return HealthEvent(type_code=type_code, **facts)


def found(health: Any, **wanted: Any) -> set[str]:
    return {one["arn"] for one in health.describe_events(filter=wanted)["events"]}


def code_of(call: Any, **parameters: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return str(refused.value.response["Error"]["Code"])


def test_an_event_is_told_with_what_a_reader_needs(room: Health, health: Any) -> None:
    arn = room.add(event(updated=NOW + timedelta(days=1)))
    (told,) = health.describe_events()["events"]
    assert told == {
        "arn": arn,
        "service": "ACM",
        "eventTypeCode": "AWS_ACM_RENEWAL_STATE_CHANGE",
        "eventTypeCategory": "accountNotification",
        "region": REGION,
        "startTime": NOW,
        "lastUpdatedTime": NOW + timedelta(days=1),
        "statusCode": "open",
        "eventScopeCode": "ACCOUNT_SPECIFIC",
    }
    assert arn.startswith(f"arn:aws:health:{REGION}::event/ACM/AWS_ACM_RENEWAL_STATE_CHANGE/")


@pytest.mark.parametrize(
    "wanted",
    [
        {"services": ["ACM", "EC2"]},
        {"eventTypeCodes": ["AWS_ACM_RENEWAL_STATE_CHANGE"]},
        {"eventStatusCodes": ["open", "upcoming"]},
        {"regions": [REGION]},
        {"eventTypeCategories": ["accountNotification"]},
        {"entityValues": [CERTIFICATE]},
        {"startTimes": [{"from": NOW - timedelta(days=1), "to": NOW + timedelta(days=1)}]},
        {"services": ["ACM"], "eventStatusCodes": ["open"], "regions": [REGION]},
    ],
)
def test_a_filter_finds_what_it_names_and_nothing_else(
    room: Health, health: Any, wanted: dict[str, Any]
) -> None:
    arn = room.add(event(entities=(AffectedEntity(value=CERTIFICATE),)))
    room.add(
        event(
            "AWS_VPN_REDUNDANCY_LOSS",
            service="VPN",
            region=OTHER_REGION,
            status="closed",
            category="issue",
            started=NOW - timedelta(days=9),
        )
    )
    assert len(found(health)) == 2
    assert found(health, **wanted) == {arn}


def test_affected_certificates_are_asked_for_by_the_events(room: Health, health: Any) -> None:
    other = CERTIFICATE.replace("1111", "9999")
    arn = room.add(event(entities=(AffectedEntity(value=CERTIFICATE), AffectedEntity(value=other))))
    room.add(event(entities=(AffectedEntity(value="of another event"),)))
    entities = health.describe_affected_entities(filter={"eventArns": [arn]})["entities"]
    assert {one["entityValue"] for one in entities} == {CERTIFICATE, other}
    assert {one["eventArn"] for one in entities} == {arn}
    assert {one["statusCode"] for one in entities} == {"IMPAIRED"}
    unknown = arn.replace("_STATE_", "_OTHER_")
    assert health.describe_affected_entities(filter={"eventArns": [unknown]})["entities"] == []


def test_at_most_ten_events_are_asked_about_at_once(room: Health, health: Any) -> None:
    arns = [room.add(event(entities=(AffectedEntity(value=str(number)),))) for number in range(11)]
    ten = health.describe_affected_entities(filter={"eventArns": arns[:10]}, maxResults=100)["entities"]
    assert len(ten) == 10
    assert code_of(health.describe_affected_entities, filter={"eventArns": arns}) == "ValidationException"


@pytest.mark.parametrize("size", [1, 2, 100])
def test_pages_hold_everything_once(room: Health, health: Any, size: int) -> None:
    entities = tuple(AffectedEntity(value=f"certificate {number}") for number in range(5))
    arns = {room.add(event(entities=entities)) for _ in range(5)}
    events = health.get_paginator("describe_events").paginate(PaginationConfig={"PageSize": size})
    pages = list(events)
    assert len(pages) == -(-5 // size)
    assert sorted(one["arn"] for page in pages for one in page["events"]) == sorted(arns)
    affected = health.get_paginator("describe_affected_entities").paginate(
        filter={"eventArns": sorted(arns)[:1]}, PaginationConfig={"PageSize": size}
    )
    assert sorted(one["entityValue"] for page in affected for one in page["entities"]) == [
        one.value for one in entities
    ]


def test_a_token_of_another_question_is_refused(room: Health, health: Any) -> None:
    room.add(event())
    room.add(event())
    token = health.describe_events(maxResults=1)["nextToken"]
    assert (
        code_of(health.describe_events, filter={"services": ["ACM"]}, nextToken=token)
        == "InvalidPaginationToken"
    )


def test_without_a_support_plan_nothing_is_told(room: Health, health: Any) -> None:
    room.add(event())
    room.support_plan = False
    assert code_of(health.describe_events) == "SubscriptionRequiredException"
    room.support_plan = True
    assert len(found(health)) == 1


def test_each_account_and_each_partition_is_told_of_its_own(room: Health, health: Any, url: str) -> None:
    mine = room.add(event())
    theirs = room.add(event(account="444455556666"))
    in_china = room.add(event(region="cn-north-1"))
    sts = client(url, service="sts")
    keys = sts.assume_role(RoleArn="arn:aws:iam::444455556666:role/reader", RoleSessionName="test")[
        "Credentials"
    ]
    other = client(
        url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    china = client(url, "cn-north-1")
    assert (found(health), found(other), found(china)) == ({mine}, {theirs}, {in_china})
    assert in_china.startswith("arn:aws-cn:health:cn-north-1::")
    for made in (sts, other, china):
        made.close()


def test_what_the_sandbox_does_not_know_is_told_as_such(health: Any) -> None:
    assert code_of(health.describe_event_types) == "UnknownOperationException"


def test_events_go_out_to_plain_data_and_come_back(room: Health) -> None:
    room.add(event(entities=(AffectedEntity(value=CERTIFICATE),), updated=NOW))
    room.support_plan = False
    saved = json.loads(json.dumps(room.dump()))
    again = Health()
    again.load(saved)
    assert again.dump() == room.dump()
    again.forget()
    assert again.dump() == {"support_plan": True, "events": []}
