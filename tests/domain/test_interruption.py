"""What clients noticed, added up over every watching."""

from __future__ import annotations

from datetime import timedelta

from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.interruption import interruption
from acm_tui.domain.monitor import Watched
from tests.domain.stories import NEW, START, listener_arn


def watched(port: int = 443, **seen: object) -> Watched:
    figures = {"listener_arn": listener_arn(str(port)), "load_balancer": "shop", "port": port} | seen
    return Watched(**figures)  # type: ignore[arg-type]  # figures by name


def watching(*listeners: Watched, begun_s: int = 0, ended_s: int = 60) -> CutoverWatched:
    begun, ended = START + timedelta(seconds=begun_s), START + timedelta(seconds=ended_s)
    return CutoverWatched(NEW, begun, ended, 250.0, listeners)


def test_nothing_was_watched() -> None:
    seen = interruption((), [START])
    assert (seen.watchings, seen.seen, seen.noticed, seen.unwatched_calls) == (0, False, False, 1)


def test_the_figures_are_added_up() -> None:
    one = watched(
        443, old=3, new=4, failed=1, flaps=1, longest_gap_ms=250.0, held="cut", unreached=("192.0.2.1",)
    )
    two = watched(8443, new=5, other=2, failed=1, longest_gap_ms=900.5, held="held")
    three = watched(9443, old=1, held="held")
    seen = interruption([watching(one, two), watching(three)], ())
    assert (seen.watchings, seen.handshakes, seen.failed, seen.other, seen.flaps) == (2, 15, 2, 2, 1)
    assert (seen.longest_gap_ms, seen.longest_at) == (900.5, two)
    assert (seen.held, seen.cut, seen.unreached) == (2, (one,), ((one, "192.0.2.1"),))


def test_what_a_client_may_have_noticed() -> None:
    assert not interruption([watching(watched(old=1, new=1, held="closed early"))], ()).noticed
    for figures in ({"failed": 1}, {"other": 1}, {"flaps": 1}, {"held": "cut"}):
        assert interruption([watching(watched(new=1, **figures))], ()).noticed, figures


def test_calls_outside_every_watching_are_counted() -> None:
    watchings = [watching(begun_s=0, ended_s=10), watching(begun_s=20, ended_s=30)]
    calls = [START + timedelta(seconds=s) for s in (0, 10, 15, 20, 31)]
    assert interruption(watchings, calls).unwatched_calls == 2
