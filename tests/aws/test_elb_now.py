"""What listeners hold at this moment with the fewest calls, and the full scan of a region."""

import threading
from typing import Any

import pytest

from acm_tui.aws import elb
from acm_tui.aws.session import Access
from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.listener import Listener, load_balancer_of
from tests.aws.elb_answers import (
    CERTIFICATE,
    CLASSIC,
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
    held,
    listening,
    only,
    page,
    tagged,
    tags_of,
)
from tests.aws.scripted import Answer, Error, Scripted, ScriptedAws


def seen(arn: str, port: int = 443, **more: Any) -> Listener:
    """A listener as an earlier plan saw it."""
    return Listener(
        arn=arn, load_balancer_arn=load_balancer_of(arn), protocol="HTTPS", port=port, default=OLD, **more
    )


def listed(sent: dict[str, Any]) -> Scripted:
    """DescribeListeners: every listener is there, on the port that ends its ARN."""
    arns = arns_sent(sent, "ListenerArns")
    return page("Listeners", *(listening(arn, port=int(arn.rpartition("-")[2])) for arn in arns))


@pytest.mark.parametrize(("number", "more"), [(1, 1), (2, 1), (20, 1), (30, 2)])
def test_the_freshness_check_of_n_listeners_costs_n_calls_and_one_for_twenty(
    aws: ScriptedAws, access: Access, number: int, more: int
) -> None:
    known = [seen(f"{LISTENER}-{n}", 443, tags={"n": str(n)}) for n in range(number)]
    now = page("Certificates", held(CERTIFICATE, default=True), held(OLD))
    aws.script("DescribeListenerCertificates", now)
    aws.decide("DescribeListeners", listed)
    found = elb.holding(access, REGION, known)
    assert found == {
        one.arn: Listener(
            arn=one.arn,
            load_balancer_arn=one.load_balancer_arn,
            protocol="HTTPS",
            port=port,
            default=CERTIFICATE,
            sni=(OLD,),
            tags=one.tags,
        )
        for port, one in enumerate(known)
    }
    assert aws.count() == {"DescribeListenerCertificates": number, "DescribeListeners": more}


def test_the_check_of_one_listener_takes_no_longer_than_one_call(aws: ScriptedAws, access: Access) -> None:
    side_by_side = threading.Barrier(2)

    def waiting(answer: Scripted) -> Scripted:
        side_by_side.wait(10)
        return answer

    aws.decide("DescribeListeners", lambda _: waiting(page("Listeners", listening(LISTENER))))
    aws.decide(
        "DescribeListenerCertificates", lambda _: waiting(page("Certificates", held(OLD, default=True)))
    )
    assert elb.holding(access, REGION, [seen(LISTENER)]) == {LISTENER: seen(LISTENER)}


def test_all_classic_listeners_together_cost_one_call(aws: ScriptedAws, access: Access) -> None:
    aws.script("DescribeLoadBalancers", classic_answer(("HTTPS", 443, CERTIFICATE), ("SSL", 8443, OLD)))
    known = [seen(f"{CLASSIC}:443"), seen(f"{CLASSIC}:9443", 9443)]
    found = elb.holding(access, REGION, known)
    assert {arn: (one.port, one.default) for arn, one in found.items()} == {
        f"{CLASSIC}:443": (443, CERTIFICATE)
    }
    assert aws.count() == {"DescribeLoadBalancers": 1}


def test_listeners_of_both_kinds_and_what_is_gone(aws: ScriptedAws, access: Access) -> None:
    moved, plain, gone = (LISTENER + end for end in "123")
    there = {
        LISTENER: listening(LISTENER),
        moved: listening(moved, port=4443),
        plain: listening(plain, "HTTP"),
    }
    aws.script("DescribeLoadBalancers", classic_answer(("HTTPS", 443, OLD)))
    aws.decide(
        "DescribeListeners",
        only(set(there), "ListenerArns", lambda arns: page("Listeners", *(there[arn] for arn in arns))),
    )
    left = {
        LISTENER: [
            page("Certificates", held(OLD), marker="more"),
            page("Certificates", held(OLD, default=True)),
        ],
        moved: [page("Certificates", held(OLD, default=True))],
        plain: [page("Certificates")],
    }
    aws.decide("DescribeListenerCertificates", certificates_by_listener(left))
    known = [seen(arn) for arn in (LISTENER, moved, plain, gone, f"{CLASSIC}:443")]
    found = elb.holding(access, REGION, known)
    assert set(found) == {LISTENER, moved, f"{CLASSIC}:443"}
    assert (found[LISTENER].default, found[LISTENER].sni) == (OLD, (OLD,))
    assert found[moved].port == 4443


