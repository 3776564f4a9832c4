"""The sandbox on a line without sockets, and the town where the load balancers stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import cache, partial

import pytest
from botocore.loaders import Loader, create_loader
from moto import backends

from acm_tui.aws import acm, classic, elbv2
from acm_tui.aws.at_once import at_once
from acm_tui.aws.session import Access
from acm_tui.sandbox.client import point
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.sandbox.world import REGION
from tests.cutover.cell import Stage
from tests.cutover.line import Line
from tests.cutover.worlds import Town


@pytest.fixture
def one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads are made in turn, so that the same tale always goes the same way; retries wait for nothing."""
    for adapter in (acm, classic, elbv2):
        monkeypatch.setattr(adapter, "at_once", partial(at_once, most=1))
    monkeypatch.setattr("acm_tui.aws.patience.PAUSES_S", (0.0,))


@cache
def service_models() -> Loader:
    """One loader of botocore's service models for all tests."""
    return create_loader()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """What is started once a module: moto's backends belong to the process."""
    with Sandbox() as started, pytest.MonkeyPatch.context() as patch:
        environment: dict[str, str] = {}
        point(started.environment(), environment)
        for name, value in environment.items():
            patch.setenv(name, value)
        # Reading the service models anew for each session, waiting before a retry, and looking through a
        # directory for each call is what takes long.
        patch.setattr("botocore.session.create_loader", lambda _: service_models())
        patch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
        patch.setattr("acm_tui.aws.patience.PAUSES_S", (0.0,))
        # Without a network between there is nothing to win by threads, and each fault meets the same call.
        for adapter in (acm, classic, elbv2):
            patch.setattr(adapter, "at_once", partial(at_once, most=1))
        # A client's budget for asking again is small, and all the cells together would use it up.
        patch.setattr("botocore.retries.quota.RetryQuota.acquire", lambda *_: True)
        known = tuple(backends.list_of_moto_modules())
        patch.setattr(backends, "list_of_moto_modules", lambda: known)
        yield started


@pytest.fixture(scope="module")
def line(sandbox: Sandbox) -> Iterator[Line]:
    """The program's line to the sandbox."""
    laid = Line(sandbox.aws._application)  # the server's own door, without the server
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.httpsession.URLLib3Session.send", laid.send)
        yield laid


@pytest.fixture(scope="module")
def access(line: Line) -> Iterator[Access]:
    """The operator's way to AWS."""
    with closing(Access(None, REGION)) as opened:
        yield opened


@pytest.fixture(scope="module")
def town(sandbox: Sandbox) -> Town:
    """The certificates that there are."""
    return Town(sandbox)


@pytest.fixture(scope="module")
def stage(town: Town, access: Access, line: Line) -> Stage:
    """Where cells are set up."""
    return Stage(town, access, line)
