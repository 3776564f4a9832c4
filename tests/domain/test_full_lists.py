"""Lists at their quota: nothing is added that AWS would refuse, and where a gap is needed it is named."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from acm_tui.domain.cutover import LIST_QUOTA, CutoverPlan, plan, rollback
from acm_tui.domain.cutover.quota import SPARE, held_in_lists
from acm_tui.domain.listener import Attachment, attachments_of
from acm_tui.domain.mutation import AddToList, RemoveFromList, SetDefault
from tests.domain.situations import World, apply
from tests.domain.stories import NEW, OLD, THIRD, certificate_arn, listener, load_balancer_arn
from tests.domain.strategies import steady

SHOP = load_balancer_arn()
WHY = "its load balancer's lists are full: the new certificate finds no place beside the old one"


def others(count: int) -> set[str]:
    return {certificate_arn(f"other-{number:02}") for number in range(count)}


def filled(default: str, held: Iterable[str], *, total: int) -> World:
    """One listener with *default* and *held*, and another one that fills the lists to *total* entries."""
    one = listener("443", default, held)
    return one, listener("8443", THIRD, others(total - len(one.sni)))


def highest(world: World, made: CutoverPlan) -> int:
    """The most entries that the lists hold at any time."""
    stages = (apply(world, made.changes[:count]) for count in range(len(made.changes) + 1))
    return max(held_in_lists(stage)[SHOP] for stage in stages)


def swap(world: World, accepted: frozenset[str] = frozenset(), origins: World = ()) -> CutoverPlan:
    chosen = attachments_of(OLD, origins or world)
    return plan(chosen, world, OLD, NEW, origins=origins, remove_first=accepted)


def test_the_default_goes_first_where_the_old_one_is_both() -> None:
    world = filled(OLD, [OLD], total=LIST_QUOTA)
    made = swap(world)
    (arn,) = made.involved
    assert made.changes == (SetDefault(arn, NEW), RemoveFromList(arn, OLD), AddToList(arn, NEW))
    assert (made.gaps, made.conflicts) == ((), ())
    assert highest(world, made) == LIST_QUOTA


@pytest.mark.parametrize("default", [THIRD, certificate_arn("other-00")])
def test_a_list_alone_has_no_way_without_a_gap(default: str) -> None:
    made = swap(filled(default, [OLD], total=LIST_QUOTA))
    (conflict,) = made.conflicts
    assert (conflict.why, conflict.full, made.changes) == (WHY, True, ())


def test_with_a_gap_accepted_the_old_one_leaves_first() -> None:
    world = filled(THIRD, [OLD], total=LIST_QUOTA)
    made = swap(world, frozenset({SHOP}))
    (arn,) = made.involved
    assert made.changes == (RemoveFromList(arn, OLD), AddToList(arn, NEW))
    assert (made.gaps, made.conflicts) == ((arn,), ())
    assert highest(world, made) == LIST_QUOTA


def test_a_gap_accepted_elsewhere_is_not_accepted_here() -> None:
    world = filled(THIRD, [OLD], total=LIST_QUOTA)
    assert swap(world, frozenset({load_balancer_arn("other")})).changes == ()


def test_killed_in_the_gap_it_converges() -> None:
    world = filled(THIRD, [OLD], total=LIST_QUOTA)
    made = swap(world, frozenset({SHOP}))
    stopped = apply(world, made.changes[:1])
    rest = swap(stopped, origins=world[:1])
    assert (rest.changes, rest.conflicts, rest.gaps) == (made.changes[1:], (), ())
    assert apply(stopped, rest.changes) == apply(world, made.changes)
    end = apply(stopped, rest.changes)
    assert swap(end, origins=world[:1]).changes == ()


def test_killed_in_the_gap_without_a_memory_it_would_be_a_conflict() -> None:
    """It is the origins that tell that the old certificate was there."""
    world = filled(THIRD, [OLD], total=LIST_QUOTA)
    stopped = apply(world, swap(world, frozenset({SHOP})).changes[:1])
    lost = plan([Attachment(world[0].arn, "sni")], stopped, OLD, NEW)
    assert [one.why for one in lost.conflicts] == ["its list holds neither the old nor the new certificate"]


def test_killed_in_the_gap_it_can_be_rolled_back() -> None:
    world = filled(THIRD, [OLD], total=LIST_QUOTA)
    stopped = apply(world, swap(world, frozenset({SHOP})).changes[:1])
    back = rollback(world[:1], stopped, OLD, NEW)
    assert apply(stopped, back.changes) == world


@pytest.mark.parametrize("killed_after", [1, 2])
def test_killed_with_the_default_first_it_converges(killed_after: int) -> None:
    world = filled(OLD, [OLD], total=LIST_QUOTA)
    made = swap(world)
    stopped = apply(world, made.changes[:killed_after])
    rest = swap(stopped, origins=world[:1])
    assert rest.changes == made.changes[killed_after:]
    assert (rest.conflicts, rest.gaps) == ((), ())


@pytest.mark.parametrize("total", [LIST_QUOTA - 1, LIST_QUOTA + 1, LIST_QUOTA + 30])
def test_below_the_quota_and_above_it_the_new_one_is_added_first(total: int) -> None:
    """Above, the quota was raised: there may be room, and AWS refuses before anything is changed if not."""
    made = swap(filled(THIRD, [OLD], total=total))
    assert [type(change) for change in made.changes] == [AddToList, RemoveFromList]
    assert made.gaps == ()


def test_defaults_do_not_count_and_other_load_balancers_have_their_own_quota() -> None:
    elsewhere = replace(listener("9443", THIRD, others(9)), load_balancer_arn=load_balancer_arn("api"))
    world = (*filled(THIRD, [OLD], total=LIST_QUOTA - 1), elsewhere)
    assert isinstance(swap(world).changes[0], AddToList)


def test_only_a_default_needs_no_place() -> None:
    world = filled(OLD, [], total=LIST_QUOTA)
    assert swap(world).changes == (SetDefault(world[0].arn, NEW),)


def test_one_that_is_in_the_list_already_needs_no_place() -> None:
    world = filled(THIRD, [OLD, NEW], total=LIST_QUOTA)
    made = swap(world)
    assert (made.changes, made.gaps) == ((RemoveFromList(world[0].arn, OLD),), ())


def test_where_nothing_leaves_nothing_can_enter() -> None:
    """The old one has left in the gap, and somebody took its place."""
    origin = listener("443", THIRD, [OLD])
    world = (replace(origin, sni=()), listener("8443", THIRD, others(LIST_QUOTA)))
    made = swap(world, frozenset({SHOP}), (origin,))
    assert [(one.why, one.full) for one in made.conflicts] == [(WHY, False)]


def test_a_place_taken_by_one_listener_is_not_there_for_the_next() -> None:
    first, second = listener("1", THIRD, [OLD]), listener("2", THIRD, [OLD])
    begun = replace(first, sni=())
    world = (begun, second, listener("8443", THIRD, others(LIST_QUOTA - 2)))
    made = swap(world, origins=(first, second))
    assert made.changes == (AddToList(first.arn, NEW),)
    assert [(one.listener_arn, one.full) for one in made.conflicts] == [(second.arn, True)]
    with_gap = swap(world, frozenset({SHOP}), (first, second))
    assert with_gap.gaps == (second.arn,)
    assert highest(world, with_gap) == LIST_QUOTA


def test_a_place_freed_by_one_listener_is_there_for_the_next() -> None:
    first, second = listener("1", THIRD, [OLD, NEW]), listener("2", THIRD, [OLD])
    world = (first, second, listener("8443", THIRD, others(LIST_QUOTA - 3)))
    made = swap(world)
    assert made.changes == (
        RemoveFromList(first.arn, OLD),
        AddToList(second.arn, NEW),
        RemoveFromList(second.arn, OLD),
    )
    assert (made.conflicts, made.gaps) == ((), ())


def test_on_the_way_back_at_the_quota_the_default_goes_first() -> None:
    origin, now = filled(OLD, [OLD], total=LIST_QUOTA), filled(NEW, [NEW], total=LIST_QUOTA)
    back = rollback(origin[:1], now, OLD, NEW)
    (arn,) = back.involved
    assert back.changes == (SetDefault(arn, OLD), RemoveFromList(arn, NEW), AddToList(arn, OLD))
    assert (back.gaps, apply(now, back.changes)) == ((), origin)


def test_on_the_way_back_a_list_alone_asks_for_a_gap_as_well() -> None:
    origin, now = filled(THIRD, [OLD], total=LIST_QUOTA), filled(THIRD, [NEW], total=LIST_QUOTA)
    refused = rollback(origin[:1], now, OLD, NEW)
    assert [one.full for one in refused.conflicts] == [True]
    assert refused.changes == ()
    back = rollback(origin[:1], now, OLD, NEW, remove_first=frozenset({SHOP}))
    assert (len(back.gaps), apply(now, back.changes)) == (1, origin)


def test_on_the_way_back_the_default_for_a_moment_closes_the_gap() -> None:
    origin, now = filled(NEW, [OLD], total=LIST_QUOTA), filled(NEW, [NEW], total=LIST_QUOTA)
    back = rollback(origin[:1], now, OLD, NEW)
    assert (back.gaps, back.conflicts, apply(now, back.changes)) == ((), (), origin)
    assert highest(now, back) == LIST_QUOTA


def test_on_the_way_back_places_are_counted_as_well() -> None:
    first, second = listener("1", THIRD, [OLD]), listener("2", THIRD, [OLD])
    now = (replace(first, sni=()), replace(second, sni=(NEW,)))
    back = rollback([first, second], (*now, listener("8443", THIRD, others(LIST_QUOTA - 2))), OLD, NEW)
    assert back.changes == (AddToList(first.arn, OLD),)
    assert [(one.listener_arn, one.full) for one in back.conflicts] == [(second.arn, True)]


@st.composite
def crowded(draw: st.DrawFn) -> World:
    """Up to three listeners of one load balancer, near its quota."""
    held = [
        listener(
            str(number), draw(st.sampled_from([OLD, NEW, THIRD])), draw(st.sets(st.sampled_from([OLD, NEW])))
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    ours = sum(len(one.sni) for one in held)
    total = draw(st.integers(LIST_QUOTA - 2, LIST_QUOTA))
    return (*held, listener("8443", THIRD, others(total - ours)))


@steady
@given(crowded(), st.booleans())
def test_the_quota_is_never_passed_and_only_a_named_listener_has_a_gap(world: World, accepted: bool) -> None:
    made = plan(
        attachments_of(OLD, world), world, OLD, NEW, remove_first=frozenset({SHOP} if accepted else ())
    )
    assert highest(world, made) <= LIST_QUOTA
    assert accepted or not made.gaps
    stages = [apply(world, made.changes[:count]) for count in range(len(made.changes) + 1)]
    bare = {
        before.arn
        for stage in stages
        for before, now in zip(world, stage, strict=True)
        if OLD in before.sni and not {OLD, NEW} & {*now.sni, now.default}
    }
    assert bare == set(made.gaps)


@steady
@given(crowded(), st.data())
def test_killed_anywhere_near_the_quota_it_ends_the_same(world: World, data: st.DataObject) -> None:
    accepted = frozenset({SHOP})
    made = plan(attachments_of(OLD, world), world, OLD, NEW, remove_first=accepted)
    count = data.draw(st.integers(0, len(made.changes)))
    stopped = apply(world, made.changes[:count])
    touched = {change.listener_arn for change in made.changes[:count]}
    origins = [one for one in world if one.arn in touched]
    rest = plan(attachments_of(OLD, world), stopped, OLD, NEW, origins=origins, remove_first=accepted)
    assert rest.changes == made.changes[count:]
    back = rollback(origins, stopped, OLD, NEW, remove_first=accepted)
    assert highest(stopped, back) <= LIST_QUOTA
    assert back.conflicts or apply(stopped, back.changes) == world


# -- what is left alone, but shares the room -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "scarce"),
    [
        (LIST_QUOTA - SPARE - 1, False),
        (LIST_QUOTA - SPARE, True),  # with the new one beside the old one: one more than may be
        (LIST_QUOTA - 1, True),
        (LIST_QUOTA + 1, False),  # raised: what is left of it is not known
    ],
)
def test_lists_beside_the_plan_belong_to_it_where_room_is_scarce(total: int, scarce: bool) -> None:
    one, other = world = filled(THIRD, [OLD], total=total)
    made = swap(world)
    assert made.changes, "it is planned in any case"
    assert made.beside == ((other,) if scarce else ())
    assert made.seen == (one, *made.beside)
    back = rollback([one], apply(world, made.changes), OLD, NEW)
    assert back.beside == made.beside


def test_where_nothing_is_added_no_other_list_matters() -> None:
    world = filled(OLD, [], total=LIST_QUOTA)
    assert swap(world).beside == ()
    done = filled(THIRD, [NEW, OLD], total=LIST_QUOTA)
    assert swap(done).changes != ()
    assert swap(done).beside == ()


def test_lists_of_another_load_balancer_do_not_matter() -> None:
    world = filled(THIRD, [OLD], total=LIST_QUOTA - 1)
    elsewhere = listener("9443", THIRD, others(3), load_balancer_arn=load_balancer_arn("other"))
    assert swap((*world, elsewhere)).beside == (world[1],)
    own = swap((world[0], elsewhere))
    assert own.beside == (), "the lists of the plan's own listeners are compared in any case"
