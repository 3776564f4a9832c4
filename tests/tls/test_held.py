"""One connection that is kept open, against real servers: how it ends, and what may be said of that."""

import asyncio
import itertools
import re
import socket
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from acm_tui.domain.monitor import Held
from acm_tui.tls.handshake import Target
from acm_tui.tls.held import hold
from tests.tls.serving import Conversing, Odd, Relay, Server, by_hand

SHOP = "shop.example.com"
AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OK = b"HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n"


def holding(server: Server | Odd, **options: Any) -> AsyncGenerator[Held, None]:
    options = {"http": True, "proxy": None, "timeout_s": 5, "now": lambda: AT, **options}
    name = options.pop("name", SHOP)
    return hold(Target("shop", options.pop("address", "127.0.0.1"), server.port, name), **options)


def said(look: Held) -> tuple[str, str | None]:
    """What a look says; how long something took is the machine's affair."""
    return look.state, look.error and re.sub(r"\d+\.\d s after", "soon after", look.error)


async def states(server: Server | Odd, **options: Any) -> list[tuple[str, str | None]]:
    """Everything that is said of a connection that ends by itself."""
    async with asyncio.timeout(20):
        return [said(look) async for look in holding(server, **options)]


async def test_it_is_held_as_soon_as_it_stands_and_is_used_at_once_and_on_every_beat(made: Path) -> None:
    async with Conversing(made, OK) as server, aclosing(holding(server, beat_s=0.02)) as looks:
        look = await anext(looks)
        assert look == Held(
            load_balancer="shop", port=server.port, address="127.0.0.1", state="held", at=AT, used=True
        )
        further = asyncio.ensure_future(anext(looks))
        await _until(lambda: len(server.heads) == 4)
        assert server.accepted == 1
        assert server.names == [SHOP]
        assert server.heads[0].startswith(f"HEAD / HTTP/1.1\r\nHost: {SHOP}:{server.port}\r\nUser-Agent: ")
        assert "\r\nConnection: keep-alive\r\n\r\n" in server.heads[0]
        assert not further.done()
        further.cancel()
        await asyncio.wait({further})
    await _until(lambda: server.ended == 1)


async def test_it_is_used_once_more_when_that_is_asked_and_the_answer_is_told(made: Path) -> None:
    asked = asyncio.Event()
    moments = (AT + timedelta(seconds=second) for second in itertools.count())
    holds = {"beat_s": 60, "asked": asked, "now": lambda: next(moments)}
    async with Conversing(made, OK) as server, aclosing(holding(server, **holds)) as looks:
        stood = await anext(looks)
        before = stood.at
        for count in (2, 3):
            further = asyncio.ensure_future(anext(looks))
            await _until(lambda count=count: len(server.heads) == count - 1)  # type: ignore[misc]  # bound at once
            assert not further.done(), "what was sent on its own beat is not told"
            asked.set()
            look = await further
            assert (look.state, look.used, look.error, len(server.heads)) == ("held", True, None, count)
            assert look.at > before, "when the request was sent"
            before = look.at


async def test_what_is_asked_while_an_answer_is_awaited_is_sent_after_it(made: Path) -> None:
    """Only a request that was sent after the asking shows that the connection lived then."""
    asked, answering = asyncio.Event(), asyncio.Event()

    class Slow(Conversing):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while True:
                self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
                await answering.wait()
                writer.write(OK)

    async with Slow(made, OK) as server, aclosing(holding(server, beat_s=60, asked=asked)) as looks:
        await anext(looks)
        further = asyncio.ensure_future(anext(looks))
        await _until(lambda: len(server.heads) == 1)
        asked.set()
        answering.set()
        assert (await further).used
        assert len(server.heads) == 2


async def test_what_does_not_speak_http_is_only_kept_open(made: Path) -> None:
    async with Conversing(made, OK) as server, aclosing(holding(server, http=False, beat_s=0.01)) as looks:
        assert (await anext(looks)).state == "held"
        further = asyncio.ensure_future(anext(looks))
        await _until(lambda: server.accepted == 1)
        server.reset()
        look = await further
        assert said(look) == ("cut", "it was reset, soon after it was opened")
        assert server.heads == []


async def test_a_reset_is_a_cut(made: Path) -> None:
    async with Conversing(made, OK) as server, aclosing(holding(server, beat_s=0.02)) as looks:
        await anext(looks)
        further = asyncio.ensure_future(anext(looks))
        await _until(lambda: len(server.heads) == 2)  # so the first one's answer has come
        server.reset()
        look = await further
    assert said(look) == ("cut", "it was reset, soon after its last answer")


async def test_a_close_without_a_word_is_a_cut_and_the_next_connection_shows_that_it_was_no_rule(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acm_tui.tls.kept._SHORTEST_RULE_S", 0.05)
    async with (
        Conversing(made, OK, closes_after_s=0.1) as server,
        aclosing(holding(server, beat_s=60, timeout_s=0.5)) as looks,
    ):
        assert (await anext(looks)).state == "held"
        look = await anext(looks)
        assert said(look) == ("cut", "the server closed it, soon after its last answer")
        server.closes_after_s = None
        assert [one async for one in looks] == []
        assert server.accepted == 2


async def test_a_server_that_ends_every_connection_after_the_same_time_has_a_rule(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acm_tui.tls.kept._SHORTEST_RULE_S", 0.05)
    async with Conversing(made, OK, closes_after_s=0.1) as server:
        told = await states(server, beat_s=60)
        assert server.accepted == 3
    assert told == [
        ("held", None),
        ("cut", "the server closed it, soon after its last answer"),
        ("closed early", "as with every connection, the server closed it, soon after its last answer"),
    ]


async def test_what_ends_sooner_than_any_idle_timeout_is_not_taken_for_one(made: Path) -> None:
    async with Conversing(made, OK, closes_after_s=0.1) as server:
        told = await states(server, beat_s=60)
        assert server.accepted == 1
    assert told == [("held", None), ("cut", "the server closed it, soon after its last answer")]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "the server announced it (Connection: close)"),
        (b"HTTP/1.1 200 OK\r\nCONNECTION: x, Close\r\n\r\n", "the server announced it (Connection: close)"),
        (b"HTTP/1.0 200 OK\r\nX: close\r\n\r\n", "the server keeps no connection open (HTTP/1.0)"),
    ],
)
async def test_what_the_server_announces_is_no_cut(made: Path, answer: bytes, why: str) -> None:
    async with Conversing(made, OK, answer.replace(b"Close", b"close")) as server:
        assert await states(server, beat_s=0.01) == [("held", None), ("closed early", why)]


