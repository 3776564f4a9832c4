"""The demo's notices of AWS Health, and the switch at the control desk that takes the support plan away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from acm_tui.sandbox.client import SandboxClient, SandboxUnavailableError
from acm_tui.sandbox.sandbox import Sandbox


def test_the_demo_is_told_of_the_renewal_that_waits_for_a_mail(clients: Callable[..., Any]) -> None:
    (event,) = clients("health", "us-east-1").describe_events(
        filter={"services": ["ACM"], "eventStatusCodes": ["open"]}
    )["events"]
    assert (event["eventTypeCode"], event["eventTypeCategory"]) == (
        "AWS_ACM_RENEWAL_STATE_CHANGE",
        "accountNotification",
    )
    (entity,) = clients("health", "us-east-1").describe_affected_entities(
        filter={"eventArns": [event["arn"]]}
    )["entities"]
    found = clients("acm", event["region"]).describe_certificate(CertificateArn=entity["entityValue"])
    assert found["Certificate"]["DomainName"] == "pay.example.net"
    assert found["Certificate"]["RenewalSummary"]["RenewalStatus"] == "PENDING_VALIDATION"


def test_the_control_desk_takes_the_support_plan_away_and_gives_it_back(
    clients: Callable[..., Any], other_side: SandboxClient
) -> None:
    health = clients("health", "us-east-1")
    other_side.move("support-plan", plan="none")
    with pytest.raises(ClientError, match="SubscriptionRequiredException"):
        health.describe_events()
    other_side.move("support-plan", plan="business")
    assert len(health.describe_events()["events"]) == 1
    with pytest.raises(SandboxUnavailableError, match="say the plan"):
        other_side.move("support-plan")


def test_notices_are_saved_with_the_world(tmp_path: Path, running: Sandbox) -> None:
    running.reset()
    running.health.support_plan = False
    saved = running.dump()
    running.reset()
    assert running.dump()["health"] != saved["health"]
    running._load(saved)
    assert running.dump()["health"] == saved["health"]
