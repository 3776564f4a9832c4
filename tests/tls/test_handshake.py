"""Handshakes with a real TLS server: the leaf by name, through a proxy, and everything that can fail."""

import asyncio
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from acm_tui.domain.served import Handshake
from acm_tui.tls.handshake import Target, Verification, handshake, prove
from tests.tls.serving import Odd, Relay, Server, fingerprint

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SHOP = "shop.example.com"
Respond = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]


async def shake(port: int, name: str | None = SHOP, **options: Any) -> Handshake:
    options = {"proxy": None, "timeout_s": 5, "now": lambda: AT, **options}
    return await handshake("lb", options.pop("address", "127.0.0.1"), port, name, **options)


async def test_the_leaf_follows_the_name_that_is_sent(server: Server) -> None:
    seen = await shake(server.port)
    assert seen == Handshake(
        load_balancer="lb",
        address="127.0.0.1",
        port=server.port,
        server_name=SHOP,
        at=AT,
        fingerprint=fingerprint(server.directory, SHOP),
        rtt_ms=seen.rtt_ms,
    )
    assert seen.rtt_ms is not None
    assert 0 < seen.rtt_ms < 5000
    assert (await shake(server.port, "www.example.com")).fingerprint == fingerprint(
        server.directory, "www.example.com"
    )
    assert server.names == [SHOP, "www.example.com"]


async def test_without_a_name_none_is_sent(server: Server, relay: Relay) -> None:
    direct = await shake(server.port, None)
    relayed = await shake(443, None, address="lb.example.com", proxy=relay.url)
    assert server.names == [None, None]
    assert direct.fingerprint == relayed.fingerprint == fingerprint(server.directory, "default")


async def test_no_session_is_resumed(server: Server) -> None:
    for _ in range(3):
        await shake(server.port)
    assert (len(server.names), server.resumed) == (3, 0)


async def test_the_connection_is_closed_afterwards(server: Server) -> None:
    await shake(server.port)
    await _until(lambda: server.ended == 1)


async def test_through_a_proxy(server: Server, relay: Relay) -> None:
    seen = await shake(443, address="198.51.100.10", proxy=relay.url)
    assert (seen.address, seen.port) == ("198.51.100.10", 443)
    assert seen.fingerprint == fingerprint(server.directory, SHOP)
    assert relay.heads == ["CONNECT 198.51.100.10:443 HTTP/1.1\r\nHost: 198.51.100.10:443\r\n\r\n"]


async def test_an_ipv6_address_and_credentials_for_the_proxy(server: Server, relay: Relay) -> None:
    proxy = relay.url.replace("http://", "http://me:p%40ss@")
    assert (await shake(443, address="2001:db8::1", proxy=proxy)).error is None
    assert relay.heads[0].startswith("CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n")
    assert "Proxy-Authorization: Basic bWU6cEBzcw==\r\n" in relay.heads[0]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "the proxy answered 502 Bad Gateway"),
        (b"HTTP/1.1 407\r\n\r\n", "the proxy answered 407"),
        (b"220 mail.example.com\r\n\r\n", "the proxy answered with something that is not HTTP"),
        (b"", "the proxy did not answer as an HTTP proxy does"),
        (b"x" * 200_000, "the proxy did not answer as an HTTP proxy does"),
    ],
)
async def test_a_proxy_that_refuses_is_named(answer: bytes, error: str) -> None:
    async with Relay(("127.0.0.1", 1), answer=answer) as relay:
        seen = await shake(443, proxy=relay.url)
    assert (seen.fingerprint, seen.rtt_ms, seen.error) == (None, None, error)


async def test_a_proxy_that_is_not_there_or_not_one() -> None:
    with _nobody() as port:
        seen = await shake(443, proxy=f"http://127.0.0.1:{port}")
    assert seen.error is not None
    assert seen.error.startswith("the proxy cannot be reached: ")
    for proxy in ("socks5://127.0.0.1:1080", "127.0.0.1:3128", "http://"):
        assert (
            await shake(443, proxy=proxy)
        ).error == f"{proxy!r} is not a proxy of the form http://host:port"
    assert (await shake(443, proxy="http://127.0.0.1:a")).error is not None


async def test_the_password_of_a_proxy_is_not_told() -> None:
    seen = await shake(443, proxy="https://ops:hunter2@proxy.example.com:3128")
    assert (
        seen.error
        == "'https://[redacted]@proxy.example.com:3128' is not a proxy of the form http://host:port"
    )


