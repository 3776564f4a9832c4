"""Load balancers and listeners: what is read of them."""

import threading
from typing import Any

from acm_tui.aws import elb
from acm_tui.aws.session import Access
from acm_tui.domain.listener import Listener, LoadBalancer
from tests.aws.elb_answers import (
    CERTIFICATE,
    CLASSIC,
    GONE,
    HEAD,
    LISTENER,
    OLD,
    REGION,
    VERSIONS,
    alb,
    arns_sent,
    certificates_by_listener,
    classic_answer,
    described,
    described_all,
    held,
    listening,
    load_balancer,
    only,
    page,
    tagged,
    tags_of,
)
from tests.aws.scripted import Answer, Error, Scripted, ScriptedAws


def describing(arns: list[str]) -> Answer:
    return described_all(*(described(int(arn.split("/")[2][1:])) for arn in arns))


def test_load_balancers_are_asked_for_twenty_at_a_time(aws: ScriptedAws, access: Access) -> None:
    arns = [alb(number) for number in range(21)]
    aws.decide("DescribeLoadBalancers", only({*arns}, "LoadBalancerArns", describing))
    aws.script("DescribeTags", tags_of(tagged(f"<ResourceArn>{alb(3)}</ResourceArn>", team="web")))
    found = elb.load_balancers(access, REGION, [*arns, arns[0]])
    assert [one.arn for one in found] == arns
    assert found[3] == LoadBalancer(
        arn=alb(3),
        name="a3",
        kind="application",
        dns_name="a3.elb.amazonaws.com",
        scheme="internal",
        tags={"team": "web"},
    )
    sizes = [len(arns_sent(call, "LoadBalancerArns")) for call in aws.parameters("DescribeLoadBalancers")]
    assert sorted(sizes) == [1, 20]
    sizes = [len(arns_sent(call, "ResourceArns")) for call in aws.parameters("DescribeTags")]
    assert sorted(sizes) == [1, 20]


