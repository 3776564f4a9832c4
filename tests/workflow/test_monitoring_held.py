"""Step 5: the connection that is kept open through the swap: held is only what was used again after it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from acm_tui.domain.monitor import HeldState
from acm_tui.domain.served import ServingHost
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow.monitor import Monitor
from tests.tls.serving import Conversing, Relay, certificates, fingerprint
from tests.workflow.monitored import Scene, soon, until
from tests.workflow.story import DEVICES, SHOP, Clients, Operator

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass
class Place:
    """A server of the test in the place of the load balancer, under the eyes of a monitor."""

    server: Conversing
    relay: Relay
    monitor: Monitor

    @property
    def held(self) -> HeldState:
        return self.monitor.figures()[0].held

    async def comes_to(self, held: HeldState) -> None:
        await asyncio.to_thread(until, lambda: self.held == held)

    async def is_left(self) -> None:
        async with asyncio.timeout(5):
            while self.relay.at_once:  # noqa: ASYNC110 - the relay says so by a number
                await asyncio.sleep(0.005)

    async def was_asked(self, times: int) -> None:
        await asyncio.to_thread(until, lambda: len(self.server.heads) == times)


Watching = Callable[..., AbstractAsyncContextManager[Place]]


@pytest.fixture
def watching(operator: Operator, clients: Clients, tmp_path: Path) -> Watching:
    certificates(tmp_path)

    @asynccontextmanager
    async def watched(*, http: bool = True, timeout_s: float = 5.0) -> AsyncIterator[Place]:
        here = await asyncio.to_thread(Scene, operator, clients, DEVICES)
        hosts = tuple(
            ServingHost(one.load_balancer, one.host, one.port, (SHOP,), http=http) for one in here.hosts
        )
        async with Conversing(tmp_path, OK) as server, Relay(("127.0.0.1", server.port)) as relay:
            services = replace(here.services, tls=TlsSettings(proxy=relay.url, timeout_s=timeout_s))
            place = Place(server, relay, Monitor(services, hosts, fingerprint(tmp_path, SHOP), None))
            await asyncio.to_thread(place.monitor.__enter__)
            try:
                await place.comes_to("held")
                await place.was_asked(1 if http else 0)
                yield place
            finally:
                await asyncio.to_thread(place.monitor.__exit__, None, None, None)
            await place.is_left()

    return watched


async def test_one_that_the_server_ends_is_a_cut_and_at_the_end_none_is_left_open(watching: Watching) -> None:
    async with watching() as place:
        assert [one.name for one in threading.enumerate()].count("monitor") == 1
        await asyncio.to_thread(place.monitor.settle, 20)
        place.server.reset()
        await place.comes_to("cut")
    assert [one.name for one in threading.enumerate()].count("monitor") == 0
    (one,) = place.monitor.figures()
    assert (one.held_error or "").endswith(" s after its last answer")
    assert place.monitor.trouble is None


async def test_after_the_last_call_it_is_used_once_more_and_its_answer_is_waited_for(
    watching: Watching,
) -> None:
    async with watching() as place:
        assert await asyncio.to_thread(place.monitor.settle, 20)
        assert (place.held, len(place.server.heads)) == ("held", 2)


async def test_one_that_went_mute_at_the_swap_is_a_cut(watching: Watching) -> None:
    async with watching(timeout_s=1) as place:
        place.server.mute = True
        assert await asyncio.to_thread(place.monitor.settle, 20), "new handshakes show what they should"
        assert place.held == "cut"
    (one,) = place.monitor.figures()
    assert one.held_error == "a request on it was not answered within 1 s, as the ones before were"


async def test_who_does_not_wait_for_the_answer_does_not_know(watching: Watching) -> None:
    async with watching(timeout_s=60) as place:
        place.server.mute = True
        enough = threading.Event()
        settling = asyncio.create_task(asyncio.to_thread(place.monitor.settle, 60, enough))
        await place.was_asked(2)
        assert place.held == "not known", "while its answer is awaited"
        enough.set()
        await settling
    assert place.held == "not known"


async def test_also_where_the_swap_stopped_half_way_it_is_used_once_more(watching: Watching) -> None:
    async with watching(timeout_s=1) as place:
        await asyncio.to_thread(place.monitor.ask_held)
        assert (place.held, len(place.server.heads)) == ("held", 2)
        place.server.mute = True
        await asyncio.to_thread(place.monitor.ask_held)
        assert place.held == "cut"


async def test_one_that_is_only_listened_to_is_waited_for_by_nobody(watching: Watching) -> None:
    async with watching(http=False, timeout_s=60) as place:
        with soon():
            assert await asyncio.to_thread(place.monitor.settle, 60)
        assert (place.held, place.server.heads) == ("held", [])
