"""A TLS server with a certificate for each name, and an HTTP proxy that leads to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tls.serving import Relay, Server, certificates


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a CA and leaves: made once, keys take long."""
    directory = tmp_path_factory.mktemp("certificates")
    certificates(directory)
    return directory


@pytest.fixture
async def server(made: Path) -> AsyncIterator[Server]:
    async with Server(made) as running:
        yield running


@pytest.fixture
async def relay(server: Server) -> AsyncIterator[Relay]:
    async with Relay(("127.0.0.1", server.port)) as running:
        yield running
