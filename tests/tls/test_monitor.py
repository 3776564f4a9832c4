"""Handshakes on a beat, with real TLS servers: nothing is resumed, and nobody waits for the slow ones."""

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from acm_tui.domain.monitoring import Monitoring
from acm_tui.domain.served import Handshake, ServingHost
from acm_tui.tls.handshake import Target, handshake, unverified
from acm_tui.tls.monitor import beat, watch
from tests.tls.serving import Odd, Relay, Server, by_hand, fingerprint

SHOP = "shop.example.com"
WWW = "www.example.com"


def now() -> datetime:
    return datetime.now(UTC)


def target(server: Server | Odd, name: str | None = SHOP) -> Target:
    return Target("shop", "127.0.0.1", server.port, name)


def watching(targets: Iterable[Target], **options: Any) -> AsyncGenerator[Handshake, None]:
    options = {"interval_s": 0.05, "proxy": None, "timeout_s": 5, "now": now, **options}
    return watch(list(targets), **options)


async def seen(
    targets: Iterable[Target], enough: Callable[[list[Handshake]], bool], **options: Any
) -> list[Handshake]:
    """What is seen until it is *enough*."""
    found: list[Handshake] = []
    async with asyncio.timeout(20), aclosing(watching(targets, **options)) as run:
        async for one in run:
            found.append(one)
            if enough(found):
                break
    return found


@pytest.mark.parametrize(
    ("count", "interval_s", "per_second", "real_s"),
    [
        (0, 0.25, 120, 0.25),
        (1, 0.25, 120, 0.25),
        (30, 0.25, 120, 0.25),
        (60, 0.25, 120, 0.5),
        (480, 0.25, 120, 4),
    ],
)
def test_with_more_targets_each_is_asked_less_often(
    count: int, interval_s: float, per_second: float, real_s: float
) -> None:
    assert beat(count, interval_s, per_second) == real_s


async def test_each_is_asked_on_a_beat_of_its_beginnings() -> None:
    """The answer takes most of the interval, and the next handshake does not wait for it any longer."""

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.06)

    async with Odd(late) as slow:
        found = await seen([target(slow)], lambda found: len(found) == 9, interval_s=0.1)
    gaps = [(after.at - before.at) / timedelta(seconds=1) for before, after in pairwise(found)]
    assert median(gaps) == pytest.approx(0.1, abs=0.03)


async def test_no_more_are_begun_in_a_second_than_allowed_and_all_take_turns(server: Server) -> None:
    names = [f"{number}.example.com" for number in range(20)]
    targets = [target(server, name) for name in names]
    found = await seen(targets, lambda found: len(found) == 60, per_second=100)
    asked = sorted(found, key=lambda one: one.at)
    assert [one.server_name for one in asked[:20]] == names
    assert {one.server_name for one in asked[20:]} == set(names)
    # Ten take a tenth of a second, but for the machine's own unrest; with no limit they would take 25 ms.
    for first, later in zip(asked, asked[10:], strict=False):
        assert (later.at - first.at) / timedelta(milliseconds=1) > 60


async def test_a_dead_target_is_asked_once_at_a_time_and_delays_no_other(server: Server) -> None:
    accepted = 0

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal accepted
        accepted += 1
        await reader.read()
        await asyncio.Event().wait()

    async with Odd(silent) as dead:
        both = [target(dead), target(server)]
        found = await seen(both, lambda found: len(found) == 8)
        assert {one.port for one in found} == {server.port}
        assert accepted == 1
        found = await seen(
            both, lambda found: sum(one.port == dead.port for one in found) == 2, timeout_s=0.2
        )
    gone = [one for one in found if one.port == dead.port]
    assert [one.error for one in gone] == ["no answer within 0.2 s"] * 2
    assert gone[1].at - gone[0].at >= timedelta(seconds=0.2)
    assert len(found) - 2 >= 4


async def test_a_peer_that_never_says_goodbye_does_not_hold_the_beat_up(made: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made / f"{SHOP}.pem")

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await by_hand(context, reader, writer)
        await reader.read()
        await asyncio.Event().wait()

    async with Odd(mute) as server:
        found = await seen([target(server)], lambda found: len(found) == 4)
    assert {one.fingerprint for one in found} == {fingerprint(made, SHOP)}
    assert found[-1].at - found[0].at < timedelta(seconds=1)


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_no_session_is_resumed_by_ticket_or_by_id(made: Path, newest: ssl.TLSVersion) -> None:
    async with Server(made, newest=newest) as server:
        found = await seen([target(server)], lambda found: len(found) == 6, interval_s=0.01)
        await _until(lambda: server.ended >= 6)
        assert server.resumed == 0
        assert {one.fingerprint for one in found} == {fingerprint(made, SHOP)}
        # It could have been: this server resumes for those who keep their session.
        assert await asyncio.to_thread(_resumes, server.port, newest)