def test_one_that_is_gone_does_not_hide_the_others(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", GONE, described_all(described(1)), GONE, described_all(described(3)))
    aws.script("DescribeTags", GONE, tags_of(tagged(f"<ResourceArn>{alb(1)}</ResourceArn>", a="b")), GONE)
    found = elb.load_balancers(access, REGION, [alb(1), alb(2), alb(3)])
    assert [(one.arn, one.tags) for one in found] == [(alb(1), {"a": "b"}), (alb(3), {})]


def test_a_gateway_load_balancer_holds_no_certificate(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", described_all(described(1, "gateway"), described(2, "network")))
    aws.script("DescribeTags", tags_of())
    assert [one.kind for one in elb.load_balancers(access, REGION, [alb(1), alb(2)])] == ["network"]


def test_a_classic_one_is_asked_of_its_own_api(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", classic_answer())
    aws.script(
        "DescribeTags", tags_of(tagged("<LoadBalancerName>order-desk</LoadBalancerName>", Name="order desk"))
    )
    assert elb.load_balancers(access, REGION, [CLASSIC]) == (
        LoadBalancer(
            arn=CLASSIC,
            name="order-desk",
            kind="classic",
            dns_name="order-desk.elb.amazonaws.com",
            scheme="internet-facing",
            tags={"Name": "order desk"},
        ),
    )
    assert [call["Version"] for call in aws.parameters("DescribeLoadBalancers")] == [VERSIONS["classic"]]


def test_classic_ones_that_are_gone_are_left_out(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", GONE, GONE, classic_answer())
    aws.script("DescribeTags", tags_of())
    found = elb.load_balancers(access, REGION, [f"{HEAD}:loadbalancer/gone", CLASSIC])
    assert [one.arn for one in found] == [CLASSIC]


def test_every_tls_listener_with_every_certificate(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "DescribeListeners",
        page("Listeners", listening(LISTENER), listening(LISTENER + "0", "HTTP", 80), marker="more"),
        page("Listeners", listening(LISTENER + "1", "TLS", 8443)),
    )
    aws.script("DescribeTags", tags_of(tagged(f"<ResourceArn>{LISTENER}</ResourceArn>", team="web")))
    pages: dict[str, list[Answer]] = {
        LISTENER: [
            page("Certificates", held(CERTIFICATE), held(OLD, default=True), marker="more"),
            page("Certificates", held(OLD)),
        ],
        LISTENER + "1": [page("Certificates", held(CERTIFICATE, default=True))],
    }
    aws.decide("DescribeListenerCertificates", certificates_by_listener(pages))
    assert elb.listeners(access, REGION, [load_balancer(alb(1))]) == (
        Listener(
            arn=LISTENER,
            load_balancer_arn=alb(1),
            protocol="HTTPS",
            port=443,
            default=OLD,
            sni=(CERTIFICATE, OLD),
            tags={"team": "web"},
        ),
        Listener(
            arn=LISTENER + "1",
            load_balancer_arn=alb(1),
            protocol="TLS",
            port=8443,
            default=CERTIFICATE,
        ),
    )


def test_what_vanishes_between_the_calls_is_left_out(aws: ScriptedAws, access: Access) -> None:
    there = page("Listeners", listening(LISTENER), listening(LISTENER + "1"))
    aws.decide("DescribeListeners", lambda sent: there if sent["LoadBalancerArn"] == alb(2) else GONE)
    aws.script("DescribeTags", tags_of())
    left = {LISTENER + "1": [page("Certificates", held(OLD, default=True))]}
    aws.decide("DescribeListenerCertificates", certificates_by_listener(left))
    found = elb.listeners(access, REGION, [load_balancer(alb(1)), load_balancer(alb(2))])
    assert [one.arn for one in found] == [LISTENER + "1"]


def test_the_order_is_that_of_the_load_balancers_however_the_answers_come(
    aws: ScriptedAws, access: Access
) -> None:
    late = threading.Event()

    def listeners(sent: dict[str, Any]) -> Scripted:
        number = int(sent["LoadBalancerArn"].split("/")[2][1:])
        if number == 0:
            late.wait(10)
        elif number == 5:
            late.set()
        return page("Listeners", *(listening(f"{LISTENER}{number}{n}", of=number) for n in range(3)))

    aws.decide("DescribeListeners", listeners)
    aws.script("DescribeTags", tags_of())
    aws.script("DescribeListenerCertificates", page("Certificates", held(OLD, default=True)))
    found = elb.listeners(access, REGION, [load_balancer(alb(number)) for number in range(7)])
    assert [one.arn for one in found] == [f"{LISTENER}{number}{n}" for number in range(7) for n in range(3)]
    assert aws.count() == {"DescribeListeners": 7, "DescribeTags": 2, "DescribeListenerCertificates": 21}


def test_classic_listeners_by_port(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "DescribeLoadBalancers",
        classic_answer(("SSL", 8443, OLD), ("https", 443, CERTIFICATE), ("HTTP", 80, "")),
    )
    found = elb.listeners(access, REGION, [load_balancer(CLASSIC, "classic")])
    assert [(one.arn, one.protocol, one.default, one.sni) for one in found] == [
        (f"{CLASSIC}:443", "HTTPS", CERTIFICATE, ()),
        (f"{CLASSIC}:8443", "SSL", OLD, ()),
    ]


def test_one_listener_afresh(aws: ScriptedAws, access: Access) -> None:
    aws.script(
        "DescribeListeners",
        page("Listeners", listening(LISTENER)),
        page("Listeners", listening(LISTENER, "HTTP")),
        Error("ListenerNotFound"),
    )
    aws.script("DescribeTags", tags_of())
    aws.script("DescribeListenerCertificates", page("Certificates", held(OLD, default=True)))
    seen = elb.listener(access, REGION, LISTENER)
    assert seen is not None
    assert (seen.arn, seen.default) == (LISTENER, OLD)
    assert elb.listener(access, REGION, LISTENER) is None
    assert elb.listener(access, REGION, LISTENER) is None
    assert aws.parameters("DescribeListeners")[0]["ListenerArns.member.1"] == LISTENER


def test_one_classic_listener_afresh(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", classic_answer(("HTTPS", 443, OLD)))
    seen = elb.listener(access, REGION, f"{CLASSIC}:443")
    assert seen is not None
    assert (seen.default, seen.load_balancer_arn) == (OLD, CLASSIC)
    assert elb.listener(access, REGION, f"{CLASSIC}:444") is None
    aws.script("DescribeLoadBalancers", GONE)
    assert elb.listener(access, REGION, f"{CLASSIC}:443") is None
