"""What waits for Route 53's servers: not seen before its time, and not forgotten by a restart."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from acm_tui.sandbox.client import SandboxClient, SandboxUnavailableError
from acm_tui.sandbox.delays import DEMO_DELAYS, Delays
from acm_tui.sandbox.sandbox import Sandbox
from tests.sandbox.whole.hosted_zone import NAME, VALUE, empty, seen, served_zone, status, upsert, written


@pytest.fixture
def slow() -> Iterator[Sandbox]:
    """A sandbox whose Route 53 takes longer than a test."""
    with Sandbox(delays=Delays(in_sync=timedelta(hours=1))) as sandbox:
        yield sandbox


@pytest.fixture
def connect() -> Iterator[Callable[..., Any]]:
    made: list[Any] = []

    def client(sandbox: Sandbox, service: str = "route53") -> Any:
        environment = sandbox.environment()
        session: Any = boto3.session.Session(
            environment["AWS_ACCESS_KEY_ID"],
            environment["AWS_SECRET_ACCESS_KEY"],
            region_name=environment["AWS_REGION"],
        )
        made.append(session.client(service, endpoint_url=environment["AWS_ENDPOINT_URL"]))
        return made[-1]

    yield client
    for one in made:
        one.close()


def test_a_change_is_seen_in_dns_when_it_is_insync_and_not_before(
    slow: Sandbox, connect: Callable[..., Any]
) -> None:
    route53 = connect(slow)
    change = upsert(route53)
    assert status(route53, change) == "PENDING"
    assert NAME in written(route53)
    assert seen(slow) == [None, None]
    SandboxClient(slow.environment()["AWS_ENDPOINT_URL"]).move("advance", hours=1)
    assert status(route53, change) == "INSYNC"
    assert seen(slow) == [VALUE, VALUE]


def test_nobody_edits_a_zone_that_is_only_still_served(slow: Sandbox, connect: Callable[..., Any]) -> None:
    route53 = connect(slow)
    empty(route53)
    route53.delete_hosted_zone(Id=served_zone(route53))
    (target, _) = seen(slow, "pay.example.net.")
    assert target is not None  # its servers have not heard of it
    connect(slow, "acm").request_certificate(DomainName="pay.example.net", ValidationMethod="DNS")
    desk = SandboxClient(slow.environment()["AWS_ENDPOINT_URL"])
    with pytest.raises(SandboxUnavailableError, match=r"no hosted zone example\.net\."):
        desk.move("register-records")


def test_a_restarted_sandbox_knows_its_changes(tmp_path: Path, connect: Callable[..., Any]) -> None:
    path, delays = tmp_path / "world.json", Delays(in_sync=timedelta(hours=1))
    with Sandbox(state=path, delays=delays) as first:
        route53 = connect(first)
        old = upsert(route53)
        first.clock.advance(timedelta(hours=1))
        assert seen(first) == [VALUE, VALUE]
        new = upsert(route53, value="_new.acm-validations.aws.")
        identifier = served_zone(route53)
    with Sandbox(state=path, delays=delays) as second:
        assert second.notices == ()
        route53 = connect(second)
        assert served_zone(route53) == identifier
        assert [status(route53, change) for change in (old, new)] == ["INSYNC", "PENDING"]
        assert seen(second) == [VALUE, VALUE]
        second.clock.advance(timedelta(hours=1))
        assert status(route53, new) == "INSYNC"
        assert seen(second) == ["_new.acm-validations.aws."] * 2


def test_the_demos_route53_takes_some_seconds() -> None:
    assert timedelta(seconds=2) <= DEMO_DELAYS.in_sync <= timedelta(seconds=10)
