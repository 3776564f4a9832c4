"""The demo's zone in Route 53: found by its delegation, changed by boto3, answered by the DNS servers."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.sandbox.client import SandboxClient, SandboxUnavailableError
from acm_tui.sandbox.sandbox import Sandbox
from tests.sandbox.whole.hosted_zone import (
    DELEGATED,
    NAME,
    VALUE,
    empty,
    seen,
    served_zone,
    status,
    upsert,
    written,
    zones,
)

Clients = Callable[..., Any]


def until(condition: Callable[[], bool], limit_s: float = 5) -> None:
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def requested(clients: Clients, *names: str) -> str:
    first, *others = names
    more: dict[str, Any] = {"SubjectAlternativeNames": others} if others else {}
    answer = clients("acm").request_certificate(DomainName=first, ValidationMethod="DNS", **more)
    return str(answer["CertificateArn"])


def records(clients: Clients, arn: str) -> dict[str, str]:
    options = clients("acm").describe_certificate(CertificateArn=arn)["Certificate"][
        "DomainValidationOptions"
    ]
    return {one["ResourceRecord"]["Name"]: one["ResourceRecord"]["Value"] for one in options}


def issued(clients: Clients, arn: str) -> bool:
    certificate = clients("acm").describe_certificate(CertificateArn=arn)["Certificate"]
    return bool(certificate["Status"] == "ISSUED")


def test_one_of_three_zones_is_the_one_that_is_served(clients: Clients) -> None:
    route53 = clients("route53")
    found = zones(route53)
    assert sorted((one["HostedZone"]["Name"], "VPCs" in one) for one in found) == [
        ("example.com.", True),
        ("example.net.", False),
        ("example.net.", False),
    ]
    (duplicate,) = [
        one
        for one in found
        if one["HostedZone"]["Name"] == "example.net." and one["HostedZone"]["Id"] != served_zone(route53)
    ]
    assert not set(duplicate["DelegationSet"]["NameServers"]) & DELEGATED
    by_name = route53.list_hosted_zones_by_name(DNSName="example.net")["HostedZones"]
    assert [one["Name"] for one in by_name] == ["example.net.", "example.net."]


async def test_the_walk_from_the_roots_leads_to_the_servers_of_get_hosted_zone(
    clients: Clients, sandbox: Sandbox
) -> None:
    environment = sandbox.environment()
    roots = environment["ACM_TUI_DNS_ROOT_SERVERS"].split(",")
    assert tuple(roots) == sandbox.dns.address.roots
    if sandbox.dns.address.roots == sandbox.dns.address.addresses:
        pytest.skip("this system has no address for the parents' own server")
    settings = DnsSettings(
        port=int(environment["ACM_TUI_DNS_PORT"]),
        root_servers=tuple(roots),
        resolver=environment["ACM_TUI_DNS_RESOLVER"],
        public_resolvers=(),
        doh="off",
    )
    lookup = Lookup(settings, lambda: datetime.now(UTC))
    walk = await lookup.delegations.zone_of(NAME)
    other = await lookup.delegations.zone_of("_x.shop.example.com.")
    await lookup.aclose()
    assert walk.zone is not None
    assert walk.zone.name == "example.net."
    given = clients("route53").get_hosted_zone(Id=served_zone(clients("route53")))["DelegationSet"]
    servers = sorted(f"{server}." for server in given["NameServers"])
    assert list(walk.zone.delegated) == list(walk.zone.named) == servers
    assert {address for server in walk.zone.servers for address in server.addresses} == set(
        sandbox.dns.address.addresses
    )
    assert other.zone is not None
    assert other.zone.delegated == ("ns1.example.com.", "ns2.example.com.")


def test_a_change_by_boto3_is_answered_by_dns(clients: Clients, sandbox: Sandbox) -> None:
    route53 = clients("route53")
    change = upsert(route53)
    assert status(route53, change) == "INSYNC"
    assert seen(sandbox) == [VALUE, VALUE]
    upsert(route53, r"\052.wild.example.net", "other.example.com")
    assert seen(sandbox, "any.wild.example.net.") == ["other.example.com."] * 2


def test_names_of_the_load_balancers_are_there_from_the_start(clients: Clients, sandbox: Sandbox) -> None:
    (target, again) = seen(sandbox, "pay.example.net.")
    assert target is not None
    assert target == again
    assert target.startswith("pay-alb-")
    assert {"pay.example.net.", "mqtt.example.net.", "legacy.example.net."} <= written(clients("route53"))


def test_a_certificate_is_issued_by_the_way_over_route53(clients: Clients, sandbox: Sandbox) -> None:
    arn = requested(clients, "pay.example.net")
    ((name, value),) = records(clients, arn).items()
    upsert(clients("route53"), name, value)
    until(lambda: issued(clients, arn))


def test_the_duplicate_and_the_private_zone_are_seen_by_nobody(clients: Clients, sandbox: Sandbox) -> None:
    route53 = clients("route53")
    record = {"Name": NAME, "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": VALUE}]}
    for one in zones(route53):
        identifier, name = one["HostedZone"]["Id"], one["HostedZone"]["Name"]
        if identifier != served_zone(route53):
            change = {"Action": "CREATE", "ResourceRecordSet": {**record, "Name": f"_x.pay.{name}"}}
            route53.change_resource_record_sets(HostedZoneId=identifier, ChangeBatch={"Changes": [change]})
    assert seen(sandbox) == [None, None]
    assert seen(sandbox, "_x.pay.example.com.") == [None, None]


def test_a_fresh_world_forgets_changes(clients: Clients, sandbox: Sandbox, other_side: SandboxClient) -> None:
    route53 = clients("route53")
    change = upsert(route53)
    assert seen(sandbox) == [VALUE, VALUE]
    other_side.move("fresh")
    assert seen(sandbox) == [None, None]
    with pytest.raises(route53.exceptions.NoSuchChange):
        route53.get_change(Id=change)


def test_registering_reaches_each_zone_where_it_is_kept(
    clients: Clients, sandbox: Sandbox, other_side: SandboxClient
) -> None:
    arn = requested(clients, "mqtt.example.net", "shop.example.com")
    message = other_side.move("register-records")["message"]
    assert message == (
        "The DNS team registered 1 record on every name server. "
        "Somebody created 1 record in the Route 53 console."
    )
    until(lambda: issued(clients, arn))
    assert written(clients("route53")) & set(records(clients, arn))
    other_side.move("remove-records")
    assert all(seen(sandbox, name) == [None, None] for name in records(clients, arn))
    assert not written(clients("route53")) & set(records(clients, arn))


def test_the_console_alone_leaves_the_dns_teams_zones(
    clients: Clients, sandbox: Sandbox, other_side: SandboxClient
) -> None:
    nothing = other_side.move("create-in-route53")["message"]
    assert nothing == "No validation record is waited for in a hosted zone: nothing was created."
    arn = requested(clients, "mqtt.example.net", "shop.example.com")
    message = other_side.move("create-in-route53")["message"]
    assert message == "Somebody created 1 record in the Route 53 console."
    for name, value in records(clients, arn).items():
        assert seen(sandbox, name) == [value if name.endswith("example.net.") else None] * 2


def test_the_zone_typed_twice_in_the_console_and_put_right(
    clients: Clients, sandbox: Sandbox, other_side: SandboxClient
) -> None:
    arn = requested(clients, "pay.example.net")
    ((name, value),) = records(clients, arn).items()
    message = other_side.move("register-records", mistake="zone-typed-twice")["message"]
    assert message == "Somebody created 1 record with the zone typed twice in the Route 53 console."
    assert seen(sandbox, f"{name}example.net.") == [value, value]
    assert seen(sandbox, name) == [None, None]
    other_side.move("create-in-route53")
    assert seen(sandbox, f"{name}example.net.") == [None, None]
    assert seen(sandbox, name) == [value, value]


def test_route53_has_no_server_that_lags_behind(
    clients: Clients, sandbox: Sandbox, other_side: SandboxClient
) -> None:
    arn = requested(clients, "pay.example.net")
    message = other_side.move("register-records", mistake="one-server")["message"]
    assert message == "Route 53 has no server that lags behind: 1 record left out."
    assert all(seen(sandbox, name) == [None, None] for name in records(clients, arn))


def test_what_route53_refuses_is_told_at_the_desk(clients: Clients, other_side: SandboxClient) -> None:
    arn = requested(clients, "pay.example.net")
    ((name, _),) = records(clients, arn).items()
    record = {"Name": name, "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"in the way"'}]}
    route53 = clients("route53")
    route53.change_resource_record_sets(
        HostedZoneId=served_zone(route53),
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]},
    )
    with pytest.raises(SandboxUnavailableError, match="conflicts with other records"):
        other_side.move("register-records")


def test_a_deleted_zone_is_nobodys(clients: Clients, sandbox: Sandbox, other_side: SandboxClient) -> None:
    route53 = clients("route53")
    identifier = served_zone(route53)
    empty(route53)
    route53.delete_hosted_zone(Id=identifier)
    assert seen(sandbox, "pay.example.net.") == [None, None]
    requested(clients, "pay.example.net")
    with pytest.raises(SandboxUnavailableError, match=r"no hosted zone example\.net\."):
        other_side.move("register-records")
    assert other_side.move("remove-records")["message"].startswith("The DNS team removed ")


def test_the_environment_asks_nobody_outside(sandbox: Sandbox) -> None:
    environment, where = sandbox.environment(), sandbox.dns.address
    assert environment["ACM_TUI_DNS_DOH"] == "off"
    resolvers = environment["ACM_TUI_DNS_PUBLIC_RESOLVERS"].split(",")
    assert [one.rpartition(":")[2] for one in resolvers] == [str(where.port)] * 2
    assert DnsSettings(public_resolvers=tuple(resolvers)).public_endpoints[0].address == where.addresses[0]
