"""Step 5: what the monitor cannot see, and what goes wrong in itself: told, and nobody waits for it."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from acm_tui.domain.monitor import Watched
from acm_tui.domain.served import ServingHost
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow.monitor import Monitor
from acm_tui.workflow.services import Services
from tests.workflow.monitored import Scene, soon, until
from tests.workflow.story import DEVICES, SHOP, Clients, Operator


@pytest.fixture
def scene(operator: Operator, clients: Clients) -> Callable[[str], Scene]:
    return lambda domain: Scene(operator, clients, domain)


def test_a_listener_to_the_figures_that_fails_is_told_of_and_stops_nothing(
    scene: Callable[[str], Scene],
) -> None:
    here = scene(DEVICES)

    def broken(_: tuple[Watched, ...]) -> None:
        raise LookupError("no such widget")

    with here.monitor(on_watched=broken) as monitor:
        until(lambda: monitor.trouble is not None)
        here.swap()
        assert monitor.settle(20)
    assert monitor.trouble == "The monitor failed: LookupError: no such widget"
    assert monitor.figures()[0].new >= 4


def test_what_cannot_be_reached_is_not_seen_and_does_not_hold_the_cutover_up(
    scene: Callable[[str], Scene],
) -> None:
    here = scene(DEVICES)
    away = replace(here.services, tls=TlsSettings(proxy="http://127.0.0.1:9"))
    with soon(), here.monitor(services=away) as monitor:
        assert monitor.settle(60)
    (one,) = monitor.figures()
    assert (one.seen, one.failed, one.longest_gap_ms, len(one.unreached)) == (0, 0, None, 2)
    assert one.held == "not seen"
    assert (one.held_error or "").startswith("the proxy cannot be reached")


def test_a_host_without_addresses_is_named_with_the_reason_and_the_others_are_watched(
    scene: Callable[[str], Scene],
) -> None:
    here = scene(DEVICES)
    nowhere = ServingHost("gone-nlb", "gone.example.net", 443, (SHOP, None), "gone")
    with here.monitor((nowhere, *here.hosts)) as monitor:
        pass
    gone, there = monitor.figures()
    assert (gone.unreached, gone.held, gone.held_address) == (
        ("gone.example.net",),
        "not seen",
        "gone.example.net",
    )
    assert "gone.example.net" in (gone.held_error or "")
    assert there.old >= 2
    assert there.held == "held"
    with soon(), here.monitor((nowhere,)) as monitor:
        assert monitor.settle(60)


def test_without_hosts_nothing_is_done(services: Services) -> None:
    threads = threading.active_count()
    with Monitor(services, (), "new", None) as monitor:
        assert threading.active_count() == threads
        assert monitor.settle(60)
    assert (monitor.figures(), monitor.trouble) == ((), None)
    assert monitor.begun <= monitor.ended


def test_who_does_not_want_to_wait_does_not_wait(scene: Callable[[str], Scene]) -> None:
    here = scene(DEVICES)
    stop = threading.Event()
    with here.monitor() as monitor:
        threading.Timer(0.1, stop.set).start()
        with soon():
            assert monitor.settle(60, stop) is False
            assert monitor.settle(60, stop) is False


def test_a_fault_in_the_monitor_is_kept_and_nobody_waits_for_it(
    scene: Callable[[str], Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = scene(DEVICES)

    async def none_left(*_: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("acm_tui.tls.handshake.connect", none_left)
    with soon(), here.monitor() as monitor:
        assert monitor.settle(60) is False
    assert monitor.trouble == "The monitor failed: OSError: [Errno 24] Too many open files"
    assert monitor.figures()[0].blind_from is not None

    def no_loop(*_: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("asyncio.runners.events.new_event_loop", no_loop)
    with soon(), here.monitor() as monitor:
        assert monitor.settle(60) is False
    assert monitor.trouble == "The monitor failed: OSError: [Errno 24] Too many open files"
    assert monitor.figures()[0].blind_from is not None


def test_from_when_on_it_saw_nothing_is_told_and_what_was_seen_before_stays(
    scene: Callable[[str], Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = scene(DEVICES)
    with soon(), here.monitor() as monitor:
        (before,) = monitor.figures()
        assert (before.old >= 2, before.blind_from) == (True, None)
        broken_at = here.services.clock()
        monkeypatch.setattr("acm_tui.tls.monitor.handshake", _none_left)
        until(lambda: monitor.trouble is not None)
        here.swap()
        assert monitor.settle(60) is False
        (one,) = monitor.figures()
    assert one.blind_from is not None
    assert broken_at <= one.blind_from <= monitor.ended
    assert (one.new, one.in_place) == (0, False)
    assert one.old >= before.old


async def _none_left(*_: object, **__: object) -> None:
    raise OSError(24, "Too many open files")


def test_leaving_is_not_being_blind(scene: Callable[[str], Scene]) -> None:
    here = scene(DEVICES)
    with here.monitor() as monitor:
        pass
    assert (monitor.figures()[0].blind_from, monitor.trouble) == (None, None)


def test_the_addresses_are_not_found_for_a_fault_of_ours(
    scene: Callable[[str], Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = scene(DEVICES)

    async def broken(*_: object) -> None:
        raise LookupError("no such resolver")

    monkeypatch.setattr("acm_tui.workflow.monitor_loop.locate", broken)
    with soon(), here.monitor() as monitor:
        assert monitor.settle(60) is False
    assert monitor.trouble == "The monitor failed: LookupError: no such resolver"
