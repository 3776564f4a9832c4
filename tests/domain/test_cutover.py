"""The plan: whatever listeners hold, it swaps what was chosen, leaves no gap and nothing else changed."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from msgspec.structs import replace

from acm_tui.domain.cutover import Conflict, CutoverPlan, plan
from acm_tui.domain.cutover.plan import OTHER_KEY
from acm_tui.domain.listener import Attachment, Listener, attachments_of
from acm_tui.domain.mutation import AddToList, RemoveFromList, SetDefault
from tests.domain.situations import Chosen, Situation, World, apply, refused_by_elb, roles_of, situations
from tests.domain.stories import NEW, OLD, THIRD, listener, listener_arn, load_balancer_arn
from tests.domain.strategies import choices, steady, worlds


def stages(world: World, made: CutoverPlan) -> list[World]:
    """The listeners before the first change, and after each."""
    return [apply(world, made.changes[:count]) for count in range(len(made.changes) + 1)]


def others(one: Listener) -> set[str]:
    return set(one.sni) - {OLD, NEW}


@steady
@given(situations())
def test_each_chosen_role_ends_with_the_new_and_without_the_old(situation: Situation) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    after = {one.arn: one for one in apply(world, made.changes)}
    for where in chosen:
        assert after[where.listener_arn].holds(NEW, where.role)
        assert not after[where.listener_arn].holds(OLD, where.role)
    assert made.conflicts == ()


@steady
@given(situations())
def test_what_was_not_chosen_is_untouched_at_every_stage(situation: Situation) -> None:
    world, chosen = situation
    for stage in stages(world, plan(chosen, world, OLD, NEW)):
        for before, now in zip(world, stage, strict=True):
            if "default" not in roles_of(chosen, before):
                assert now.default == before.default
            if "sni" not in roles_of(chosen, before):
                assert now.sni == before.sni
            assert others(now) == others(before)
            assert replace(now, default=None, sni=()) == replace(before, default=None, sni=())


@steady
@given(situations())
def test_there_is_no_gap_at_any_stage(situation: Situation) -> None:
    world, chosen = situation
    for stage in stages(world, plan(chosen, world, OLD, NEW)):
        for now in stage:
            roles = roles_of(chosen, now)
            assert now.default is not None
            assert "sni" not in roles or now.holds(OLD, "sni") or now.holds(NEW, "sni")
            assert "default" not in roles or now.default in (OLD, NEW)


@steady
@given(situations())
def test_a_certificate_never_leaves_the_list_while_it_is_the_default(situation: Situation) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    for stage, change in zip(stages(world, made), made.changes, strict=False):
        if isinstance(change, RemoveFromList):
            (now,) = (one for one in stage if one.arn == change.listener_arn)
            assert now.default != change.certificate_arn


@steady
@given(situations())
def test_a_finished_plan_has_nothing_left_to_do(situation: Situation) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    again = plan(chosen, apply(world, made.changes), OLD, NEW)
    assert (again.changes, again.conflicts) == ((), ())


@steady
@given(situations())
def test_taken_up_after_any_change_it_ends_the_same(situation: Situation) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    end = apply(world, made.changes)
    for count, stage in enumerate(stages(world, made)):
        rest = plan(chosen, stage, OLD, NEW)
        assert rest.changes == made.changes[count:]
        assert apply(stage, rest.changes) == end


@steady
@given(situations())
def test_a_listener_is_changed_in_one_go_into_the_list_then_the_default_then_out(
    situation: Situation,
) -> None:
    world, chosen = situation
    order = (AddToList, SetDefault, RemoveFromList)
    seen = []
    for arn, group in groupby(plan(chosen, world, OLD, NEW).changes, key=lambda change: change.listener_arn):
        seen.append(arn)
        places = [order.index(type(change)) for change in group]
        assert places == sorted(set(places))
    assert len(seen) == len(set(seen))


@steady
@given(situations())
def test_after_is_what_the_changes_make_of_before(situation: Situation) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    involved = {a.listener_arn for a in chosen}
    assert made.before == tuple(sorted((x for x in world if x.arn in involved), key=lambda one: one.arn))
    assert made.after == apply(made.before, made.changes)


@steady
@given(situations())
def test_the_order_in_which_listeners_are_found_does_not_matter(situation: Situation) -> None:
    world, chosen = situation
    assert plan(reversed(chosen), reversed(world), OLD, NEW) == plan(chosen, world, OLD, NEW)


@steady
@given(worlds, choices)
def test_nothing_is_changed_where_there_is_a_conflict(world: World, chosen: Chosen) -> None:
    """Any choice, also of what the old certificate does not hold: each listener is swapped or a conflict."""
    made = plan(chosen, world, OLD, NEW)
    refused = {conflict.listener_arn for conflict in made.conflicts}
    there = {one.arn: one for one in world}
    expected = set()
    for where in chosen:
        one = there.get(where.listener_arn)
        if one is None or not (one.holds(OLD, where.role) or one.holds(NEW, where.role)):
            expected.add(where.listener_arn)
    both = {arn for arn in refused_by_elb(world, chosen) if there[arn].holds(OLD, "sni")}
    assert refused == expected | both
    assert refused.isdisjoint(change.listener_arn for change in made.changes)


GONE = Attachment(listener_arn("gone"), "sni")


@pytest.mark.parametrize(
    ("chosen", "present", "why"),
    [
        (GONE, listener(), "the listener is gone"),
        (
            Attachment(listener().arn, "default"),
            listener(default=THIRD, sni=[OLD]),
            "its default is neither the old nor the new certificate",
        ),
        (
            Attachment(listener().arn, "sni"),
            listener(default=OLD, sni=[THIRD]),
            "its list holds neither the old nor the new certificate",
        ),
        (
            Attachment(listener().arn, "sni"),
            listener(default=OLD, sni=[OLD]),
            "the old certificate is its default too and cannot leave the list: choose the default as well",
        ),
    ],
)
def test_a_conflict_says_why(chosen: Attachment, present: Listener, why: str) -> None:
    made = plan([chosen], [present], OLD, NEW)
    assert [(one.listener_arn, one.why) for one in made.conflicts] == [(chosen.listener_arn, why)]
    assert made.changes == ()


def test_a_list_that_was_swapped_already_is_no_conflict_beside_an_old_default() -> None:
    one = listener(default=OLD, sni=[NEW])
    made = plan([Attachment(one.arn, "sni")], [one], OLD, NEW)
    assert (made.changes, made.conflicts) == ((), ())


def test_listeners_are_changed_in_the_order_of_their_arns() -> None:
    world = [listener(str(number)) for number in (5, 1, 8, 3, 7, 2, 6, 4)]
    made = plan(attachments_of(OLD, world), world, OLD, NEW)
    assert [change.listener_arn for change in made.changes] == sorted(one.arn for one in world)


def test_a_conflict_on_one_listener_leaves_the_plan_of_another() -> None:
    one = listener("443")
    made = plan([Attachment(one.arn, "default"), GONE], [one], OLD, NEW)
    assert made.changes == (SetDefault(one.arn, NEW),)
    assert [conflict.listener_arn for conflict in made.conflicts] == [GONE.listener_arn]


def test_a_load_balancer_that_cannot_use_the_new_one_is_a_conflict() -> None:
    one = listener("443", OLD, [OLD])
    other = listener("8443", OLD, load_balancer_arn=load_balancer_arn("api"))
    why = "a Network Load Balancer takes RSA keys up to 3072 bits, not RSA_4096"
    unusable = {one.load_balancer_arn: why}
    made = plan(attachments_of(OLD, [one, other]), [one, other], OLD, NEW, unusable=unusable)
    assert made.conflicts == (
        Conflict(one.arn, f"it cannot use the new certificate: {why}", remedy=OTHER_KEY),
    )
    assert made.changes == (SetDefault(other.arn, NEW),)