def test_nothing_is_asked_for_no_listener(aws: ScriptedAws, access: Access) -> None:
    assert elb.holding(access, REGION, []) == {}
    assert aws.calls == []


def test_one_listener_that_may_not_be_read_is_trouble(aws: ScriptedAws, access: Access) -> None:
    denied = Error("AccessDenied", "not you", 403)
    fine = page("Certificates", held(OLD, default=True))
    aws.decide(
        "DescribeListenerCertificates",
        lambda sent: denied if sent["ListenerArn"] == LISTENER + "-3" else fine,
    )
    aws.decide("DescribeListeners", listed)
    with pytest.raises(ServiceTrouble) as raised:
        elb.holding(access, REGION, [seen(f"{LISTENER}-{n}") for n in range(5)])
    assert raised.value.code == "AccessDenied"


def scanned(sent: dict[str, Any]) -> Scripted:
    """Two pages of each API."""
    if sent["Version"] == VERSIONS["classic"]:
        if "Marker" not in sent:
            first = classic_answer(name="legacy")
            return Answer(str(first.body) + "<NextMarker>more</NextMarker>")
        return classic_answer(name="order-desk")
    if "Marker" not in sent:
        gateway, network = described(2, "gateway"), described(3, "network")
        return page("LoadBalancers", described(1), gateway, network, marker="more")
    return page("LoadBalancers", *(described(number) for number in range(4, 24)))


def all_tags(sent: dict[str, Any]) -> Scripted:
    if sent["Version"] == VERSIONS["classic"]:
        return tags_of(tagged("<LoadBalancerName>order-desk</LoadBalancerName>", team="orders"))
    return tags_of(tagged(f"<ResourceArn>{alb(23)}</ResourceArn>", team="web"))


def test_every_load_balancer_of_the_region(aws: ScriptedAws, access: Access) -> None:
    aws.decide("DescribeLoadBalancers", scanned)
    aws.decide("DescribeTags", all_tags)
    aws.script(
        "GetCallerIdentity",
        Answer("<Arn>arn:aws:iam::111122223333:user/operator</Arn><Account>111122223333</Account>"),
    )
    found = elb.everything(access, REGION)
    assert [one.arn for one in found] == [
        alb(1),
        alb(3),
        *(alb(number) for number in range(4, 24)),
        f"{HEAD}:loadbalancer/legacy",
        CLASSIC,
    ]
    assert [one.kind for one in found] == ["application", "network", *["application"] * 20, *["classic"] * 2]
    assert {one.name: one.tags for one in found if one.tags} == {
        "a23": {"team": "web"},
        "order-desk": {"team": "orders"},
    }
    assert aws.count() == {"DescribeLoadBalancers": 4, "DescribeTags": 3, "GetCallerIdentity": 1}


def test_a_region_without_load_balancers(aws: ScriptedAws, access: Access) -> None:
    empty = {VERSIONS["elbv2"]: page("LoadBalancers"), VERSIONS["classic"]: page("LoadBalancerDescriptions")}
    aws.decide("DescribeLoadBalancers", lambda sent: empty[sent["Version"]])
    assert elb.everything(access, REGION) == ()
    assert aws.count() == {"DescribeLoadBalancers": 2}


def test_one_that_goes_while_its_tags_are_read_stays_with_none(aws: ScriptedAws, access: Access) -> None:
    aws.decide("DescribeLoadBalancers", scanned)
    left = {alb(number) for number in range(4, 24)}
    elbv2 = only(left, "ResourceArns", lambda _: tags_of())
    aws.decide(
        "DescribeTags", lambda sent: elbv2(sent) if sent["Version"] == VERSIONS["elbv2"] else tags_of()
    )
    aws.script(
        "GetCallerIdentity",
        Answer("<Arn>arn:aws-cn:iam::111122223333:user/operator</Arn><Account>111122223333</Account>"),
    )
    found = elb.everything(access, REGION)
    assert len(found) == 24
    assert found[-1].arn == CLASSIC.replace("arn:aws:", "arn:aws-cn:")
