"""Step 5: what the monitor sees of the sandbox's load balancers while somebody swaps their certificates."""

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from acm_tui.domain.monitor import Watched
from acm_tui.domain.served import ServingHost
from acm_tui.workflow.monitor import Monitor
from tests.workflow.monitored import Scene, until
from tests.workflow.story import DEVICES, ORDERS, SHOP, Clients, Operator


@pytest.fixture
def scene(operator: Operator, clients: Clients) -> Callable[[str], Scene]:
    return lambda domain: Scene(operator, clients, domain)


@pytest.mark.parametrize(("domain", "http"), [(DEVICES, False), (ORDERS, True), (SHOP, True)])
def test_the_old_one_then_the_new_one_and_nobody_notices(
    scene: Callable[[str], Scene], domain: str, http: bool
) -> None:
    here = scene(domain)
    assert {host.http for host in here.hosts} == {http}
    with here.monitor() as monitor:
        before = monitor.figures()
        assert [one.listener_arn for one in before] == [host.listener_arn for host in here.hosts]
        for one, host in zip(before, here.hosts, strict=True):
            # Two addresses each; everything has answered once before anything is changed.
            assert one.old >= 2 * len(host.server_names)
            assert (one.new, one.held) == (0, "held")
        assert not monitor.settle(0.3)
        here.swap()
        assert monitor.settle(20)
        settled = monitor.figures()
    assert monitor.trouble is None
    for one, host in zip(settled, here.hosts, strict=True):
        assert one.new >= 2 * 2 * len(host.server_names)
        assert (one.failed, one.flaps, one.longest_gap_ms, one.unreached) == (0, 0, None, ())
        assert (one.held, one.held_error) == ("held", None)
        assert one.first_new_at is not None
        assert one.last_old_at is not None
        assert before[0].last_old_at is not None
        assert monitor.begun <= before[0].last_old_at < one.first_new_at <= monitor.ended
    if domain != SHOP:  # one certificate in two roles is swapped in two calls, and both are seen in between
        assert {one.other for one in settled} == {0}


def test_the_way_back_is_watched_the_same_way(scene: Callable[[str], Scene]) -> None:
    here = scene(DEVICES)
    here.swap()
    with Monitor(here.services, here.hosts, here.leaf(here.old), here.leaf(here.new)) as monitor:
        here.swap(put=here.old, leaving=here.new)
        assert monitor.settle(20)
    (one,) = monitor.figures()
    assert one.old >= 2
    assert one.new >= 4
    assert (one.other, one.failed, one.flaps) == (0, 0, 0)


def test_a_certificate_that_comes_back_is_a_flap_and_nothing_settles(scene: Callable[[str], Scene]) -> None:
    here = scene(DEVICES)
    with here.monitor() as monitor:
        here.swap()
        assert monitor.settle(20)
        here.swap(put=here.old, leaving=here.new)
        assert not monitor.settle(1)
    assert monitor.figures()[0].flaps >= 2


def test_after_the_end_nothing_moves_any_more(scene: Callable[[str], Scene]) -> None:
    here = scene(SHOP)
    with here.monitor() as monitor:
        pass
    ended, figures = monitor.ended, monitor.figures()
    assert monitor.settle(60) is False
    assert (monitor.ended, monitor.figures()) == (ended, figures)
    assert monitor.begun <= ended <= here.services.clock()


def test_the_figures_are_told_when_they_change_and_not_too_often(scene: Callable[[str], Scene]) -> None:
    here = scene(DEVICES)
    told: list[tuple[float, tuple[Watched, ...], str]] = []

    def listen(figures: tuple[Watched, ...]) -> None:
        told.append((time.monotonic(), figures, threading.current_thread().name))

    with here.monitor(on_watched=listen) as monitor:
        here.swap()
        assert monitor.settle(20)
        until(lambda: len(told) >= 3)
        until(lambda: monitor.figures() != told[-1][1])
    times = [when for when, _, _ in told]
    assert all(after - before >= 0.24 for before, after in pairwise(times[:-1]))
    assert all(one != other for (_, one, _), (_, other, _) in pairwise(told))
    assert {thread for _, _, thread in told} == {"monitor"}
    assert told[-1][1] == monitor.figures()


def test_the_interval_is_the_real_one(scene: Callable[[str], Scene]) -> None:
    here = scene(DEVICES)
    with here.monitor() as monitor:
        assert monitor.interval_ms == 250
    (host,) = here.hosts
    names = tuple(f"{number}.example.com" for number in range(60))
    with here.monitor((ServingHost(host.load_balancer, host.host, host.port, names),)) as monitor:
        assert monitor.interval_ms == 1000
        assert monitor.figures()[0].interval_ms == 1000


async def test_neither_the_event_loop_nor_the_thread_that_enters_is_held_up(
    scene: Callable[[str], Scene],
) -> None:
    here = await asyncio.to_thread(scene, DEVICES)
    beats: list[datetime] = []

    async def screen() -> None:
        while True:
            beats.append(here.services.clock())
            await asyncio.sleep(0.01)

    def cutover() -> bool:
        with here.monitor() as monitor:
            here.swap()
            return monitor.settle(20)

    drawing = asyncio.create_task(screen())
    assert await asyncio.to_thread(cutover)
    drawing.cancel()
    await asyncio.wait({drawing})
    assert max(after - before for before, after in pairwise(beats)) < timedelta(seconds=1)


def test_a_listener_that_goes_away_shows_as_failures_and_a_gap(scene: Callable[[str], Scene]) -> None:
    here = scene(ORDERS)
    with here.monitor() as monitor:
        balancer = here.attached.load_balancers[0]
        here.clients("elb").delete_load_balancer_listeners(
            LoadBalancerName=balancer.name, LoadBalancerPorts=[here.attached.listeners[0].port]
        )
        until(lambda: monitor.figures()[0].failed >= 2)
        assert not monitor.settle(0.3)
    one = monitor.figures()[0]
    assert one.longest_gap_ms is not None
    assert one.longest_gap_ms >= 250
    assert one.unreached == ()
