"""The sandbox on a line without sockets, in which time stands still and nothing happens by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import cache, partial
from pathlib import Path

import pytest
from botocore.loaders import Loader, create_loader
from moto import backends

from acm_tui.aws import acm, classic, elbv2
from acm_tui.aws.at_once import at_once
from acm_tui.aws.session import Access
from acm_tui.sandbox.client import point
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.sandbox.world import REGION
from tests.machine.door import Door
from tests.machine.town import Numbers, StillClock, Town


@cache
def service_models() -> Loader:
    """One loader of botocore's service models for all tests."""
    return create_loader()


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    """What is taken out: pauses before a retry, threads without anything to win, and chance."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", lambda _: service_models())
        patch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
        patch.setattr("botocore.retries.quota.RetryQuota.acquire", lambda *_: True)
        patch.setattr("acm_tui.aws.patience.PAUSES_S", (0.0,))
        patch.setattr("acm_tui.aws.elb._PAUSES_S", (0.0,))
        for adapter in (acm, classic, elbv2):
            patch.setattr(adapter, "at_once", partial(at_once, most=1))
        known = tuple(backends.list_of_moto_modules())
        patch.setattr(backends, "list_of_moto_modules", lambda: known)
        patch.setattr("acm_tui.sandbox.sandbox.SandboxClock", StillClock)
        yield patch


@pytest.fixture(scope="module")
def numbers(patch: pytest.MonkeyPatch) -> Numbers:
    numbers = Numbers()
    patch.setattr("acm_tui.sandbox.aws.acm.seeding.uuid", numbers)
    return numbers


@pytest.fixture(scope="module")
def sandbox(patch: pytest.MonkeyPatch, numbers: Numbers) -> Iterator[Sandbox]:
    """What is started once a module: moto's backends belong to the process."""
    with Sandbox() as started:
        environment: dict[str, str] = {}
        point(started.environment(), environment)
        for name, value in environment.items():
            patch.setenv(name, value)
        started.validator.stop()  # ACM looks when it is told to
        yield started


@pytest.fixture(scope="module")
def town(
    sandbox: Sandbox, patch: pytest.MonkeyPatch, numbers: Numbers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    place: Path = tmp_path_factory.mktemp("lives")
    door = Door(sandbox.aws._application)  # the server's own door, without the server
    patch.setattr("botocore.httpsession.URLLib3Session.send", lambda _, request: door.send(request))
    with closing(Access(None, REGION)) as access:
        yield Town(sandbox, door, access, place, numbers)
