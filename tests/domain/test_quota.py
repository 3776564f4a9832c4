"""The room in the lists of a load balancer, counted while changes are planned."""

from __future__ import annotations

from acm_tui.domain.cutover import LIST_QUOTA
from acm_tui.domain.cutover.quota import Room, held_in_lists
from acm_tui.domain.listener import Listener
from acm_tui.domain.mutation import AddToList, RemoveFromList, SetDefault
from tests.domain.stories import NEW, OLD, THIRD, certificate_arn, listener, load_balancer_arn

SHOP = load_balancer_arn()


def others(count: int) -> set[str]:
    return {certificate_arn(f"other-{number:02}") for number in range(count)}


def test_room_is_counted_while_changes_are_planned() -> None:
    one: Listener = listener("443", THIRD, [OLD])
    room = Room([one, listener("8443", THIRD, others(LIST_QUOTA - 2))])
    assert not room.full(SHOP)
    room.note(SHOP, [AddToList(one.arn, NEW), SetDefault(one.arn, NEW)])
    assert room.full(SHOP)
    room.note(SHOP, [RemoveFromList(one.arn, OLD)])
    assert not room.full(SHOP)


def test_a_quota_that_was_raised_stays_unknown() -> None:
    one = listener("443", THIRD, others(LIST_QUOTA + 1))
    room = Room([one])
    for name in sorted(others(2)):
        room.note(SHOP, [RemoveFromList(one.arn, name)])
        assert not room.full(SHOP)


def test_entries_are_counted_over_the_listeners_of_a_load_balancer() -> None:
    world = [listener("1", OLD, [OLD, NEW]), listener("2", OLD, [NEW])]
    assert held_in_lists(world) == {SHOP: 3}
