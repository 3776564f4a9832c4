"""Swapping a certificate leaves all else of a listener as it was, byte for byte."""

import json
from typing import Any

import pytest

from acm_tui.sandbox.aws.elb import seed

ACCOUNT, REGION = "111122223333", "ap-northeast-1"
SET_UP: dict[str, dict[str, Any]] = {
    "application": {
        "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "MutualAuthentication": {"Mode": "passthrough"},
        "DefaultActions": [
            {
                "Type": "authenticate-oidc",
                "Order": 1,
                "AuthenticateOidcConfig": {
                    "Issuer": "https://id.example.com",
                    "AuthorizationEndpoint": "https://id.example.com/authorize",
                    "TokenEndpoint": "https://id.example.com/token",
                    "UserInfoEndpoint": "https://id.example.com/user",
                    "ClientId": "shop",
                },
            },
            {
                "Type": "redirect",
                "Order": 2,
                "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"},
            },
        ],
    },
    "network": {"SslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06", "AlpnPolicy": ["HTTP2Preferred"]},
}


def one(arn: str) -> list[dict[str, str]]:
    return [{"CertificateArn": arn}]


def all_of_it(elbv2: Any, listener: str) -> tuple[str, list[tuple[str, bool]]]:
    """Everything that any call tells of a listener: but its certificates as text, and its certificates."""
    (found,) = elbv2.describe_listeners(ListenerArns=[listener])["Listeners"]
    del found["Certificates"]
    attributes = elbv2.describe_listener_attributes(ListenerArn=listener)["Attributes"]
    tags = elbv2.describe_tags(ResourceArns=[listener])["TagDescriptions"]
    rules = elbv2.describe_rules(ListenerArn=listener)["Rules"]
    held = elbv2.describe_listener_certificates(ListenerArn=listener)["Certificates"]
    return json.dumps([found, attributes, tags, rules]), [
        (entry["CertificateArn"], entry["IsDefault"]) for entry in held
    ]


@pytest.mark.parametrize("kind", ["application", "network"])
def test_every_call_of_a_swap_and_of_the_way_back(elbv2: Any, shelf: Any, kind: str) -> None:
    old, new, other = (shelf.issue(f"{name}.example.com") for name in ("old", "new", "other"))
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "lb", kind)
    protocol = "TLS" if kind == "network" else "HTTPS"
    listener = seed.create_listener(balancer, protocol, 443, old, [other], True, {"team": "web"})
    elbv2.modify_listener(ListenerArn=listener, **SET_UP[kind])
    elbv2.modify_listener_attributes(
        ListenerArn=listener, Attributes=[{"Key": "tcp.idle_timeout.seconds", "Value": "900"}]
    )
    before, held = all_of_it(elbv2, listener)
    for name in SET_UP[kind]:
        assert f'"{name}"' in before
    assert held == [(old, True), (old, False), (other, False)]

    elbv2.add_listener_certificates(ListenerArn=listener, Certificates=one(new))
    assert all_of_it(elbv2, listener) == (before, [(old, True), (old, False), (other, False), (new, False)])
    elbv2.modify_listener(ListenerArn=listener, Certificates=one(new))
    assert all_of_it(elbv2, listener) == (before, [(new, True), (old, False), (other, False), (new, False)])
    elbv2.remove_listener_certificates(ListenerArn=listener, Certificates=one(old))
    assert all_of_it(elbv2, listener) == (before, [(new, True), (other, False), (new, False)])

    elbv2.add_listener_certificates(ListenerArn=listener, Certificates=one(old))
    elbv2.modify_listener(ListenerArn=listener, Certificates=one(old))
    elbv2.remove_listener_certificates(ListenerArn=listener, Certificates=one(new))
    assert all_of_it(elbv2, listener) == (before, [(old, True), (other, False), (old, False)])


def test_mutual_authentication_goes_when_tls_goes(elbv2: Any, shelf: Any) -> None:
    balancer = seed.create_load_balancer(ACCOUNT, REGION, "lb")
    listener = seed.create_listener(balancer, "HTTPS", 443, shelf.issue("a.example.com"))
    elbv2.modify_listener(ListenerArn=listener, MutualAuthentication={"Mode": "passthrough"})
    (found,) = elbv2.modify_listener(ListenerArn=listener, Protocol="HTTP")["Listeners"]
    assert "MutualAuthentication" not in found
