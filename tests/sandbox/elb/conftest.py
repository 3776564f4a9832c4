"""A world of load balancers, with certificates that the test issues."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from mypy_boto3_elb import ElasticLoadBalancingClient
from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client

from acm_tui.sandbox.authority import Authority
from acm_tui.sandbox.aws.elb import ElbSetting, ShelvedCertificate, install
from acm_tui.sandbox.aws.usage import Usage
from acm_tui.sandbox.clock import SandboxClock

ACCOUNT = "111122223333"
REGION = "ap-northeast-1"


@dataclass
class Shelf:
    """The certificates of a test."""

    authority: Authority
    clock: SandboxClock
    certificates: dict[str, ShelvedCertificate] = field(default_factory=dict)

    def find(self, arn: str) -> ShelvedCertificate | None:
        return self.certificates.get(arn)

    def issue(
        self,
        *names: str,
        key: str = "EC_prime256v1",
        region: str = REGION,
        days: int = 198,
        past_days: int = 0,
    ) -> str:
        """An issued certificate; *past_days* moves its whole life back."""
        start = self.clock.now() - timedelta(days=past_days)
        leaf = self.authority.issue(names, key, start, start + timedelta(days=days))
        arn = f"arn:aws:acm:{region}:{ACCOUNT}:certificate/{uuid4()}"
        self.certificates[arn] = ShelvedCertificate(
            arn, "ISSUED", key, names, leaf.certificate_pem, leaf.chain_pem, leaf.private_key_pem, start
        )
        return arn

    def request(self, *names: str) -> str:
        """A certificate that waits for its validation."""
        arn = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/{uuid4()}"
        self.certificates[arn] = ShelvedCertificate(arn, "PENDING_VALIDATION", "RSA_2048", names, "", "", "")
        return arn

    def claim_key(self, arn: str, key: str) -> None:
        """Say another key algorithm of a certificate, so that a test needs no slow key."""
        self.certificates[arn] = replace(self.certificates[arn], key_algorithm=key)

    def leaf_pem(self, arn: str) -> str:
        return self.certificates[arn].certificate_pem


@dataclass
class World:
    clock: SandboxClock
    shelf: Shelf
    usage: Usage

    def change(self, **setting: Any) -> None:
        """Other limits than AWS's usual ones."""
        install(ElbSetting(clock=self.clock, shelf=self.shelf, noted=self.usage.note, **setting))


@pytest.fixture
def world(clients: Callable[..., Any], authority: Authority, clock: SandboxClock) -> World:
    """Fresh load balancers, and no certificates until the test issues some."""
    made = World(clock, Shelf(authority, clock), Usage(clock))
    made.change()
    return made


@pytest.fixture
def shelf(world: World) -> Shelf:
    return world.shelf


@pytest.fixture
def elbv2(world: World, clients: Callable[..., Any]) -> ElasticLoadBalancingv2Client:
    client: ElasticLoadBalancingv2Client = clients("elbv2")
    return client


@pytest.fixture
def classic(world: World, clients: Callable[..., Any]) -> ElasticLoadBalancingClient:
    client: ElasticLoadBalancingClient = clients("elb")
    return client


@pytest.fixture
def cloudfront(world: World, clients: Callable[..., Any]) -> Any:
    return clients("cloudfront", "us-east-1")
