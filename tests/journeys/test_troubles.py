"""What goes wrong before anything is done is told in plain sentences, on a screen that still works."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.journeys import ways
from tests.journeys.operators import Operator
from tests.workflow.wire import Refusal, Wire

SHOP = "shop.example.com"


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of this machine at which nobody listens, and nobody else begins to."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


async def test_what_is_saved_is_shown_while_aws_does_not_answer(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, SHOP)
        await operator.leaves()

        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{closed_port}")
        await operator.arrives()
        await operator.home.lists(SHOP, "3 DNS", "Hand the CNAME to the DNS team")
        await operator.home.says("AWS cannot be reached from here.")
        assert "Check the network" in operator.home.guide
        assert "Traceback" not in operator.display.text

        await operator.home.take_up(SHOP)
        await operator.dns.wait_for_verdict("ABSENT")  # the DNS answers, whatever AWS does
        await operator.dns.says("AWS cannot be reached from here.")


async def test_a_missing_permission_is_named(operator: Operator, wire: Wire) -> None:
    for operation in ("SearchCertificates", "ListCertificates"):
        wire.always(operation, Refusal("AccessDeniedException"))
    async with operator:
        await operator.arrives()
        await operator.home.new()
        await operator.select.says("You may not call acm:ListCertificates.")
        assert "Ask for the permission acm:ListCertificates." in operator.select.guide
        assert operator.select.rows == []

        wire.mend()
        await operator.display.press("r")
        await operator.select.filled()
        assert operator.select.rows


async def test_no_region_is_told_with_what_to_do(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "ACM_TUI_AWS_REGIONS"):
        monkeypatch.delenv(name)
    async with operator:
        await operator.arrives()
        await operator.home.new()
        await operator.select.says("No region is set.")
        assert "--region" in operator.select.guide


async def test_an_unknown_profile_is_told_with_what_to_do(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACM_TUI_AWS_PROFILES", "nowhere")
    async with operator:
        await operator.arrives()
        await operator.home.says("There is no such profile.")
        await operator.home.new()
        await operator.select.says("There is no such profile.")
        assert "aws configure list-profiles" in operator.select.guide
        assert "nowhere" in operator.select.guide


async def test_a_region_without_email_validated_certificates_is_no_failure(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACM_TUI_AWS_REGIONS", "eu-west-1")
    async with operator:
        await operator.arrives()
        await operator.home.new()
        await operator.select.says("is validated by email: nothing to move here.")
        assert "eu-west-1" in operator.select.guide
        assert operator.select.rows == []
        await operator.display.press("enter")
        await operator.display.press("escape")
        await operator.home.says("Nothing is saved yet.")
