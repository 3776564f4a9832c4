"""CreateListener, ModifyListener and DescribeListeners as AWS answers them."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client

from acm_tui.sandbox.aws.elb import seed

ACCOUNT, REGION = "111122223333", "ap-northeast-1"
UNKNOWN = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/00000000-0000-0000-0000-000000000000"
OK_PAGE: Any = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}]


def code(refused: pytest.ExceptionInfo[ClientError]) -> str:
    return refused.value.response["Error"]["Code"]


@pytest.fixture
def alb(world: Any) -> str:
    return seed.create_load_balancer(ACCOUNT, REGION, "shop-alb")


@pytest.fixture
def nlb(world: Any) -> str:
    return seed.create_load_balancer(ACCOUNT, REGION, "mail-nlb", "network")


def described(elbv2: ElasticLoadBalancingv2Client, listener: str) -> Any:
    (found,) = elbv2.describe_listeners(ListenerArns=[listener])["Listeners"]
    return found


def listed(elbv2: ElasticLoadBalancingv2Client, listener: str) -> list[tuple[str, bool]]:
    answer = elbv2.describe_listener_certificates(ListenerArn=listener)
    return [(one["CertificateArn"], one["IsDefault"]) for one in answer["Certificates"]]


@pytest.mark.parametrize(("kind", "protocol"), [("application", "HTTPS"), ("network", "TLS")])
def test_the_default_changes_and_nothing_else(elbv2: Any, shelf: Any, kind: str, protocol: str) -> None:
    old, new, other = (shelf.issue(f"{name}.example.com") for name in ("old", "new", "other"))
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "lb", kind)
    listener = seed.create_listener(balancer, protocol, 443, old, [other], default_in_list=True)
    before = described(elbv2, listener)

    answer = elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])

    assert answer["Listeners"][0]["Certificates"] == [{"CertificateArn": new}]
    assert described(elbv2, listener) == before | {"Certificates": [{"CertificateArn": new}]}
    assert listed(elbv2, listener) == [(new, True), (old, False), (other, False)]


def test_what_is_named_changes_and_the_certificates_stay(elbv2: Any, shelf: Any, alb: str) -> None:
    default, other = shelf.issue("a.example.com"), shelf.issue("b.example.com")
    listener = seed.create_listener(alb, "HTTPS", 443, default, [other])

    elbv2.modify_listener(ListenerArn=listener, Port=8443, SslPolicy="ELBSecurityPolicy-2016-08")

    found = described(elbv2, listener)
    assert (found["Port"], found["SslPolicy"]) == (8443, "ELBSecurityPolicy-2016-08")
    assert listed(elbv2, listener) == [(default, True), (other, False)]


def test_actions_and_alpn_change_alone(elbv2: Any, shelf: Any, nlb: str) -> None:
    default, other = shelf.issue("a.example.com"), shelf.issue("b.example.com")
    listener = seed.create_listener(nlb, "TLS", 443, default, [other])
    before = described(elbv2, listener)
    change: Any = {"DefaultActions": OK_PAGE, "AlpnPolicy": ["HTTP2Preferred"]}

    elbv2.modify_listener(ListenerArn=listener, **change)

    after = described(elbv2, listener)
    assert after["AlpnPolicy"] == ["HTTP2Preferred"]
    assert after["DefaultActions"][0]["Type"] == "fixed-response"
    changed = {"DefaultActions", "AlpnPolicy"}
    assert {key: after[key] for key in after.keys() - changed} == {
        key: before[key] for key in before.keys() - changed
    }
    assert listed(elbv2, listener) == [(default, True), (other, False)]


def test_a_server_certificate_of_iam_is_taken_if_it_exists(
    elbv2: Any, clients: Any, shelf: Any, alb: str
) -> None:
    listener = seed.create_listener(alb, "HTTPS", 443, shelf.issue("a.example.com"))
    held = shelf.certificates[shelf.issue("b.example.com")]
    uploaded = clients("iam", "us-east-1").upload_server_certificate(
        ServerCertificateName="old-style",
        CertificateBody=held.certificate_pem,
        PrivateKey=held.private_key_pem,
    )["ServerCertificateMetadata"]["Arn"]
    elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": uploaded}])
    assert listed(elbv2, listener) == [(uploaded, True)]
    with pytest.raises(ClientError) as refused:
        elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": uploaded + "2"}])
    assert code(refused) == "CertificateNotFound"


def test_a_listener_that_turns_plain_loses_its_certificates(elbv2: Any, shelf: Any, alb: str) -> None:
    default = shelf.issue("a.example.com")
    listener = seed.create_listener(alb, "HTTPS", 443, default, default_in_list=True)

    elbv2.modify_listener(ListenerArn=listener, Protocol="HTTP")

    found = described(elbv2, listener)
    assert found["Protocol"] == "HTTP"
    assert not {"Certificates", "SslPolicy"} & set(found)
    assert listed(elbv2, listener) == []


@pytest.mark.parametrize(
    ("certificates", "expected"),
    [
        ("two", "TooManyCertificates"),
        ("is default", "ValidationError"),
        ("unknown", "CertificateNotFound"),
        ("pending", "UnsupportedCertificate"),
        ("of another region", "CertificateNotFound"),
    ],
)
def test_a_certificate_that_cannot_be_the_default_is_refused(
    elbv2: Any, shelf: Any, alb: str, certificates: str, expected: str
) -> None:
    default, good = shelf.issue("a.example.com"), shelf.issue("b.example.com")
    listener = seed.create_listener(alb, "HTTPS", 443, default)
    named: dict[str, list[dict[str, Any]]] = {
        "two": [{"CertificateArn": good}, {"CertificateArn": default}],
        "is default": [{"CertificateArn": good, "IsDefault": True}],
        "unknown": [{"CertificateArn": UNKNOWN}],
        "pending": [{"CertificateArn": shelf.request("c.example.com")}],
        "of another region": [{"CertificateArn": shelf.issue("d.example.com", region="us-east-1")}],
    }

    with pytest.raises(ClientError) as refused:
        elbv2.modify_listener(ListenerArn=listener, Port=444, Certificates=named[certificates])

    assert code(refused) == expected
    assert (described(elbv2, listener)["Port"], listed(elbv2, listener)) == (443, [(default, True)])


@pytest.mark.parametrize(
    ("key", "accepted"),
    [
        ("RSA_2048", True),
        ("RSA-3072", True),
        ("RSA_4096", False),
        ("EC_prime256v1", True),
        ("EC_secp384r1", True),
        ("EC_secp521r1", True),
    ],
)
@pytest.mark.parametrize("kind", ["application", "network"])
def test_a_network_load_balancer_takes_rsa_keys_up_to_3072(
    elbv2: Any, shelf: Any, key: str, accepted: bool, kind: str
) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "lb", kind)
    protocol = "TLS" if kind == "network" else "HTTPS"
    listener = seed.create_listener(balancer, protocol, 443, shelf.issue("a.example.com"))
    new = shelf.issue("b.example.com")
    shelf.claim_key(new, key)

    if accepted or kind == "application":
        elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
        assert listed(elbv2, listener) == [(new, True)]
    else:
        with pytest.raises(ClientError) as refused:
            elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
        assert code(refused) == "UnsupportedCertificate"


def test_a_certificate_may_be_too_fresh_for_a_while(elbv2: Any, world: Any, alb: str) -> None:
    world.change(visible_after=timedelta(seconds=30))
    listener = seed.create_listener(alb, "HTTPS", 443, world.shelf.issue("a.example.com"))
    new = world.shelf.issue("b.example.com")

    with pytest.raises(ClientError) as refused:
        elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
    assert code(refused) == "UnsupportedCertificate"

    world.clock.advance(timedelta(seconds=30))
    elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": new}])
    assert listed(elbv2, listener) == [(new, True)]


def test_a_listener_is_created_once(elbv2: Any, shelf: Any, alb: str) -> None:
    request: Any = {
        "LoadBalancerArn": alb,
        "Protocol": "HTTPS",
        "Port": 443,
        "Certificates": [{"CertificateArn": shelf.issue("a.example.com")}],
        "DefaultActions": OK_PAGE,
    }
    (first,) = elbv2.create_listener(**request)["Listeners"]
    (again,) = elbv2.create_listener(**request)["Listeners"]
    assert again["ListenerArn"] == first["ListenerArn"]
    assert first["SslPolicy"] == "ELBSecurityPolicy-2016-08"
    assert listed(elbv2, first["ListenerArn"]) == [(request["Certificates"][0]["CertificateArn"], True)]

    other = request | {"Certificates": [{"CertificateArn": shelf.issue("b.example.com")}]}
    with pytest.raises(ClientError) as refused:
        elbv2.create_listener(**other)
    assert code(refused) == "DuplicateListener"
    assert len(elbv2.describe_listeners(LoadBalancerArn=alb)["Listeners"]) == 1


@pytest.mark.parametrize(
    ("kind", "protocol", "named", "expected"),
    [
        ("application", "HTTPS", [], "ValidationError"),
        ("network", "TLS", [], "ValidationError"),
        ("application", "HTTPS", [{"CertificateArn": UNKNOWN}], "CertificateNotFound"),
        ("application", "HTTP", [{"CertificateArn": UNKNOWN}], "ValidationError"),
        ("network", "HTTPS", [{"CertificateArn": UNKNOWN}], "ValidationError"),
    ],
)
def test_a_listener_that_cannot_be_is_not_created(
    elbv2: Any, world: Any, kind: str, protocol: str, named: Any, expected: str
) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "lb", kind)
    request: Any = {
        "LoadBalancerArn": balancer,
        "Protocol": protocol,
        "Port": 443,
        "DefaultActions": OK_PAGE,
    }
    with pytest.raises(ClientError) as refused:
        elbv2.create_listener(**request, **({"Certificates": named} if named else {}))
    assert code(refused) == expected
    assert elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"] == []


def test_a_port_belongs_to_one_listener(elbv2: Any, shelf: Any, alb: str) -> None:
    seed.create_listener(alb, "HTTP", 80)
    listener = seed.create_listener(alb, "HTTPS", 443, shelf.issue("a.example.com"))
    with pytest.raises(ClientError) as refused:
        elbv2.modify_listener(ListenerArn=listener, Port=80)
    assert code(refused) == "DuplicateListener"


def test_listeners_come_in_pages_with_their_default_only(elbv2: Any, shelf: Any, alb: str) -> None:
    default, other = shelf.issue("a.example.com"), shelf.issue("b.example.com")
    made = [seed.create_listener(alb, "HTTPS", port, default, [other]) for port in range(8441, 8446)]

    pages = list(
        elbv2.get_paginator("describe_listeners").paginate(
            LoadBalancerArn=alb, PaginationConfig={"PageSize": 2}
        )
    )

    assert [len(page["Listeners"]) for page in pages] == [2, 2, 1]
    found = [one for page in pages for one in page["Listeners"]]
    assert [one["ListenerArn"] for one in found] == made
    assert all(one["Certificates"] == [{"CertificateArn": default}] for one in found)


def test_one_unknown_listener_fails_the_call(elbv2: Any, shelf: Any, alb: str) -> None:
    listener = seed.create_listener(alb, "HTTPS", 443, shelf.issue("a.example.com"))
    unknown = {"ListenerArn": listener + "0"}
    requests: list[tuple[Any, dict[str, Any]]] = [
        (elbv2.describe_listeners, {"ListenerArns": [listener, listener + "0"]}),
        (elbv2.describe_listener_certificates, unknown),
        (elbv2.modify_listener, unknown | {"Port": 444}),
    ]
    for call, request in requests:
        with pytest.raises(ClientError) as refused:
            call(**request)
        assert code(refused) == "ListenerNotFound"


@pytest.mark.parametrize("wrong", [{"PageSize": 401}, {"Marker": "nonsense"}, {"Marker": "bm9uZQ=="}])
def test_a_page_that_cannot_be_is_refused(elbv2: Any, alb: str, wrong: Any) -> None:
    with pytest.raises(ClientError) as refused:
        elbv2.describe_listeners(LoadBalancerArn=alb, **wrong)
    assert code(refused) == "ValidationError"


def test_a_load_balancer_that_is_gone_has_no_listeners(elbv2: Any, alb: str) -> None:
    elbv2.delete_load_balancer(LoadBalancerArn=alb)
    with pytest.raises(ClientError) as refused:
        elbv2.describe_listeners(LoadBalancerArn=alb)
    assert code(refused) == "LoadBalancerNotFound"
