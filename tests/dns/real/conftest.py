"""The servers, started when the first test wants them; they run until the tests of this folder are over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dns.real.eyes import Eyes
from tests.dns.real.knot import Knot
from tests.dns.real.nsd import Nsd
from tests.dns.real.places import (
    CHILD,
    NS1,
    NS2,
    PRIVATE,
    PUBLIC,
    REFUSING,
    SIGNING,
    SMALL,
    TOP,
    VALIDATING,
    free_port,
)
from tests.dns.real.unbound import Unbound
from tests.dns.real.world import EXAMPLE, World
from tests.dns.real.zones import LONG_NAME, LONG_VALUE, NAME, RIGHT, VALUE, apex, beside_example

WAY = {".": (TOP,), EXAMPLE: (NS1, NS2), "bogus.com.": (SIGNING,)}
"""How a resolver of this world gets to the zones."""
NOBODY_S_KEY = "bogus.com. IN DS 12345 13 2 " + "00" * 32


@pytest.fixture(scope="session")
def real_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("servers")


@pytest.fixture(scope="session")
def everybody(directory: Path, real_port: int) -> Iterator[World]:
    with World(directory, real_port, others=beside_example()) as world:
        yield world


@pytest.fixture
def world(everybody: World) -> World:
    """example.com with nothing in it, whatever the test before has left."""
    everybody.publish()
    return everybody


@pytest.fixture(scope="session")
def eyes(real_port: int) -> Eyes:
    return Eyes(real_port)


@pytest.fixture(scope="session")
def child(directory: Path, real_port: int) -> Iterator[Nsd]:
    """shop.example.com as a zone of its own; example.com must delegate it."""
    zone = "shop.example.com."
    server = Nsd(directory / "child", CHILD, real_port, {zone: apex(3, {"ns": CHILD}, primary="ns")})
    yield from _until_it_serves(server, zone, 3)


@pytest.fixture(scope="session")
def small(directory: Path, real_port: int) -> Iterator[Nsd]:
    """long.com at a server that sends no datagram longer than every network takes (RFC 1035 §4.2.1)."""
    text = apex(3, {"ns": SMALL}, primary="ns") + f"{LONG_NAME} 60 IN CNAME {LONG_VALUE}\n"
    server = Nsd(directory / "small", SMALL, real_port, {"long.com.": text}, datagram=512)
    yield from _until_it_serves(server, "long.com.", 3)


@pytest.fixture(scope="session")
def signing(directory: Path, real_port: int) -> Iterator[Knot]:
    """bogus.com signed with a key that nobody trusts, and tcp.com, which every datagram refers to TCP."""
    text = apex(3, {"ns": SIGNING}, primary="ns") + RIGHT
    server = Knot(directory / "signing", SIGNING, real_port, {"bogus.com.": text}, {"tcp.com.": text})
    try:
        server.until("bogus.com.", "DNSKEY", lambda answer: bool(answer.answer))
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def public(everybody: World, directory: Path, real_port: int) -> Iterator[Unbound]:
    """A resolver with a memory."""
    yield from _until_it_resolves(Unbound(directory / "public", PUBLIC, real_port, WAY))


@pytest.fixture(scope="session")
def validating(everybody: World, directory: Path, real_port: int) -> Iterator[Unbound]:
    """A resolver that trusts another key for bogus.com than the zone has."""
    server = Unbound(directory / "validating", VALIDATING, real_port, WAY, trust_anchors=[NOBODY_S_KEY])
    yield from _until_it_resolves(server)


@pytest.fixture(scope="session")
def private(everybody: World, directory: Path, real_port: int) -> Iterator[Unbound]:
    """A resolver that knows the record by itself, as the inside of a network with a private zone does."""
    inside = [f"{NAME} 60 IN CNAME {VALUE}"]
    yield from _until_it_resolves(Unbound(directory / "private", PRIVATE, real_port, WAY, local_data=inside))


@pytest.fixture(scope="session")
def refusing(directory: Path, real_port: int) -> Iterator[Unbound]:
    server = Unbound(directory / "refusing", REFUSING, real_port, WAY, access="refuse")
    try:
        server.until("guarded.com.", "SOA", lambda _: True)
        yield server
    finally:
        server.stop()


def _until_it_serves(server: Nsd, zone: str, serial: int) -> Iterator[Nsd]:
    try:
        server.until_serial(zone, serial)
        yield server
    finally:
        server.stop()


def _until_it_resolves(server: Unbound) -> Iterator[Unbound]:
    try:
        # Of the root: so that it has not yet asked anybody about the zones of the stories.
        server.until(".", "SOA", lambda answer: bool(answer.answer), rd=True)
        yield server
    finally:
        server.stop()
