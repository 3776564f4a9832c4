"""Which watchings tell of the cutover as it stands, which way they looked, and which have no end."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.fold import fold
from acm_tui.domain.monitor import Watched
from acm_tui.domain.watchings import direction, of_the_cutover, sight_until, so_far, with_one
from tests.domain.stories import NEW, NEWER, OLD, START, entries, issued, listener_arn, started, told

A, B = listener_arn("443"), listener_arn("8443")


def seen(listener: str, **figures: object) -> Watched:
    base = Watched(listener_arn=listener, load_balancer="shop", port=443, new=4)
    return msgspec.structs.replace(base, **figures)


def watching(put: str, *listeners: Watched, begun_s: int = 0, lasted_s: int = 60) -> CutoverWatched:
    begun = START + timedelta(seconds=begun_s)
    return CutoverWatched(put, begun, begun + timedelta(seconds=lasted_s), 250.0, listeners)


def of_the_cutover_after(*watchings: CutoverWatched) -> tuple[CutoverWatched, ...]:
    return of_the_cutover(told(*issued(), *watchings))


FIRST = watching(NEW, seen(A), seen(B))
BACK = watching(OLD, seen(A), seen(B), begun_s=100)
AGAIN = watching(NEW, seen(A), begun_s=200)


def test_the_certificate_that_is_put_in_place_tells_the_direction() -> None:
    assert (direction(FIRST, OLD), direction(BACK, OLD)) == ("cutover", "rollback")


def test_every_part_of_an_interrupted_cutover_belongs_to_it() -> None:
    assert of_the_cutover_after(FIRST, AGAIN) == (FIRST, AGAIN)
    assert of_the_cutover_after() == ()


def test_what_was_undone_belongs_to_it_no_more() -> None:
    assert of_the_cutover_after(FIRST, BACK) == ()
    assert of_the_cutover_after(FIRST, BACK, AGAIN) == (AGAIN,)


def test_a_listener_that_was_not_restored_keeps_what_was_seen_of_it() -> None:
    stopped = watching(OLD, seen(A), seen(B, new=0, old=9), begun_s=100)
    (left,) = of_the_cutover_after(FIRST, stopped)
    assert [one.listener_arn for one in left.listeners] == [B]
    unseen = watching(OLD, seen(A), seen(B, new=0), begun_s=100)
    assert of_the_cutover_after(FIRST, unseen) == (), "nobody saw whether it was restored"


def test_the_cutover_to_an_earlier_certificate_is_another_one() -> None:
    assert of_the_cutover_after(watching(NEWER, seen(A))) == ()
    assert of_the_cutover(told(started(), FIRST)) == ()


def test_what_is_written_down_meanwhile_is_replaced_by_what_comes_later() -> None:
    begun, called, ended = (msgspec.structs.replace(FIRST, interval_ms=float(n)) for n in (1, 2, 3))
    events = [so_far(begun), so_far(called), ended]
    for count, last in ((1, so_far(begun)), (2, so_far(called)), (3, ended)):
        assert told(*issued(), *events[:count]).watched == (last,)
    assert told(*issued(), *events, AGAIN).watched == (ended, AGAIN)
    # Killed: the next watching is another one, and what is known of the first stays.
    assert told(*issued(), so_far(begun), AGAIN).watched == (so_far(begun), AGAIN)


def test_a_journal_with_the_same_watching_twice_keeps_both() -> None:
    assert with_one((FIRST,), FIRST) == (FIRST, FIRST)
    migration = fold(entries(started(), FIRST, BACK))
    assert migration is not None
    assert migration.watched == (FIRST, BACK)


def test_while_it_lasts_no_connection_has_survived_yet() -> None:
    states = [one.held for one in so_far(watching(NEW, seen(A, held="held"), seen(B, held="cut"))).listeners]
    assert states == ["not known", "cut"]
    assert so_far(FIRST).so_far


def test_a_blind_monitor_saw_nothing_from_then_on() -> None:
    assert sight_until(FIRST) == FIRST.ended
    blind_from = START + timedelta(seconds=20)
    blind = watching(NEW, seen(A), seen(B, blind_from=blind_from))
    assert sight_until(blind) == blind_from
    late = watching(NEW, seen(A, blind_from=START + timedelta(hours=1)))
    assert sight_until(late) == late.ended
