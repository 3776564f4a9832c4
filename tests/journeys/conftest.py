"""The whole sandbox in this process, the environment that points to it, and an operator."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import boto3
import pytest
from botocore.loaders import Loader, create_loader

from acm_tui.paths import Paths
from acm_tui.sandbox.client import SandboxClient, point
from acm_tui.sandbox.sandbox import Sandbox
from tests.journeys.aws import Aws
from tests.journeys.operators import Operator
from tests.unpainted import paint_nothing
from tests.workflow.wire import Wire


@cache
def service_models() -> Loader:
    """One loader of botocore's service models for all tests."""
    return create_loader()


@pytest.fixture(autouse=True)
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator reads the screen; nothing is painted in between."""
    paint_nothing(monkeypatch)


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    """One sandbox for a module's tests: moto's backends belong to the process."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The sandbox with a fresh world, and the process environment pointed to it and to nothing else."""
    running.reset()
    for name in [one for one in os.environ if one.startswith(("ACM_TUI_", "AWS_", "TEXTUAL", "NO_COLOR"))]:
        monkeypatch.delenv(name)
    environment: dict[str, str] = {}
    point(running.environment(), environment)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # Reading the service models anew for each session, and waiting before a retry, is what takes long.
    monkeypatch.setattr("botocore.session.create_loader", lambda _: service_models())
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    # What ACM says of a certificate's use lags behind; nobody here minds being asked about it more often.
    monkeypatch.setattr("acm_tui.screens.finish.ACM_AGAIN_S", 1)
    return running


@pytest.fixture
def operator(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Somebody who sits down at the program, with a data directory of their own."""
    monkeypatch.setenv("LOGNAME", "ayako")
    places = Paths(data=tmp_path / "data", config=tmp_path / "config.toml")
    client = SandboxClient(sandbox.environment()["AWS_ENDPOINT_URL"])
    client.status()
    return Operator(places, client)


@pytest.fixture
def wire(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Between the program and AWS: it can refuse calls, and hold them up."""
    between = Wire(sandbox.environment()["AWS_ENDPOINT_URL"])
    between.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", between.url)
    yield between
    between.stop()
    assert not between.problems


@pytest.fixture
def one_lane(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """One load balancer after the other, as the plan has them: what was made before one fails is no race."""
    monkeypatch.setenv("ACM_TUI_CUTOVER_LANES", "1")


@pytest.fixture
def aws(sandbox: Sandbox) -> Iterator[Aws]:
    """AWS, seen past the program."""
    seen = Aws(boto3.session.Session())
    yield seen
    seen.close()
