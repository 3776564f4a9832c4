"""A change is PENDING for a while, and then INSYNC; only then is it served."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from mypy_boto3_route53 import Route53Client

from acm_tui.sandbox.aws.route53 import Route53Setting, install, state
from acm_tui.sandbox.aws.route53.names import PRIVATE_NAME_SERVERS
from acm_tui.sandbox.aws.route53.propagation import Propagation
from acm_tui.sandbox.aws.route53.record_sets import values_of
from acm_tui.sandbox.aws.server import forget_everything
from acm_tui.sandbox.clock import SandboxClock
from tests.sandbox.route53.zone import DELAY, PRIVATE, Zone, entry

NAME = "_x.pay.example.net."
FIRST, SECOND = "_1.acm-validations.aws.", "_2.acm-validations.aws."
UPSERT = entry("UPSERT", NAME, "CNAME", FIRST)


def servers_of(zone: Zone) -> list[str]:
    return zone.route53.get_hosted_zone(Id=zone.id)["DelegationSet"]["NameServers"]


def served(propagation: Propagation, servers: Sequence[str]) -> list[str] | None:
    """The values of the record, as the servers have them; ``None`` when they do not have the zone."""
    found = propagation.served("example.net.", servers)
    if found is None:
        return None
    return [value for one in found.content.record_sets if one["Name"] == NAME for value in values_of(one)]


def status(route53: Route53Client, identifier: str) -> str:
    return route53.get_change(Id=identifier)["ChangeInfo"]["Status"]


def test_a_change_is_pending_for_the_delay_and_insync_after(
    route53: Route53Client, zone: Zone, clock: SandboxClock
) -> None:
    info = zone.change(UPSERT, comment="for ACM")["ChangeInfo"]
    assert info["Status"] == "PENDING"
    assert info["Comment"] == "for ACM"
    assert info["Id"].startswith("/change/C")
    assert abs(info["SubmittedAt"] - datetime.now(UTC)) < timedelta(seconds=10)
    assert route53.get_change(Id=info["Id"])["ChangeInfo"] == info
    clock.advance(DELAY)
    assert route53.get_change(Id=info["Id"])["ChangeInfo"] == {**info, "Status": "INSYNC"}
    route53.get_waiter("resource_record_sets_changed").wait(Id=info["Id"], WaiterConfig={"MaxAttempts": 1})


def test_the_answer_to_a_change_says_pending_whatever_the_delay(
    route53: Route53Client, zone: Zone, clock: SandboxClock
) -> None:
    install(Route53Setting(clock, timedelta(0)))
    info = zone.change(UPSERT)["ChangeInfo"]
    assert info["Status"] == "PENDING"
    assert status(route53, info["Id"]) == "INSYNC"


def test_an_unknown_change_is_said_to_be(route53: Route53Client) -> None:
    with pytest.raises(route53.exceptions.NoSuchChange) as unknown:
        route53.get_change(Id="/change/C15RYMEZ8RZJFM")
    assert "Could not find resource with ID: C15RYMEZ8RZJFM" in str(unknown.value)
    assert unknown.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_a_change_is_known_in_its_own_account_only(
    route53: Route53Client, zone: Zone, clients: Callable[..., Any], endpoint: str
) -> None:
    change = zone.change(UPSERT)["ChangeInfo"]["Id"]
    role = "arn:aws:iam::444455556666:role/operator"
    keys = clients("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    session: Any = boto3.session.Session(
        keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], "ap-northeast-1"
    )
    stranger = session.client("route53", endpoint_url=endpoint)
    with pytest.raises(ClientError, match="NoSuchChange"):
        stranger.get_change(Id=change)
    assert stranger.list_hosted_zones()["HostedZones"] == []
    stranger.close()


def test_a_refused_batch_is_no_change(zone: Zone, propagation: Propagation) -> None:
    before = propagation.dump()["changes"]
    zone.refused(UPSERT, entry("DELETE", "gone.example.net", "CNAME", FIRST))
    assert propagation.dump()["changes"] == before


def test_records_are_listed_at_once_and_served_when_insync(
    zone: Zone, propagation: Propagation, clock: SandboxClock
) -> None:
    servers = servers_of(zone)
    assert served(propagation, servers) is None  # the zone itself has not arrived
    clock.advance(DELAY)
    assert served(propagation, servers) == []
    zone.change(UPSERT)
    assert zone.sets() == [(NAME, "CNAME", [FIRST])]
    clock.advance(DELAY / 2)
    zone.change(entry("UPSERT", NAME, "CNAME", SECOND))
    assert served(propagation, servers) == []
    clock.advance(DELAY / 2)
    assert served(propagation, servers) == [FIRST]
    assert served(propagation, servers[::-1]) == [FIRST]
    assert served(propagation, servers[:3]) is None
    clock.advance(DELAY / 2)
    assert served(propagation, servers) == [SECOND]


def test_the_version_rises_with_what_is_served_and_only_then(
    zone: Zone, propagation: Propagation, clock: SandboxClock
) -> None:
    def version() -> int | None:
        found = propagation.served("example.net.", servers)
        return found.version if found is not None else None

    servers = servers_of(zone)
    clock.advance(DELAY)
    first = version()
    zone.change(UPSERT)
    assert version() == first
    clock.advance(DELAY)
    assert version() not in (first, None)


def test_a_deleted_zone_is_served_until_the_change_arrives(
    route53: Route53Client, zone: Zone, propagation: Propagation, clock: SandboxClock
) -> None:
    servers = servers_of(zone)
    clock.advance(DELAY)
    route53.delete_hosted_zone(Id=zone.id)
    assert served(propagation, servers) == []
    clock.advance(DELAY)
    assert served(propagation, servers) is None


def test_a_private_zone_is_never_served(
    route53: Route53Client, propagation: Propagation, clock: SandboxClock
) -> None:
    zone = Zone(route53, "example.net", **PRIVATE)
    zone.change(UPSERT)
    clock.advance(DELAY)
    assert served(propagation, PRIVATE_NAME_SERVERS) is None
    assert propagation.dump()["served"] == {}


def test_what_is_forgotten_is_not_served(zone: Zone, propagation: Propagation, clock: SandboxClock) -> None:
    servers = servers_of(zone)
    clock.advance(DELAY)
    assert served(propagation, servers) == []
    propagation.forget()
    assert served(propagation, servers) is None


def everything(route53: Route53Client, *changes: str) -> list[Any]:
    """All that clients can see."""
    seen: list[Any] = [route53.get_change(Id=change)["ChangeInfo"] for change in changes]
    for zone in route53.list_hosted_zones()["HostedZones"]:
        found: dict[str, Any] = {**route53.get_hosted_zone(Id=zone["Id"])}
        del found["ResponseMetadata"]
        seen.append(found)
        seen.append(route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"])
        identifier = zone["Id"].rpartition("/")[2]
        tags = route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=identifier)
        seen.append(tags["ResourceTagSet"])
    return seen


def test_zones_and_changes_survive_as_json(
    route53: Route53Client, zone: Zone, propagation: Propagation, clock: SandboxClock
) -> None:
    Zone(route53, "example.com", **PRIVATE)
    identifier = zone.id.rpartition("/")[2]
    tag: Any = {"ResourceType": "hostedzone", "ResourceId": identifier}
    route53.change_tags_for_resource(**tag, AddTags=[{"Key": "team", "Value": "web"}])
    old = zone.change(entry("CREATE", "*.example.net", "A", "192.0.2.1", SetIdentifier="a", Weight=5))
    clock.advance(DELAY)
    servers = servers_of(zone)
    assert served(propagation, servers) == []
    new = zone.change(UPSERT, comment="second")
    changes = old["ChangeInfo"]["Id"], new["ChangeInfo"]["Id"]
    before = everything(route53, *changes)
    saved = json.dumps(state.dump())

    forget_everything()
    restored = install(Route53Setting(clock, timedelta(0)))
    assert route53.list_hosted_zones()["HostedZones"] == []
    state.load(json.loads(saved))
    assert everything(route53, *changes) == before
    assert json.dumps(state.dump()) == saved
    assert served(restored, servers) == []
    # A later change does not overtake the one that is still on its way.
    zone.change(entry("UPSERT", NAME, "CNAME", SECOND))
    assert served(restored, servers) == []
    clock.advance(DELAY)
    assert status(route53, changes[1]) == "INSYNC"
    assert served(restored, servers) == [SECOND]


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"zones": [], "propagation": {}},
        {"zones": [{}], "propagation": {"changes": [], "served": {}}},
        {"zones": [], "propagation": {"changes": [{}], "served": {}}},
        ["x"],
    ],
)
def test_what_is_no_saved_route53_is_refused(propagation: Propagation, bad: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        state.load(bad)
