"""The demo's world as an operator finds it, through the ordinary APIs."""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import dns.message
import dns.query
import dns.rdatatype
import pytest
from cryptography import x509

from acm_tui.sandbox.sandbox import Sandbox

KEY_TYPES = [
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
]
Clients = Callable[..., Any]


def described(clients: Clients, region: str = "ap-northeast-1") -> dict[str, dict[str, Any]]:
    acm = clients("acm", region)
    listed = acm.get_paginator("list_certificates").paginate(Includes={"keyTypes": KEY_TYPES})
    arns = [one["CertificateArn"] for page in listed for one in page["CertificateSummaryList"]]
    details = [acm.describe_certificate(CertificateArn=arn)["Certificate"] for arn in arns]
    return {one["DomainName"]: one for one in details}


def method(certificate: dict[str, Any]) -> str | None:
    options = certificate.get("DomainValidationOptions", [])
    return options[0]["ValidationMethod"] if options else None


def tags(clients: Clients, arn: str) -> dict[str, str]:
    answer = clients("acm").list_tags_for_certificate(CertificateArn=arn)
    return {tag["Key"]: tag["Value"] for tag in answer["Tags"]}


def listeners(clients: Clients, name: str, region: str = "ap-northeast-1") -> list[dict[str, Any]]:
    elbv2 = clients("elbv2", region)
    (balancer,) = elbv2.describe_load_balancers(Names=[name])["LoadBalancers"]
    found: list[dict[str, Any]] = elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])[
        "Listeners"
    ]
    return found


def certificates(clients: Clients, listener: dict[str, Any]) -> list[tuple[str, bool]]:
    answer = clients("elbv2").describe_listener_certificates(ListenerArn=listener["ListenerArn"])
    return sorted((one["CertificateArn"], one["IsDefault"]) for one in answer["Certificates"])


def test_the_operator_is_a_user_of_the_shop(clients: Clients) -> None:
    identity = clients("sts").get_caller_identity()
    assert identity["Account"] == "111122223333"
    assert identity["Arn"] == "arn:aws:iam::111122223333:user/operator"
    assert clients("iam").list_account_aliases()["AccountAliases"] == ["shop-prod"]


def test_a_role_of_another_account_leads_there(clients: Clients, sandbox: Sandbox) -> None:
    role = clients("sts").assume_role(
        RoleArn="arn:aws:iam::444455556666:role/operator", RoleSessionName="test"
    )
    keys = role["Credentials"]
    session: Any = boto3.session.Session(
        keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], "ap-northeast-1"
    )
    acm = session.client("acm", endpoint_url=sandbox.environment()["AWS_ENDPOINT_URL"])
    assert acm.list_certificates()["CertificateSummaryList"] == []
    acm.close()


def test_there_is_enough_to_migrate(clients: Clients) -> None:
    everywhere = [*described(clients).values(), *described(clients, "us-east-1").values()]
    assert sum(method(one) == "EMAIL" and one["Status"] == "ISSUED" for one in everywhere) >= 8
    assert any(method(one) == "DNS" for one in everywhere)
    assert any(one["Type"] == "IMPORTED" for one in everywhere)
    assert any(one["Status"] == "EXPIRED" for one in everywhere)


def test_search_finds_the_same(clients: Clients) -> None:
    answer = clients("acm").search_certificates(
        FilterStatement={
            "Filter": {"AcmCertificateMetadataFilter": {"ValidationMethod": "EMAIL"}},
        }
    )
    by_hand = [one for one in described(clients).values() if method(one) == "EMAIL"]
    assert {one["CertificateArn"] for one in answer["Results"]} == {one["CertificateArn"] for one in by_hand}


def test_one_renewal_waits_for_an_email(clients: Clients) -> None:
    pay = described(clients)["pay.example.net"]
    assert pay["RenewalSummary"]["RenewalStatus"] == "PENDING_VALIDATION"
    assert (pay["NotAfter"].astimezone(UTC).date() - datetime.now(UTC).date()).days == 12


def test_special_shapes_are_there(clients: Clients) -> None:
    found = described(clients)
    assert found["api.example.com"]["KeyAlgorithm"] == "EC-prime256v1"
    assert found["example.com"]["SubjectAlternativeNames"] == ["example.com", "*.example.com"]
    assert len(found["www.example.org"]["SubjectAlternativeNames"]) == 9
    assert found["campaign.example.org"]["InUseBy"] == []
    assert found["shop.example.com"]["SubjectAlternativeNames"] == [
        "shop.example.com",
        "www.shop.example.com",
    ]


def test_lives_are_those_of_acm(clients: Clients) -> None:
    issued = [one for one in described(clients).values() if one["Type"] == "AMAZON_ISSUED"]
    lives = {one["NotAfter"] - one["NotBefore"] + timedelta(seconds=1) for one in issued}
    assert lives == {timedelta(days=198), timedelta(days=395)}


def test_every_name_is_reserved_for_documentation(clients: Clients) -> None:
    everywhere = [*described(clients).values(), *described(clients, "us-east-1").values()]
    for name in {name for one in everywhere for name in one["SubjectAlternativeNames"]}:
        assert name.endswith(("example.com", "example.net", "example.org"))


