"""Add-, Remove- and DescribeListenerCertificates as AWS answers them."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from acm_tui.sandbox.aws.elb import seed

ACCOUNT, REGION = "111122223333", "ap-northeast-1"
UNKNOWN = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/00000000-0000-0000-0000-000000000000"


@pytest.fixture
def alb(world: Any) -> str:
    return seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")


@pytest.fixture
def default(shelf: Any) -> str:
    arn: str = shelf.issue("default.example.com")
    return arn


@pytest.fixture
def listener(alb: str, default: str) -> str:
    return seed.create_listener(alb, "HTTPS", 443, default)


def one(arn: str) -> list[dict[str, str]]:
    return [{"CertificateArn": arn}]


def listed(elbv2: Any, listener: str) -> list[tuple[str, bool]]:
    answer = elbv2.describe_listener_certificates(ListenerArn=listener)
    return [(entry["CertificateArn"], entry["IsDefault"]) for entry in answer["Certificates"]]


def refusal(call: Any, **request: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**request)
    return refused.value.response["Error"]["Code"]


def test_adding_twice_adds_once(elbv2: Any, shelf: Any, listener: str, default: str) -> None:
    new = shelf.issue("new.example.com")
    for _ in range(2):
        answer = elbv2.add_listener_certificates(ListenerArn=listener, Certificates=one(new))
        assert answer["Certificates"] == [{"CertificateArn": new, "IsDefault": False}]
    assert listed(elbv2, listener) == [(default, True), (new, False)]


def test_the_default_can_be_in_the_list_as_well(elbv2: Any, listener: str, default: str) -> None:
    elbv2.add_listener_certificates(ListenerArn=listener, Certificates=one(default))
    assert listed(elbv2, listener) == [(default, True), (default, False)]


def test_a_console_made_listener_shows_its_default_twice(
    elbv2: Any, shelf: Any, alb: str, default: str
) -> None:
    other = shelf.issue("other.example.com")
    listener = seed.create_listener(alb, "HTTPS", 443, default, [other], default_in_list=True)
    assert listed(elbv2, listener) == [(default, True), (default, False), (other, False)]


@pytest.mark.parametrize("call", ["add_listener_certificates", "remove_listener_certificates"])
def test_one_certificate_a_call(elbv2: Any, shelf: Any, listener: str, default: str, call: str) -> None:
    a, b = shelf.issue("a.example.com"), shelf.issue("b.example.com")
    method = getattr(elbv2, call)
    assert refusal(method, ListenerArn=listener, Certificates=one(a) + one(b)) == "TooManyCertificates"
    marked = [{"CertificateArn": a, "IsDefault": False}]
    assert refusal(method, ListenerArn=listener, Certificates=marked) == "ValidationError"
    assert listed(elbv2, listener) == [(default, True)]


def test_unknown_and_pending_certificates_are_not_added(
    elbv2: Any, shelf: Any, listener: str, default: str
) -> None:
    add = elbv2.add_listener_certificates
    assert refusal(add, ListenerArn=listener, Certificates=one(UNKNOWN)) == "CertificateNotFound"
    pending = shelf.request("new.example.com")
    assert refusal(add, ListenerArn=listener, Certificates=one(pending)) == "UnsupportedCertificate"
    assert listed(elbv2, listener) == [(default, True)]


def test_a_plain_listener_takes_no_certificate(elbv2: Any, alb: str, default: str) -> None:
    plain = seed.create_listener(alb, "HTTP", 80)
    add = elbv2.add_listener_certificates
    assert refusal(add, ListenerArn=plain, Certificates=one(default)) == "ValidationError"
    assert listed(elbv2, plain) == []


def test_the_quota_is_of_the_load_balancer_and_leaves_defaults_out(
    elbv2: Any, shelf: Any, alb: str, default: str
) -> None:
    names = [f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/{number}" for number in range(24)]
    first = seed.create_listener(alb, "HTTPS", 443, default, names[:20])
    second = seed.create_listener(alb, "HTTPS", 8443, default, names[20:])
    last, too_many = shelf.issue("last.example.com"), shelf.issue("more.example.com")

    elbv2.add_listener_certificates(ListenerArn=first, Certificates=one(last))
    add = elbv2.add_listener_certificates
    for listener in (first, second):
        assert refusal(add, ListenerArn=listener, Certificates=one(too_many)) == "TooManyCertificates"
    # What is there already needs no room, and another load balancer has its own.
    elbv2.add_listener_certificates(ListenerArn=first, Certificates=one(last))
    elsewhere = seed.create_listener(
        seed.create_load_balancer(ACCOUNT, REGION, "other-alb"), "HTTPS", 443, default
    )
    elbv2.add_listener_certificates(ListenerArn=elsewhere, Certificates=one(too_many))
    assert listed(elbv2, elsewhere) == [(default, True), (too_many, False)]


def test_removing_takes_one_out_and_leaves_the_rest(elbv2: Any, shelf: Any, alb: str, default: str) -> None:
    a, b, c = (shelf.issue(f"{name}.example.com") for name in "abc")
    listener = seed.create_listener(alb, "HTTPS", 443, default, [a, b, c])
    elbv2.remove_listener_certificates(ListenerArn=listener, Certificates=one(b))
    assert listed(elbv2, listener) == [(default, True), (a, False), (c, False)]


@pytest.mark.parametrize("in_list", [False, True])
def test_the_default_is_not_removable(elbv2: Any, alb: str, default: str, in_list: bool) -> None:
    listener = seed.create_listener(alb, "HTTPS", 443, default, default_in_list=in_list)
    before = listed(elbv2, listener)
    remove = elbv2.remove_listener_certificates
    assert refusal(remove, ListenerArn=listener, Certificates=one(default)) == "OperationNotPermitted"
    assert listed(elbv2, listener) == before


def test_removing_what_is_not_there_is_told(elbv2: Any, shelf: Any, listener: str) -> None:
    absent = shelf.issue("absent.example.com")
    remove = elbv2.remove_listener_certificates
    assert refusal(remove, ListenerArn=listener, Certificates=one(absent)) == "CertificateNotFound"


def test_the_list_comes_in_pages(elbv2: Any, alb: str, default: str) -> None:
    names = [f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/{number}" for number in range(4)]
    listener = seed.create_listener(alb, "HTTPS", 443, default, names, default_in_list=True)
    seen: list[tuple[str, bool]] = []
    sizes: list[int] = []
    marker: dict[str, str] = {}
    while True:
        answer = elbv2.describe_listener_certificates(ListenerArn=listener, PageSize=2, **marker)
        sizes.append(len(answer["Certificates"]))
        seen += [(entry["CertificateArn"], entry["IsDefault"]) for entry in answer["Certificates"]]
        if "NextMarker" not in answer:
            break
        marker = {"Marker": answer["NextMarker"]}
    assert sizes == [2, 2, 2]
    assert seen == [(default, True), (default, False), *((arn, False) for arn in names)]
