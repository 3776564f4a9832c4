"""Load balancers and tags of ELBv2 as AWS answers them."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from acm_tui.sandbox.aws.elb import seed

ACCOUNT, REGION = "111122223333", "ap-northeast-1"


def refusal(call: Any, **request: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**request)
    return refused.value.response["Error"]["Code"]


def test_load_balancers_come_in_pages(elbv2: Any) -> None:
    made = [seed.create_load_balancer(ACCOUNT, REGION, f"alb-{number}") for number in range(5)]
    pages = list(elbv2.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["LoadBalancers"]) for page in pages] == [2, 2, 1]
    assert [one["LoadBalancerArn"] for page in pages for one in page["LoadBalancers"]] == made


def test_a_page_without_a_size_is_as_long_as_the_setting_says(elbv2: Any, world: Any) -> None:
    for number in range(60):
        seed.create_load_balancer(ACCOUNT, REGION, f"alb-{number}")
    assert len(elbv2.describe_load_balancers()["LoadBalancers"]) == 60
    world.change(page_size=50)
    answer = elbv2.describe_load_balancers()
    assert len(answer["LoadBalancers"]) == 50
    assert answer["NextMarker"]


def test_a_seeded_load_balancer_looks_like_one(elbv2: Any) -> None:
    alb = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb", scheme="internal")
    nlb = seed.create_load_balancer(ACCOUNT, REGION, "mail-nlb", "network")
    shop, mail = elbv2.describe_load_balancers(LoadBalancerArns=[alb, nlb])["LoadBalancers"]
    assert (shop["Type"], shop["Scheme"], shop["State"]) == ("application", "internal", {"Code": "active"})
    assert shop["DNSName"].startswith("internal-shop-alb-")
    assert shop["DNSName"].endswith(f".{REGION}.elb.amazonaws.com")
    assert [zone["ZoneName"] for zone in shop["AvailabilityZones"]] == [f"{REGION}a", f"{REGION}c"]
    assert (mail["Type"], mail["Scheme"]) == ("network", "internet-facing")
    assert ":loadbalancer/net/mail-nlb/" in nlb
    assert mail["DNSName"] == f"mail-nlb-{nlb.rsplit('/', 1)[1]}.elb.{REGION}.amazonaws.com"


def test_the_same_seed_gives_the_same_arns(elbv2: Any, shelf: Any) -> None:
    def made() -> tuple[str, str]:
        balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
        return balancer, seed.create_listener(balancer, "HTTPS", 443, shelf.issue("a.example.com"))

    assert made() == made()


def test_one_unknown_load_balancer_fails_the_call(elbv2: Any) -> None:
    alb = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    describe = elbv2.describe_load_balancers
    assert refusal(describe, LoadBalancerArns=[alb, alb + "0"]) == "LoadBalancerNotFound"
    assert refusal(describe, Names=["shop-alb", "other-alb"]) == "LoadBalancerNotFound"
    assert refusal(describe, LoadBalancerArns=[f"{alb}{n}" for n in range(21)]) == "ValidationError"


@pytest.mark.parametrize(("kind", "part"), [("application", "app"), ("network", "net")])
def test_a_load_balancer_made_through_the_api_has_the_arn_of_its_kind(
    elbv2: Any, clients: Any, kind: str, part: str
) -> None:
    zones = clients("ec2").describe_subnets()["Subnets"]
    subnets = [zone["SubnetId"] for zone in zones][:2]
    request: Any = {
        "Name": "made",
        "Type": kind,
        "Subnets": subnets,
        "Tags": [{"Key": "team", "Value": "web"}],
    }

    (made,) = elbv2.create_load_balancer(**request)["LoadBalancers"]

    arn = made["LoadBalancerArn"]
    assert f":{ACCOUNT}:loadbalancer/{part}/made/" in arn
    (found,) = elbv2.describe_load_balancers(Names=["made"])["LoadBalancers"]
    assert (found["LoadBalancerArn"], found["DNSName"]) == (arn, made["DNSName"])
    (described,) = elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"]
    assert described["Tags"] == [{"Key": "team", "Value": "web"}]
    assert refusal(elbv2.create_load_balancer, **request) == "DuplicateLoadBalancerName"


def test_tags_of_load_balancers_and_listeners(elbv2: Any, shelf: Any) -> None:
    hostile = "[red]prod[/red] \x9b31m \u202etxt"
    alb = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb", tags={"Name": hostile})
    listener = seed.create_listener(alb, "HTTPS", 443, shelf.issue("a.example.com"), tags={"team": "web"})
    elbv2.add_tags(ResourceArns=[listener], Tags=[{"Key": "team", "Value": "shop"}])
    answer = elbv2.describe_tags(ResourceArns=[alb, listener])["TagDescriptions"]
    tags = {one["ResourceArn"]: {tag["Key"]: tag["Value"] for tag in one["Tags"]} for one in answer}
    assert tags[listener] == {"team": "shop"}
    assert tags[alb] == {"Name": hostile}


def test_a_tag_that_no_answer_can_carry_is_not_seeded(world: Any) -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        seed.create_load_balancer(ACCOUNT, REGION, "shop-alb", tags={"Name": "\x1b]0;owned\x07"})


def test_the_limits_of_tags(elbv2: Any) -> None:
    alb = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb", tags={f"key-{n}": "" for n in range(49)})
    elbv2.add_tags(ResourceArns=[alb], Tags=[{"Key": "last", "Value": ""}])
    elbv2.add_tags(ResourceArns=[alb], Tags=[{"Key": "last", "Value": "changed"}])
    assert refusal(elbv2.add_tags, ResourceArns=[alb], Tags=[{"Key": "more"}]) == "TooManyTags"
    twice = [{"Key": "last"}, {"Key": "last"}]
    assert refusal(elbv2.add_tags, ResourceArns=[alb], Tags=twice) == "DuplicateTagKeys"
    assert refusal(elbv2.describe_tags, ResourceArns=[alb] * 21) == "ValidationError"
    assert refusal(elbv2.describe_tags, ResourceArns=[alb, alb + "0"]) == "LoadBalancerNotFound"
    (described,) = elbv2.describe_tags(ResourceArns=[alb])["TagDescriptions"]
    assert len(described["Tags"]) == 50


def test_accounts_and_regions_are_apart(elbv2: Any, clients: Any) -> None:
    seed.create_load_balancer(ACCOUNT, "us-east-1", "there")
    seed.create_load_balancer("444455556666", REGION, "theirs")
    here = seed.create_load_balancer(ACCOUNT, REGION, "here")
    assert [one["LoadBalancerArn"] for one in elbv2.describe_load_balancers()["LoadBalancers"]] == [here]
    there = clients("elbv2", "us-east-1").describe_load_balancers()["LoadBalancers"]
    assert [one["LoadBalancerName"] for one in there] == ["there"]
