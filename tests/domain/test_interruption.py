"""What clients noticed, added up over every watching."""

from __future__ import annotations

from datetime import datetime, timedelta

from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.interruption import interruption
from acm_tui.domain.monitor import Watched
from tests.domain.stories import NEW, START, listener_arn


def watched(port: int = 443, **seen: object) -> Watched:
    figures = {"listener_arn": listener_arn(str(port)), "load_balancer": "shop", "port": port} | seen
    return Watched(**figures)  # type: ignore[arg-type]  # figures by name


def at(second: int) -> datetime:
    return START + timedelta(seconds=second)


def watching(
    *listeners: Watched, begun_s: int = 0, ended_s: int = 60, trouble: str = "", so_far: bool = False
) -> CutoverWatched:
    return CutoverWatched(NEW, at(begun_s), at(ended_s), 250.0, listeners, trouble, so_far)


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
    seen = interruption(watchings, map(at, (0, 10, 15, 20, 31)))
    assert (seen.calls, seen.unwatched_calls, seen.lost_calls) == (5, 2, 0)
    assert (seen.measured, seen.whole) == (True, False)
    assert interruption(watchings, map(at, (0, 10))).whole


def test_calls_that_a_blind_monitor_did_not_see_are_not_watched() -> None:
    broken = watching(watched(new=4, blind_from=at(20)), trouble="The monitor failed: OSError: …")
    seen = interruption([broken], map(at, (10, 20, 21, 40)))
    assert (seen.unwatched_calls, seen.lost_calls, seen.measured, seen.whole) == (2, 0, True, False)
    assert seen.troubles == ("The monitor failed: OSError: …",)
    disturbed = watching(watched(new=4), trouble="The monitor failed: LookupError: no such widget")
    seen = interruption([disturbed], [at(10)])
    assert (seen.unwatched_calls, seen.whole) == (0, False)


def test_calls_after_a_watching_was_cut_off_are_lost() -> None:
    killed = watching(watched(old=4), ended_s=5, so_far=True)
    seen = interruption([killed], map(at, (6, 7)))
    assert (seen.lost_calls, seen.unwatched_calls, seen.endless, seen.measured) == (2, 0, 1, False)
    # It is taken up again, and watched to its end.
    again = watching(watched(new=4), begun_s=100, ended_s=160)
    seen = interruption([killed, again], map(at, (6, 7, 101)))
    assert (seen.lost_calls, seen.unwatched_calls, seen.endless, seen.measured) == (2, 0, 1, True)
    # Afterwards somebody restores it without a monitor: that is no longer the watching that was cut off.
    assert interruption([killed, again], [at(300)]).unwatched_calls == 1


def test_a_watching_that_is_cut_off_after_the_calls_has_seen_them() -> None:
    killed = watching(watched(new=4), ended_s=30, so_far=True)
    seen = interruption([killed], map(at, (6, 7)))
    assert (seen.lost_calls, seen.unwatched_calls, seen.endless, seen.whole) == (0, 0, 1, False)
    assert interruption([killed], ()).endless == 0, "no call was made under it"


def test_what_became_of_a_connection_may_not_be_known() -> None:
    seen = interruption([watching(watched(443, held="held"), watched(8443, held="not known"))], ())
    assert (seen.held, seen.held_unknown, seen.cut, seen.noticed) == (1, 1, (), False)
