"""Classic Load Balancers as AWS answers them."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from acm_tui.sandbox.aws.elb import seed

ACCOUNT, REGION = "111122223333", "ap-northeast-1"
RSA = "RSA_2048"
UNKNOWN = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/00000000-0000-0000-0000-000000000000"


def refusal(call: Any, **request: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**request)
    return refused.value.response["Error"]["Code"]


def certificates(classic: Any, name: str) -> dict[int, str | None]:
    (found,) = classic.describe_load_balancers(LoadBalancerNames=[name])["LoadBalancerDescriptions"]
    listeners = [one["Listener"] for one in found["ListenerDescriptions"]]
    return {one["LoadBalancerPort"]: one.get("SSLCertificateId") for one in listeners}


def test_the_certificate_of_one_port_changes(classic: Any, shelf: Any) -> None:
    old, other, new = (shelf.issue(f"{name}.example.com", key=RSA) for name in ("old", "other", "new"))
    seed.create_classic(ACCOUNT, REGION, "legacy", {443: old, 8443: other})
    classic.set_load_balancer_listener_ssl_certificate(
        LoadBalancerName="legacy", LoadBalancerPort=443, SSLCertificateId=new
    )
    assert certificates(classic, "legacy") == {443: new, 8443: other}


@pytest.mark.parametrize(
    ("key", "taken"),
    [
        ("RSA_1024", True),
        ("RSA-2048", True),
        ("RSA_3072", True),
        ("RSA_4096", False),
        ("EC_prime256v1", False),
        ("EC-secp384r1", False),
    ],
)
def test_neither_long_rsa_keys_nor_ecdsa_are_taken_from_acm(
    classic: Any, shelf: Any, key: str, taken: bool
) -> None:
    old, new = (shelf.issue(f"{name}.example.com", key=RSA) for name in ("old", "new"))
    shelf.claim_key(new, key)
    seed.create_classic(ACCOUNT, REGION, "legacy", {443: old})
    request = {"LoadBalancerName": "legacy", "LoadBalancerPort": 443, "SSLCertificateId": new}
    if taken:
        classic.set_load_balancer_listener_ssl_certificate(**request)
    else:
        set_certificate = classic.set_load_balancer_listener_ssl_certificate
        assert refusal(set_certificate, **request) == "CertificateNotFound"
    assert certificates(classic, "legacy") == {443: new if taken else old}


def test_all_else_stays_as_it_is(classic: Any, shelf: Any) -> None:
    old, new = (shelf.issue(f"{name}.example.com", key=RSA) for name in ("old", "new"))
    seed.create_classic(ACCOUNT, REGION, "legacy", {443: old, 8443: old}, {"team": "web"})
    classic.create_load_balancer_policy(
        LoadBalancerName="legacy",
        PolicyName="tls-1-2",
        PolicyTypeName="SSLNegotiationPolicyType",
        PolicyAttributes=[
            {
                "AttributeName": "Reference-Security-Policy",
                "AttributeValue": "ELBSecurityPolicy-TLS-1-2-2017-01",
            }
        ],
    )
    classic.set_load_balancer_policies_of_listener(
        LoadBalancerName="legacy", LoadBalancerPort=443, PolicyNames=["tls-1-2"]
    )

    def all_of_it() -> str:
        (found,) = classic.describe_load_balancers(LoadBalancerNames=["legacy"])["LoadBalancerDescriptions"]
        policies = classic.describe_load_balancer_policies(LoadBalancerName="legacy")["PolicyDescriptions"]
        tags = classic.describe_tags(LoadBalancerNames=["legacy"])["TagDescriptions"]
        return json.dumps([found, policies, tags], default=str)

    before = all_of_it()
    assert "tls-1-2" in before
    request = {"LoadBalancerName": "legacy", "LoadBalancerPort": 443}
    classic.set_load_balancer_listener_ssl_certificate(SSLCertificateId=new, **request)
    assert all_of_it() == before.replace(old, new, 1)
    classic.set_load_balancer_listener_ssl_certificate(SSLCertificateId=old, **request)
    assert all_of_it() == before


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("port", "ListenerNotFound"),
        ("name", "LoadBalancerNotFound"),
        ("unknown certificate", "CertificateNotFound"),
        ("pending certificate", "CertificateNotFound"),
    ],
)
def test_a_certificate_that_cannot_be_set_is_refused(
    classic: Any, shelf: Any, wrong: str, expected: str
) -> None:
    old, new = (shelf.issue(f"{name}.example.com", key=RSA) for name in ("old", "new"))
    seed.create_classic(ACCOUNT, REGION, "legacy", {443: old})
    request: dict[str, Any] = {"LoadBalancerName": "legacy", "LoadBalancerPort": 443, "SSLCertificateId": new}
    change: dict[str, dict[str, Any]] = {
        "port": {"LoadBalancerPort": 8443},
        "name": {"LoadBalancerName": "other"},
        "unknown certificate": {"SSLCertificateId": UNKNOWN},
        "pending certificate": {"SSLCertificateId": shelf.request("new.example.com")},
    }
    set_certificate = classic.set_load_balancer_listener_ssl_certificate
    assert refusal(set_certificate, **(request | change[wrong])) == expected
    assert certificates(classic, "legacy") == {443: old}


def made_through_the_api(classic: Any, name: str, **listener: Any) -> Any:
    return classic.create_load_balancer(
        LoadBalancerName=name,
        AvailabilityZones=[f"{REGION}a"],
        Listeners=[{"LoadBalancerPort": 443, "InstancePort": 80, **listener}],
        Tags=[{"Key": "team", "Value": "web"}],
    )


def test_one_made_through_the_api(classic: Any, shelf: Any) -> None:
    certificate = shelf.issue("a.example.com", key=RSA)
    answer = made_through_the_api(classic, "made", Protocol="HTTPS", SSLCertificateId=certificate)
    assert answer["DNSName"].startswith("made-")
    assert answer["DNSName"].endswith(f".{REGION}.elb.amazonaws.com")
    assert certificates(classic, "made") == {443: certificate}
    (tags,) = classic.describe_tags(LoadBalancerNames=["made"])["TagDescriptions"]
    assert tags["Tags"] == [{"Key": "team", "Value": "web"}]


def test_a_secure_listener_needs_a_certificate(classic: Any, shelf: Any) -> None:
    with pytest.raises(ClientError) as refused:
        made_through_the_api(classic, "made", Protocol="HTTPS")
    assert refused.value.response["Error"]["Code"] == "ValidationError"
    with pytest.raises(ClientError) as refused:
        made_through_the_api(classic, "made", Protocol="SSL", SSLCertificateId=UNKNOWN)
    assert refused.value.response["Error"]["Code"] == "CertificateNotFound"
    assert classic.describe_load_balancers()["LoadBalancerDescriptions"] == []

    made_through_the_api(classic, "plain", Protocol="HTTP")
    add = classic.create_load_balancer_listeners
    listener = {"Protocol": "HTTPS", "LoadBalancerPort": 8443, "InstancePort": 80}
    assert refusal(add, LoadBalancerName="plain", Listeners=[listener]) == "ValidationError"
    assert certificates(classic, "plain") == {443: None}
    set_certificate = classic.set_load_balancer_listener_ssl_certificate
    request = {"LoadBalancerName": "plain", "LoadBalancerPort": 443, "SSLCertificateId": UNKNOWN}
    assert refusal(set_certificate, **request) == "InvalidConfigurationRequest"


def test_they_come_in_pages(classic: Any, shelf: Any) -> None:
    certificate = shelf.issue("a.example.com")
    for number in range(5):
        seed.create_classic(ACCOUNT, REGION, f"legacy-{number}", {443: certificate})
    pages = list(classic.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 2}))
    found = [[one["LoadBalancerName"] for one in page["LoadBalancerDescriptions"]] for page in pages]
    assert found == [["legacy-0", "legacy-1"], ["legacy-2", "legacy-3"], ["legacy-4"]]


def test_one_unknown_name_fails_the_call(classic: Any, shelf: Any) -> None:
    seed.create_classic(ACCOUNT, REGION, "legacy", {443: shelf.issue("a.example.com")}, tags={"team": "web"})
    names = ["legacy", "other"]
    assert refusal(classic.describe_load_balancers, LoadBalancerNames=names) == "LoadBalancerNotFound"
    assert refusal(classic.describe_tags, LoadBalancerNames=names) == "LoadBalancerNotFound"
    assert refusal(classic.describe_tags, LoadBalancerNames=["legacy"] * 21) == "ValidationError"
    (tags,) = classic.describe_tags(LoadBalancerNames=["legacy"])["TagDescriptions"]
    assert tags["Tags"] == [{"Key": "team", "Value": "web"}]
