"""A server of DNS over HTTPS, and an environment without proxies."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from acm_tui.dns.settings import DnsSettings
from tests.dns.https.asking import ZONE
from tests.dns.https.lookups import Asking
from tests.dns.https.serving import DohServer, answering, context, make_certificates

PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("doh")
    make_certificates(directory)
    return directory


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, certificates: Path) -> pytest.MonkeyPatch:
    """No proxy, whatever this machine has, and the authority of the tests."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "ca.pem"))
    return monkeypatch


@pytest.fixture
async def running() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def server(running: AsyncExitStack, certificates: Path) -> DohServer:
    return await running.enter_async_context(DohServer(context(certificates / "server.pem"), answering(ZONE)))


@pytest.fixture
async def asking(running: AsyncExitStack, certificates: Path, settings: DnsSettings) -> Asking:
    return Asking(running, certificates, settings)
