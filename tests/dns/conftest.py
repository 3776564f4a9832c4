"""Fixtures of the DNS tests."""

import threading
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from acm_tui.dns.asking import Asker
from acm_tui.dns.delegation import Delegations
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from tests.dns.loopback import DEAD, NOW, ROOT, Loopback, free_port


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def net(port: int) -> AsyncIterator[Loopback]:
    loopback = Loopback(port)
    yield loopback
    await loopback.close()


@pytest.fixture
def settings(port: int, request: pytest.FixtureRequest) -> DnsSettings:
    """Impatient: what is silent in a test is silent on purpose. Nobody outside of the test is asked.

    A test that counts questions, or wants something answered late, is patient: a busy machine is not silent.
    """
    impatient = DnsSettings(
        port=port,
        root_servers=(ROOT,),
        resolver=f"{DEAD}:{port}",
        public_resolvers=(),
        doh="off",
        nobody=DEAD,
        timeout_s=0.4,
        retransmit_s=0.15,
        hedge_s=0.2,
        remember_failure_s=5,
    )
    if request.node.get_closest_marker("patient") is None:
        return impatient
    return replace(impatient, timeout_s=10, retransmit_s=60, hedge_s=50)


@pytest.fixture
def asker(settings: DnsSettings) -> Asker:
    return Asker(settings, lambda: NOW)


@pytest.fixture
def delegations(asker: Asker) -> Delegations:
    return Delegations(asker)


@pytest.fixture
async def lookup(settings: DnsSettings) -> AsyncIterator[Lookup]:
    made = Lookup(settings, lambda: NOW)
    yield made
    await made.aclose()


@pytest.fixture(autouse=True)
def no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking is the event loop's own work: whoever wants something done elsewhere hands that in."""

    def start(thread: threading.Thread) -> None:
        raise AssertionError(f"a thread is started: {thread.name}")

    monkeypatch.setattr(threading.Thread, "start", start)
