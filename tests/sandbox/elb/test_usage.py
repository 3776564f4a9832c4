"""Who holds a certificate, now and with a lag."""

from datetime import timedelta
from typing import Any

import pytest

from acm_tui.sandbox.aws import usage
from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.aws.elb.names import classic_arn

ACCOUNT, REGION = "111122223333", "ap-northeast-1"


def held(certificate: str) -> tuple[str, ...]:
    return usage.in_use_by(ACCOUNT, certificate.split(":")[3], certificate)


def test_each_kind_of_holder_counts_once(shelf: Any, world: Any) -> None:
    one, other = shelf.issue("a.example.com"), shelf.issue("b.example.com")
    by_default = seed.create_load_balancer(ACCOUNT, REGION, "by-default")
    seed.create_listener(by_default, "HTTPS", 443, one, default_in_list=True)
    seed.create_listener(by_default, "HTTPS", 8443, one)
    by_list = seed.create_load_balancer(ACCOUNT, REGION, "by-list", "network")
    seed.create_listener(by_list, "TLS", 443, other, [one])
    by_classic = seed.create_classic(ACCOUNT, REGION, "by-classic", {443: one})

    assert by_classic == f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/by-classic"
    assert held(one) == tuple(sorted([by_default, by_list, by_classic]))
    assert held(other) == (by_list,)
    assert held(shelf.issue("unused.example.com")) == ()
    assert usage.in_use_by("444455556666", REGION, one) == ()


@pytest.mark.parametrize("lag", [timedelta(0), timedelta(seconds=5)])
def test_one_look_answers_for_many_as_many_looks_do(world: Any, shelf: Any, lag: timedelta) -> None:
    arns = [shelf.issue(f"{name}.example.com") for name in "abc"]
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop")
    seed.create_listener(balancer, "HTTPS", 443, arns[0], [arns[1]])
    world.usage.lag = lag
    at_once = world.usage.looking()
    for account in (ACCOUNT, "444455556666"):
        for region in (REGION, "us-east-1"):
            for arn in arns:
                assert at_once(account, region, arn) == world.usage.in_use_by(account, region, arn)
    assert at_once(ACCOUNT, REGION, arns[1]) == (balancer,)


def test_a_distribution_holds_its_certificate(shelf: Any, cloudfront: Any) -> None:
    old, new = (shelf.issue("cdn.example.com", region="us-east-1") for _ in range(2))
    distribution = seed.create_distribution(ACCOUNT, ["cdn.example.com"], old)
    assert held(old) == (distribution,)

    identifier = distribution.rsplit("/", 1)[1]
    answer = cloudfront.get_distribution_config(Id=identifier)
    configuration = answer["DistributionConfig"]
    assert configuration["Aliases"]["Items"] == ["cdn.example.com"]
    configuration["ViewerCertificate"]["ACMCertificateArn"] = new
    cloudfront.update_distribution(DistributionConfig=configuration, Id=identifier, IfMatch=answer["ETag"])
    assert (held(old), held(new)) == ((), (distribution,))


def test_a_change_is_seen_at_once_without_a_lag(elbv2: Any, shelf: Any, world: Any) -> None:
    old, new = shelf.issue("a.example.com"), shelf.issue("b.example.com")
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    listener = seed.create_listener(balancer, "HTTPS", 443, old)
    elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
    assert (held(old), held(new)) == ((), (balancer,))
    assert world.usage.in_use_by(ACCOUNT, REGION, new) == (balancer,)


@pytest.mark.parametrize("kind", ["elbv2", "classic", "deleted"])
def test_with_a_lag_the_answer_is_what_was_true_then(elbv2: Any, classic: Any, world: Any, kind: str) -> None:
    old, new = (world.shelf.issue(f"{name}.example.com", key="RSA_2048") for name in "ab")
    if kind == "classic":
        holder = seed.create_classic(ACCOUNT, REGION, "legacy", {443: old})
    else:
        holder = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
        listener = seed.create_listener(holder, "HTTPS", 443, old)
    world.usage.lag = timedelta(minutes=5)

    def seen() -> tuple[bool, bool]:
        answers = (world.usage.in_use_by(ACCOUNT, REGION, arn) for arn in (old, new))
        first, second = (answer == (holder,) for answer in answers)
        return first, second

    if kind == "classic":
        classic.set_load_balancer_listener_ssl_certificate(
            LoadBalancerName="legacy", LoadBalancerPort=443, SSLCertificateId=new
        )
    elif kind == "elbv2":
        elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
    else:
        elbv2.delete_load_balancer(LoadBalancerArn=holder)

    assert seen() == (True, False)
    world.clock.advance(timedelta(minutes=4))
    assert seen() == (True, False)
    world.clock.advance(timedelta(minutes=1))
    assert seen() == (False, kind != "deleted")


def test_what_was_seeded_counts_as_always_so(elbv2: Any, world: Any) -> None:
    world.usage = usage.Usage(world.clock, timedelta(minutes=5))
    world.change()
    old, new = world.shelf.issue("a.example.com"), world.shelf.issue("b.example.com")
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    listener = seed.create_listener(balancer, "HTTPS", 443, old)
    elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
    assert world.usage.in_use_by(ACCOUNT, REGION, old) == (balancer,)
    assert world.usage.in_use_by(ACCOUNT, REGION, new) == ()


def test_changes_in_a_row_are_seen_in_a_row(elbv2: Any, world: Any) -> None:
    a, b, c = (world.shelf.issue(f"{name}.example.com") for name in "abc")
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")
    listener = seed.create_listener(balancer, "HTTPS", 443, a)
    world.usage.lag = timedelta(minutes=5)
    elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": b}])
    world.clock.advance(timedelta(minutes=3))
    elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": c}])

    def holders() -> list[bool]:
        return [world.usage.in_use_by(ACCOUNT, REGION, arn) == (balancer,) for arn in (a, b, c)]

    assert holders() == [True, False, False]
    world.clock.advance(timedelta(minutes=2))
    assert holders() == [False, True, False]
    world.clock.advance(timedelta(minutes=3))
    assert holders() == [False, False, True]


def test_the_arn_of_a_classic_load_balancer_names_the_partition() -> None:
    assert classic_arn(ACCOUNT, "cn-north-1", "x").startswith("arn:aws-cn:elasticloadbalancing:")