async def test_verified_against_a_given_authority(server: Server, made: Path) -> None:
    asked = Verification(made / "ca.pem")
    assert (await shake(server.port, verification=asked)).verified is True
    assert server.names == [SHOP, SHOP]
    # The server has nothing for this name and shows its default certificate.
    other = await shake(server.port, "other.example.com", verification=asked)
    assert (other.verified, other.error) == (False, None)
    assert other.fingerprint == fingerprint(server.directory, "default")


async def test_the_system_does_not_trust_the_tests_authority(server: Server) -> None:
    seen = await shake(server.port, verification=Verification())
    assert (seen.verified, seen.error) == (False, None)


async def test_what_cannot_be_verified_is_neither_true_nor_false(server: Server, made: Path) -> None:
    seen = await shake(server.port, verification=Verification(made / "missing.pem"))
    assert seen.verified is None
    assert seen.fingerprint == fingerprint(server.directory, SHOP)
    assert seen.error is not None
    assert seen.error.startswith("not verified: ")
    nameless = await shake(server.port, None, verification=Verification(made / "ca.pem"))
    assert (nameless.verified, nameless.error) == (None, None)


async def test_nobody_listening() -> None:
    with _nobody() as port:
        assert (await shake(port)).error == "connection refused"


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def _closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(5)


async def _babbling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 this is not TLS\r\n")
    await reader.read()


@pytest.mark.parametrize(
    ("respond", "error"),
    [
        (_silent, "no answer within 0.2 s"),
        (_closing, "the connection was closed during the handshake"),
        (_babbling, "TLS: "),
    ],
)
async def test_a_server_that_does_not_speak_tls(respond: Respond, error: str) -> None:
    async with Odd(respond) as server:
        seen = await shake(server.port, timeout_s=0.2)
    assert seen.error is not None
    assert seen.error.startswith(error)
    assert seen.fingerprint is None


async def test_a_name_that_cannot_be_sent(server: Server) -> None:
    seen = await shake(server.port, "a" * 64 + ".example.com")
    assert seen.fingerprint is None
    assert seen.error


async def test_cancelling_passes_through(server: Server) -> None:
    async with Relay(("127.0.0.1", server.port)) as relay:
        relay.hold = asyncio.Event()
        task = asyncio.create_task(shake(443, proxy=relay.url))
        await _until(lambda: bool(relay.heads))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        relay.hold.set()


async def test_many_at_once_but_not_too_many(server: Server, relay: Relay) -> None:
    relay.hold = asyncio.Event()
    targets = [Target("lb", "198.51.100.10", port, SHOP) for port in range(1, 22)]
    seen: list[Handshake] = []

    async def gather() -> None:
        async for one in prove(targets, proxy=relay.url, timeout_s=5, now=lambda: AT):
            seen.append(one)  # noqa: PERF401 - it is looked at while it grows

    task = asyncio.create_task(gather())
    await _until(lambda: len(relay.heads) == 16)
    relay.hold.set()
    await task
    assert relay.most_at_once == 16
    assert sorted(one.port for one in seen) == [target.port for target in targets]
    assert {one.fingerprint for one in seen} == {fingerprint(server.directory, SHOP)}


async def test_each_is_yielded_as_it_lands(server: Server, made: Path) -> None:
    async with Odd(_silent) as stalled:
        targets = [Target("lb", "127.0.0.1", port, SHOP) for port in (stalled.port, server.port)]
        run = prove(targets, proxy=None, timeout_s=60, now=lambda: AT)
        first = await anext(run)
        await run.aclose()
    assert (first.port, first.fingerprint) == (server.port, fingerprint(made, SHOP))


async def test_leaving_early_leaves_nothing_running(server: Server, relay: Relay) -> None:
    relay.hold = asyncio.Event()
    targets = [Target("lb", "192.0.2.1", port, None) for port in range(1, 4)]
    others = asyncio.all_tasks()
    run = prove(targets, proxy=relay.url, timeout_s=60, now=lambda: AT)
    first = asyncio.ensure_future(anext(run))
    await _until(lambda: len(relay.heads) == 3)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    relay.hold.set()
    await _until(lambda: relay.at_once == 0)
    assert [task for task in asyncio.all_tasks() - others - relay.tasks if not task.done()] == []


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - one wait for conditions of every kind
            await asyncio.sleep(0.005)


class _nobody:  # noqa: N801 - reads as a phrase
    """A port on loopback where nobody listens, kept free of others."""

    def __enter__(self) -> int:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        port: int = self._socket.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._socket.close()