def _resumes(port: int, newest: ssl.TLSVersion) -> bool:
    """Whether the second of two handshakes resumes the session of the first when it is asked to."""
    context = unverified()
    context.maximum_version = newest
    if newest is ssl.TLSVersion.TLSv1_3:
        context.options &= ~ssl.OP_NO_TICKET
    session = None
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", port)) as raw:
            tls = context.wrap_socket(raw, server_hostname=SHOP, session=session)
            with tls:
                tls.settimeout(0.2)
                with suppress(TimeoutError):
                    tls.read(1)  # with TLS 1.3 the ticket comes after the handshake
                session, resumed = tls.session, tls.session_reused
                with suppress(OSError):
                    tls.unwrap()  # a session that ends without it is forgotten by the server
    return bool(resumed)


async def test_a_swap_is_seen_as_it_happens(server: Server, made: Path) -> None:
    server.shows = SHOP
    fold = Monitoring([ServingHost("shop", "", server.port, (SHOP, None))], *leaves(made, WWW, SHOP))

    def enough(found: list[Handshake]) -> bool:
        fold.add(found[-1])
        if len(found) == 4:
            server.shows = WWW
        return fold.settled(2)

    await seen([target(server), target(server, None)], enough)
    (one,) = fold.watched()
    assert one.old >= 4
    assert one.new >= 4
    assert (one.other, one.failed, one.flaps, one.longest_gap_ms, one.unreached) == (0, 0, 0, None, ())


async def test_a_server_that_drops_for_600_ms_shows_a_gap_of_about_that(server: Server, made: Path) -> None:
    fold = Monitoring([ServingHost("shop", "", server.port, (SHOP,))], *leaves(made, SHOP, WWW))
    down_at: datetime | None = None

    def enough(found: list[Handshake]) -> bool:
        nonlocal down_at
        fold.add(found[-1])
        if down_at is None:
            down_at = now()
            server.down = True
        elif now() - down_at > timedelta(milliseconds=600):
            server.down = False
        return not server.down and found[-1].fingerprint is not None

    found = await seen([target(server)], enough, interval_s=0.1)
    assert all(one.error is not None for one in found[1:-1])
    (one,) = fold.watched()
    assert one.failed == len(found) - 2
    assert one.longest_gap_ms is not None
    assert 600 <= one.longest_gap_ms < 1000


async def test_one_address_of_two_that_stays_old_is_told(server: Server, made: Path) -> None:
    async with Server(made) as other:
        other.shows = SHOP
        server.shows = WWW
        relays = {"192.0.2.1": server, "192.0.2.2": other}
        found = []
        for address, behind in relays.items():
            async with Relay(("127.0.0.1", behind.port)) as relay:
                found += await seen(
                    [Target("shop", address, 443, SHOP)], lambda some: len(some) == 3, proxy=relay.url
                )
    fold = Monitoring([ServingHost("shop", "", 443, (SHOP,))], *leaves(made, WWW, SHOP))
    for one in found:
        fold.add(one)
    assert (fold.watched()[0].new, fold.watched()[0].old) == (3, 3)
    assert not fold.settled(2)


async def test_leaving_ends_every_handshake_that_is_under_way(server: Server, relay: Relay) -> None:
    relay.hold = asyncio.Event()
    others = asyncio.all_tasks()
    run = watching([Target("shop", "192.0.2.1", port, None) for port in (1, 2, 3)], proxy=relay.url)
    first = asyncio.ensure_future(anext(run))
    await _until(lambda: len(relay.heads) == 3)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await run.aclose()
    relay.hold.set()
    await _until(lambda: relay.at_once == 0)
    assert [task for task in asyncio.all_tasks() - others - relay.tasks if not task.done()] == []


async def test_leaving_while_a_goodbye_is_awaited_closes_the_connection(made: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made / f"{SHOP}.pem")
    closing, closed = asyncio.Event(), asyncio.Event()

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await by_hand(context, reader, writer)
        closing.set()
        while await reader.read(65536):
            pass
        closed.set()

    async with Odd(mute) as server:
        shaking = asyncio.create_task(
            handshake("shop", "127.0.0.1", server.port, SHOP, proxy=None, timeout_s=5, now=now, goodbye_s=60)
        )
        async with asyncio.timeout(5):
            await closing.wait()
            shaking.cancel()
            await asyncio.wait({shaking})
            assert shaking.cancelled()
            await closed.wait()


async def test_a_machine_without_file_descriptors_is_not_the_servers_failure(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none_left(*_: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("acm_tui.tls.handshake.connect", none_left)
    with pytest.raises(OSError, match="Too many open files"):
        await seen([target(server)], lambda _: False)


async def test_with_nothing_to_watch_it_ends_at_once() -> None:
    assert await seen([], lambda _: False) == []


def leaves(made: Path, *names: str) -> Iterable[str]:
    return [fingerprint(made, name) for name in names]


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - one wait for conditions of every kind
            await asyncio.sleep(0.005)