async def test_an_announcement_while_nothing_was_asked_counts_too(made: Path) -> None:
    gone = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n"
    async with Conversing(made, OK + gone) as server:
        told = await states(server, beat_s=60)
    assert told == [("held", None), ("closed early", "the server announced it (Connection: close)")]


@pytest.mark.parametrize(
    "answer",
    [
        OK,
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nConnection: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nX-Note: connection: none\r\n\r\n",
    ],
)
async def test_whatever_is_answered_the_connection_goes_on(made: Path, answer: bytes) -> None:
    async with Conversing(made, answer) as server, aclosing(holding(server, beat_s=0.01)) as looks:
        await anext(looks)
        further = asyncio.ensure_future(anext(looks))
        await _until(lambda: len(server.heads) == 3)
        assert (server.accepted, further.done()) == (1, False)
        further.cancel()
        await asyncio.wait({further})


async def test_a_body_that_should_not_come_makes_no_flood_of_requests(made: Path) -> None:
    chatty = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000
    asked = asyncio.Event()
    async with Conversing(made, chatty) as server, aclosing(holding(server, beat_s=60, asked=asked)) as looks:
        await anext(looks)
        further = asyncio.ensure_future(anext(looks))
        await _until(lambda: len(server.heads) == 1)
        asked.set()
        await _until(lambda: len(server.heads) == 2)
        server.reset()
        await further
        assert len(server.heads) == 2


async def test_a_connection_that_answers_no_more_is_cut(made: Path) -> None:
    async with Conversing(made, OK, OK, None) as server:
        told = await states(server, beat_s=0.01, timeout_s=0.1)
        assert len(server.heads) == 3
    assert told == [
        ("held", None),
        ("cut", "a request on it was not answered within 0.1 s, as the ones before were"),
    ]


async def test_a_server_that_never_answered_may_be_slow_and_is_only_listened_to(made: Path) -> None:
    async with (
        Conversing(made, None) as server,
        aclosing(holding(server, beat_s=0.01, timeout_s=0.05)) as looks,
    ):
        assert (await anext(looks)).used
        listened_to = await anext(looks)
        assert (listened_to.state, listened_to.used, len(server.heads)) == ("held", False, 1)
        further = asyncio.ensure_future(anext(looks))
        done, _ = await asyncio.wait({further}, timeout=0.2)
        assert (done, len(server.heads)) == (set(), 1)
        server.reset()
        assert (await further).state == "cut"


async def test_one_that_closes_every_time_instead_of_answering_has_a_rule(made: Path) -> None:
    async with Conversing(made, None, closes_after_s=0.02) as server:
        told = await states(server)
        assert server.accepted == 3
    assert [state for state, _ in told] == ["held", "cut", "closed early"]
    assert told[1][1] == "the server closed it instead of answering, soon after it was opened"


async def test_a_server_that_wants_a_client_certificate_is_not_seen(made: Path) -> None:
    """With TLS 1.3 the handshake is over for the client before it is told so."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made / f"{SHOP}.pem")
    context.load_verify_locations(made / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED

    async def strict(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with pytest.raises(ssl.SSLError):
            await by_hand(context, reader, writer)
        writer.write_eof()
        await reader.read()

    async with Odd(strict) as server:
        told = await states(server)
    assert told == [("held", None), ("not seen", "TLS: tlsv13 alert certificate required")]


async def test_one_that_cannot_be_made_is_not_seen(server: Server) -> None:
    ((state, error),) = await states(server, name="a" * 64 + ".example.com")
    assert (state, bool(error)) == ("not seen", True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = Target("shop", "127.0.0.1", taken.getsockname()[1], SHOP)
        looks = hold(nobody, http=True, proxy=None, timeout_s=5, now=lambda: AT)
        assert [(look.state, look.error) async for look in looks] == [("not seen", "connection refused")]


async def test_through_a_proxy_and_without_a_name(made: Path) -> None:
    async with Conversing(made, OK) as server, Relay(("127.0.0.1", server.port)) as relay:
        server.port = 443  # the relay leads there whatever is asked
        looks = holding(server, address="2001:db8::1", name=None, proxy=relay.url)
        async with aclosing(looks):
            assert (await anext(looks)).address == "2001:db8::1"
            further = asyncio.ensure_future(anext(looks))
            await _until(lambda: len(server.heads) == 1)
            assert relay.heads[0].startswith("CONNECT [2001:db8::1]:443 ")
            assert server.names == [None]
            assert "\r\nHost: [2001:db8::1]\r\n" in server.heads[0]
            further.cancel()
            await asyncio.wait({further})


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - one wait for conditions of every kind
            await asyncio.sleep(0.005)
