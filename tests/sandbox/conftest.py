"""The embedded AWS as a server, ordinary clients, and the hands with which a test plays AWS, DNS and time."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from mypy_boto3_acm import ACMClient

from acm_tui.sandbox.authority import Authority
from acm_tui.sandbox.aws.acm import AcmSetting, AcmWorld, install
from acm_tui.sandbox.aws.server import AwsServer, forget_everything
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.validator import Validator

REGION = "ap-northeast-1"


@pytest.fixture(scope="session")
def authority() -> Authority:
    """One CA for all tests."""
    return Authority()


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The URL of the embedded AWS; one server for all tests."""
    with pytest.MonkeyPatch.context() as environment:
        # A profile or an endpoint of whoever runs the tests must not lead a client elsewhere.
        for variable in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
            environment.delenv(variable, raising=False)
        server = AwsServer()
        yield server.start()
        server.stop()


@pytest.fixture(scope="session")
def shared_clients(endpoint: str) -> Iterator[dict[tuple[str, str], Any]]:
    """The clients made so far: making one takes longer than most tests."""
    made: dict[tuple[str, str], Any] = {}
    yield made
    for client in made.values():
        client.close()


@pytest.fixture
def clients(
    acm_world: AcmWorld, endpoint: str, shared_clients: dict[tuple[str, str], Any]
) -> Callable[..., Any]:
    """Ordinary boto3 clients, ``clients(service, region)``, each test in a fresh world."""

    def client(service: str, region: str = REGION) -> Any:
        if (service, region) not in shared_clients:
            session: Any = boto3.session.Session()
            shared_clients[service, region] = session.client(
                service,
                region_name=region,
                endpoint_url=endpoint,
                aws_access_key_id="AKIAEXAMPLE",
                aws_secret_access_key="nothing secret",
                config=Config(retries={"total_max_attempts": 1}),
            )
        return shared_clients[service, region]

    return client


@pytest.fixture
def acm(clients: Callable[..., Any]) -> ACMClient:
    """ACM in the usual region."""
    client: ACMClient = clients("acm")
    return client


@pytest.fixture
def clock() -> SandboxClock:
    """Time, to be advanced."""
    return SandboxClock()


@pytest.fixture
def holders() -> dict[str, list[str]]:
    """Who holds a certificate: its ARN → the ARNs of its holders."""
    return {}


@pytest.fixture
def published() -> dict[str, str]:
    """The DNS: a record's name → its CNAME target."""
    return {}


@pytest.fixture
def acm_setting(clock: SandboxClock, authority: Authority, holders: dict[str, list[str]]) -> AcmSetting:
    """The pace and surroundings of ACM; override it in a test module for other ones."""
    return AcmSetting(
        clock=clock, authority=authority, in_use_by=lambda _account, _region, arn: holders.get(arn, ())
    )


@pytest.fixture
def acm_world(acm_setting: AcmSetting) -> AcmWorld:
    """A fresh, empty ACM behind the endpoint."""
    forget_everything()
    return install(acm_setting)


@pytest.fixture
def validator(acm_world: AcmWorld, published: dict[str, str]) -> Validator:
    """ACM's eyes, looking at *published*."""
    return Validator(acm_world, published.get)
