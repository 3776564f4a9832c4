"""Hosted zones behind the embedded AWS, and a client for them."""

from collections.abc import Callable
from typing import Any

import pytest
from mypy_boto3_route53 import Route53Client

from acm_tui.sandbox.aws.route53 import Route53Setting, install
from acm_tui.sandbox.aws.route53.propagation import Propagation
from acm_tui.sandbox.clock import SandboxClock
from tests.sandbox.route53.zone import DELAY, Zone


@pytest.fixture
def propagation(clients: Callable[..., Any], clock: SandboxClock) -> Propagation:
    """A Route 53 without zones."""
    return install(Route53Setting(clock, DELAY))


@pytest.fixture
def route53(propagation: Propagation, clients: Callable[..., Any]) -> Route53Client:
    client: Route53Client = clients("route53")
    return client


@pytest.fixture
def zone(route53: Route53Client) -> Zone:
    return Zone(route53, "example.net")