def test_the_storys_certificate_is_default_and_in_the_list_here_and_sni_there(clients: Clients) -> None:
    arn = described(clients)["shop.example.com"]["CertificateArn"]
    (shop,) = listeners(clients, "shop-alb")
    assert (arn, True) in certificates(clients, shop)
    assert (arn, False) in certificates(clients, shop)
    corporate = next(one for one in listeners(clients, "corporate-alb") if one["Port"] == 443)
    assert [role for found, role in certificates(clients, corporate) if found == arn] == [False]


def test_a_network_load_balancer_speaks_tls(clients: Clients) -> None:
    (listener,) = listeners(clients, "devices-nlb")
    assert (listener["Protocol"], listener["Port"]) == ("TLS", 8883)
    mqtt = described(clients)["mqtt.example.net"]["CertificateArn"]
    assert [one["CertificateArn"] for one in listener["Certificates"]] == [mqtt]


def test_a_classic_load_balancer_holds_one(clients: Clients) -> None:
    (classic,) = clients("elb").describe_load_balancers()["LoadBalancerDescriptions"]
    listener = classic["ListenerDescriptions"][0]["Listener"]
    legacy = described(clients)["legacy.example.net"]
    assert listener["SSLCertificateId"] == legacy["CertificateArn"]
    assert legacy["InUseBy"] == [
        "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/order-desk"
    ]


def test_cloudfront_and_a_load_balancer_share_one(clients: Clients) -> None:
    holders = described(clients, "us-east-1")["static.example.com"]["InUseBy"]
    assert [holder.split(":")[2] for holder in holders] == ["cloudfront", "elasticloadbalancing"]


@pytest.mark.parametrize(
    ("name", "tag"),
    [("api-alb", "aws:cloudformation:stack-name"), ("k8s-web-6f1c2a", "elbv2.k8s.aws/cluster")],
)
def test_some_belong_to_a_machine(clients: Clients, name: str, tag: str) -> None:
    elbv2 = clients("elbv2")
    (balancer,) = elbv2.describe_load_balancers(Names=[name])["LoadBalancers"]
    answer = elbv2.describe_tags(ResourceArns=[balancer["LoadBalancerArn"]])
    assert tag in {one["Key"] for one in answer["TagDescriptions"][0]["Tags"]}


def test_one_name_tag_is_hostile(clients: Clients) -> None:
    arn = described(clients)["intranet.example.org"]["CertificateArn"]
    assert tags(clients, arn)["Name"] == "[red]prod[/red] \x1b]0;owned\x07"


def test_nothing_waits_for_a_record_at_first(sandbox: Sandbox) -> None:
    assert sandbox.acm.awaited() == ()


def test_certificates_validated_by_dns_have_their_records(clients: Clients, sandbox: Sandbox) -> None:
    login = described(clients)["login.example.com"]
    record = login["DomainValidationOptions"][0]["ResourceRecord"]
    assert sandbox.dns.lookup_cname(record["Name"]) == record["Value"]


@pytest.mark.parametrize(
    ("name", "balancer"),
    [
        ("www.shop.example.com", "shop-alb"),
        ("example.com", "corporate-alb"),
        ("legacy.example.net", "order-desk"),
    ],
)
def test_names_lead_to_their_load_balancers(sandbox: Sandbox, name: str, balancer: str) -> None:
    resolver, port = sandbox.environment()["ACM_TUI_DNS_RESOLVER"].rsplit(":", 1)
    answer = dns.query.udp(dns.message.make_query(name, "A"), resolver, port=int(port), timeout=5)
    addresses = [item.address for rrset in answer.answer if rrset.rdtype == dns.rdatatype.A for item in rrset]
    assert len(addresses) == 2
    for address in addresses:
        assert f"/{balancer}" in (sandbox.addresses.load_balancer_at(address) or "")


def test_what_is_served_is_what_acm_issued(clients: Clients, sandbox: Sandbox) -> None:
    """From the load balancer's name over its addresses to a verified handshake, by the environment alone."""
    environment = sandbox.environment()
    (balancer,) = clients("elbv2").describe_load_balancers(Names=["shop-alb"])["LoadBalancers"]
    resolver, port = environment["ACM_TUI_DNS_RESOLVER"].rsplit(":", 1)
    question = dns.message.make_query(balancer["DNSName"], "A")
    answer = dns.query.udp(question, resolver, port=int(port), timeout=5)
    addresses = sorted(item.address for rrset in answer.answer for item in rrset)
    assert len(addresses) == 2
    arn = described(clients)["shop.example.com"]["CertificateArn"]
    pem = clients("acm").get_certificate(CertificateArn=arn)["Certificate"]
    expected = x509.load_pem_x509_certificate(pem.encode())
    for address in addresses:
        served = handshake(environment, address, 443, "www.shop.example.com")
        assert x509.load_der_x509_certificate(served) == expected


def handshake(environment: dict[str, str], address: str, port: int, name: str) -> bytes:
    """The verified leaf that is served through the proxy of *environment*."""
    host, proxy_port = environment["ACM_TUI_TLS_PROXY"].removeprefix("http://").split(":")
    context = ssl.create_default_context(cafile=environment["ACM_TUI_TLS_CA"])
    with socket.create_connection((host, int(proxy_port)), 5) as connection:
        connection.sendall(f"CONNECT {address}:{port} HTTP/1.1\r\nHost: {address}:{port}\r\n\r\n".encode())
        assert b" 200 " in connection.recv(1024)
        with context.wrap_socket(connection, server_hostname=name) as secured:
            leaf = secured.getpeercert(binary_form=True)
    assert leaf is not None
    return leaf
