"""The way back: from any point of a cutover to exactly what was there, and nobody else's work undone."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from acm_tui.domain.cutover import CutoverPlan, plan, rollback
from acm_tui.domain.listener import Attachment, attachments_of
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from tests.domain.situations import Situation, World, apply, situations
from tests.domain.stories import NEW, NEWER, OLD, THIRD, listener, listener_arn
from tests.domain.strategies import steady


def by_elb(world: World, changes: Iterable[Change]) -> World:
    """*world* after *changes*, each of which ELB must not refuse and none of which is for nothing."""
    for change in changes:
        (now,) = (one for one in world if one.arn == change.listener_arn)
        match change:
            case AddToList(certificate_arn=arn):
                assert arn not in now.sni
            case RemoveFromList(certificate_arn=arn):
                assert arn in now.sni
                assert arn != now.default, "OperationNotPermitted"
            case SetDefault(certificate_arn=arn):
                assert arn != now.default
        world = apply(world, (change,))
    return world


def changed_by(world: World, made: CutoverPlan, count: int) -> World:
    """The listeners as they were before, of those that the first *count* changes touch."""
    touched = {change.listener_arn for change in made.changes[:count]}
    return tuple(one for one in world if one.arn in touched)


@steady
@given(situations(), st.data())
def test_from_any_point_the_way_back_leads_to_what_was_there(
    situation: Situation, data: st.DataObject
) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    count = data.draw(st.integers(0, len(made.changes)))
    stopped = by_elb(world, made.changes[:count])
    back = rollback(changed_by(world, made, count), stopped, OLD, NEW)
    assert back.conflicts == ()
    assert by_elb(stopped, back.changes) == world


@steady
@given(situations(), st.data())
def test_interrupted_on_the_way_back_it_is_planned_again_and_arrives(
    situation: Situation, data: st.DataObject
) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    origins = changed_by(world, made, len(made.changes))
    swapped = apply(world, made.changes)
    first = rollback(origins, swapped, OLD, NEW)
    stopped = by_elb(swapped, first.changes[: data.draw(st.integers(0, len(first.changes)))])
    again = rollback(origins, stopped, OLD, NEW)
    end = by_elb(stopped, again.changes)
    assert end == world
    assert rollback(origins, end, OLD, NEW).changes == ()


@steady
@given(situations(), st.data())
def test_after_the_way_back_the_cutover_can_be_made_once_more(
    situation: Situation, data: st.DataObject
) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    count = data.draw(st.integers(0, len(made.changes)))
    stopped = apply(world, made.changes[:count])
    back = rollback(changed_by(world, made, count), stopped, OLD, NEW)
    assert plan(chosen, apply(stopped, back.changes), OLD, NEW) == made


@steady
@given(situations())
def test_on_the_way_back_each_name_keeps_a_certificate(situation: Situation) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    swapped = apply(world, made.changes)
    back = rollback(changed_by(world, made, len(made.changes)), swapped, OLD, NEW)
    assert back.gaps == ()
    for count in range(len(back.changes) + 1):
        for before, end, now in zip(swapped, world, apply(swapped, back.changes[:count]), strict=True):
            if NEW in before.sni and OLD in end.sni:
                assert {OLD, NEW} & {*now.sni}
            assert {*now.sni} - {OLD, NEW} == {*before.sni} - {OLD, NEW}
            assert now.default == before.default or now.default in (OLD, NEW)


@steady
@given(situations(), st.sets(st.sampled_from([THIRD, NEWER])))
def test_what_a_colleague_added_meanwhile_survives(situation: Situation, added: set[str]) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)

    def with_theirs(listeners: World) -> World:
        return tuple(replace(one, sni=tuple(sorted({*one.sni, *added}))) for one in listeners)

    swapped = with_theirs(apply(world, made.changes))
    back = rollback(changed_by(world, made, len(made.changes)), swapped, OLD, NEW)
    assert by_elb(swapped, back.changes) == with_theirs(world)


BOTH = listener("443", OLD, [OLD, THIRD])
ALONE = listener("8443", OLD)
SWAPPED = listener("443", NEW, [NEW, THIRD])


def test_the_order_is_into_the_list_then_the_default_then_out() -> None:
    back = rollback([BOTH], [SWAPPED], OLD, NEW)
    assert back.changes == (
        AddToList(BOTH.arn, OLD),
        SetDefault(BOTH.arn, OLD),
        RemoveFromList(BOTH.arn, NEW),
    )
    assert (back.direction, back.put, back.before) == ("rollback", OLD, (SWAPPED,))
    assert back.attachments == attachments_of(OLD, [BOTH])


def test_a_listener_that_was_not_changed_is_left_alone() -> None:
    back = rollback([ALONE], [SWAPPED, replace(ALONE, default=NEW)], OLD, NEW)
    assert back.involved == (ALONE.arn,)
    assert [one.arn for one in back.before] == [ALONE.arn]


def test_a_listener_that_is_gone_does_not_keep_the_others() -> None:
    back = rollback([BOTH, ALONE], [replace(ALONE, default=NEW)], OLD, NEW)
    assert [(one.listener_arn, one.why) for one in back.conflicts] == [(BOTH.arn, "the listener is gone")]
    assert back.changes == (SetDefault(ALONE.arn, OLD),)
    assert [one.arn for one in back.before] == [ALONE.arn]


@pytest.mark.parametrize("default", [THIRD, None])
def test_a_third_default_is_left_to_whoever_set_it(default: str | None) -> None:
    now = replace(SWAPPED, default=default)
    back = rollback([BOTH, ALONE], [now, replace(ALONE, default=NEW)], OLD, NEW)
    why = "its default is neither the old nor the new certificate"
    assert [(one.listener_arn, one.why, one.full) for one in back.conflicts] == [(BOTH.arn, why, False)]
    assert back.involved == (ALONE.arn,)
    assert Attachment(BOTH.arn, "sni") not in back.attachments


def test_a_third_default_that_was_there_before_stays() -> None:
    origin = listener("443", THIRD, [OLD])
    back = rollback([origin], [listener("443", THIRD, [NEW])], OLD, NEW)
    assert back.changes == (AddToList(origin.arn, OLD), RemoveFromList(origin.arn, NEW))
    assert back.conflicts == ()


def test_where_the_new_one_was_the_default_before_the_old_one_stands_in_for_a_moment() -> None:
    """ELB does not let the default leave the list."""
    origin, now = listener("443", NEW, [OLD]), listener("443", NEW, [NEW])
    back = rollback([origin], [now], OLD, NEW)
    assert back.changes == (
        AddToList(origin.arn, OLD),
        SetDefault(origin.arn, OLD),
        RemoveFromList(origin.arn, NEW),
        SetDefault(origin.arn, NEW),
    )
    for count in range(len(back.changes) + 1):
        stopped = by_elb((now,), back.changes[:count])
        assert by_elb(stopped, rollback([origin], stopped, OLD, NEW).changes) == (origin,)


def test_where_somebody_made_the_new_one_the_default_it_cannot_leave_the_list() -> None:
    origin, now = listener("443", THIRD, [OLD]), listener("443", NEW, [NEW])
    (conflict,) = rollback([origin], [now], OLD, NEW).conflicts
    assert conflict.why == "somebody made the new certificate its default: there it cannot leave the list"
    harmless = rollback([replace(origin, sni=(NEW, OLD))], [now], OLD, NEW)
    assert (harmless.changes, harmless.conflicts) == ((AddToList(origin.arn, OLD),), ())


def test_the_new_one_stays_in_a_list_that_held_it_before() -> None:
    origin = listener("443", OLD, [NEW, OLD])
    now = listener("443", NEW, [NEW])
    back = rollback([origin], [now], OLD, NEW)
    assert by_elb((now,), back.changes) == (origin,)
    assert RemoveFromList(origin.arn, NEW) not in back.changes


def test_listeners_are_restored_in_the_order_of_their_arns() -> None:
    origins = [listener(name) for name in ("9", "1", "5")]
    now = [replace(one, default=NEW) for one in origins]
    assert rollback(origins, now, OLD, NEW).involved == tuple(map(listener_arn, ("1", "5", "9")))


def test_nothing_changed_is_nothing_to_restore() -> None:
    back = rollback([], [SWAPPED], OLD, NEW)
    assert (back.changes, back.conflicts, back.before) == ((), (), ())


def test_a_rollback_knows_what_it_saw() -> None:
    one = rollback([BOTH], [SWAPPED], OLD, NEW)
    other = rollback([BOTH], [replace(SWAPPED, sni=(NEW,))], OLD, NEW)
    assert one.fingerprint != other.fingerprint
