"""The whole sandbox in this process, and ordinary clients that its own environment points to it."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from acm_tui.sandbox.client import SandboxClient, point
from acm_tui.sandbox.sandbox import Sandbox


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    """One sandbox for a module's tests: moto's backends belong to the process."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def shared_clients(running: Sandbox) -> Iterator[Callable[[str, str], Any]]:
    made: dict[tuple[str, str], Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        environment: dict[str, str] = {}
        point(running.environment(), environment)
        for name, value in environment.items():
            patch.setenv(name, value)
        session: Any = boto3.session.Session()

        def client(service: str, region: str) -> Any:
            if (service, region) not in made:
                made[service, region] = session.client(service, region_name=region)
            return made[service, region]

        yield client
    for one in made.values():
        one.close()


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The running sandbox with a fresh world."""
    running.reset()
    return running


@pytest.fixture
def clients(sandbox: Sandbox, shared_clients: Callable[[str, str], Any]) -> Callable[..., Any]:
    """boto3 clients by service (and region), configured by the sandbox's environment alone."""
    return lambda service, region="ap-northeast-1": shared_clients(service, region)


@pytest.fixture
def other_side(sandbox: Sandbox) -> SandboxClient:
    return SandboxClient(sandbox.environment()["AWS_ENDPOINT_URL"])
