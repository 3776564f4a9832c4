"""What may be chosen and left out while a cutover is under way, so that one listener holds up no other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from acm_tui.domain.choice import may_choose, to_leave_out
from acm_tui.domain.cutover import CutoverPlan, changed, plan, rollback
from acm_tui.domain.events import Event, Failed, Intended, ListenersChosen, PlanConfirmed, Succeeded
from acm_tui.domain.listener import Attachment, Listener, attachments_of
from acm_tui.domain.migration import Migration
from tests.domain.stories import DOMAIN, NEW, OLD, THIRD, issued, listener, load_balancer_arn, told


def at(name: str, *where: str, **changes: Any) -> Listener:
    """The listener of a load balancer of its own."""
    arn = load_balancer_arn(name).replace(":loadbalancer/", ":listener/") + "/443"
    return listener(arn=arn, load_balancer_arn=load_balancer_arn(name), sni=where, **changes)


ONE, TWO, THREE = at("blog", OLD), at("shop", OLD), at("wiki", OLD)
WORLD = (ONE, TWO, THREE)
EVERY = attachments_of(OLD, WORLD)
PLAN = plan(EVERY, WORLD, OLD, NEW)
WITHOUT = {one.arn: tuple(a for a in EVERY if a.listener_arn != one.arn) for one in WORLD}


def story(made: int, *more: Event, of: CutoverPlan = PLAN) -> list[Event]:
    """The cutover with its first *made* changes."""
    events: list[Event] = [*issued(), ListenersChosen(of.attachments), PlanConfirmed(of, DOMAIN)]
    for change in of.changes[:made]:
        events += [Intended(change), Succeeded(len(events) + 1)]
    return [*events, *more]


def denied(made: int) -> Migration:
    """The call after the first *made* is refused."""
    events = story(made, Intended(PLAN.changes[made]))
    return told(*events, Failed(len(events), "AccessDenied", "no"))


@pytest.mark.parametrize(
    ("made", "wanted", "why"),
    [
        (0, (), None),
        (0, WITHOUT[ONE.arn], None),
        (1, WITHOUT[TWO.arn], None),
        (3, WITHOUT[TWO.arn], None),
        (3, WITHOUT[THREE.arn], None),
        (1, WITHOUT[ONE.arn], "blog has been changed already; that is finished or rolled back first"),
        (3, (), "the cutover has begun, and nothing would be left of it: roll it back instead"),
        (
            3,
            (*EVERY, Attachment(listener("8443").arn, "default")),
            "the cutover has begun; others can be chosen once it is finished or rolled back",
        ),
        (9, WITHOUT[ONE.arn], None),
        (9, (), None),
    ],
)
def test_what_may_be_chosen(made: int, wanted: tuple[Attachment, ...], why: str | None) -> None:
    assert len(PLAN.changes) == 9
    assert may_choose(told(*story(made)), wanted) == why


def test_what_is_gone_can_be_left_out_though_it_was_changed() -> None:
    assert may_choose(told(*story(1)), WITHOUT[ONE.arn], {ONE.arn}) is None


def test_nothing_is_chosen_before_every_call_has_its_outcome() -> None:
    open_ = told(*story(3, Intended(PLAN.changes[3])))
    assert may_choose(open_, WITHOUT[THREE.arn]) == "the outcome of a call is not known yet"


def test_a_role_of_a_listener_that_was_changed_is_not_left_out() -> None:
    rest = tuple(one for one in EVERY if one != Attachment(ONE.arn, "sni"))
    assert "has been changed already" in str(may_choose(told(*story(1)), rest))
    assert may_choose(told(*story(0)), rest) is None


def test_what_was_changed_is_not_left_out_by_going_there_twice() -> None:
    left_out = told(*story(1, ListenersChosen(WITHOUT[THREE.arn])))
    assert left_out.plan is None
    both = tuple(one for one in WITHOUT[THREE.arn] if one.listener_arn != ONE.arn)
    assert "blog has been changed already" in str(may_choose(left_out, both))


def test_after_a_rollback_what_could_not_be_restored_may_be_left_out() -> None:
    """Somebody has put another certificate there: it is theirs now."""
    events = story(4)
    now = told(*events)
    taken = replace(changed(TWO, PLAN.changes[:4]), default=THIRD)
    back = rollback(now.origins, [changed(ONE, PLAN.changes), taken, THREE], OLD, NEW)
    events.append(PlanConfirmed(back, DOMAIN))
    for change in back.changes:
        events += [Intended(change), Succeeded(len(events) + 1)]
    left = told(*events)
    assert left.origins == (TWO,)
    assert may_choose(left, WITHOUT[TWO.arn]) is None


def balancers(arns: Iterable[str]) -> set[str]:
    return {arn.split("/")[-3] for arn in arns}


def test_a_listener_that_is_gone_or_taken_can_be_left_out() -> None:
    planned = plan(EVERY, [ONE, replace(TWO, default=THIRD)], OLD, NEW)
    assert balancers(to_leave_out(told(*story(0, of=planned)), planned)) == {"shop", "wiki"}


def test_a_listener_whose_call_was_refused_can_be_left_out() -> None:
    """The third of five, for ever."""
    left = plan(EVERY, [changed(ONE, PLAN.changes), TWO, THREE], OLD, NEW, origins=[ONE])
    assert to_leave_out(denied(3), left) == {TWO.arn}
    done = plan(EVERY, [changed(one, PLAN.changes) for one in WORLD], OLD, NEW, origins=[ONE])
    assert to_leave_out(denied(3), done) == frozenset(), "nothing is left to do there"


def test_a_listener_that_is_changed_in_part_is_finished_or_rolled_back() -> None:
    halfway = changed(TWO, PLAN.changes[:4])
    left = plan(EVERY, [changed(ONE, PLAN.changes), halfway, THREE], OLD, NEW, origins=[ONE, TWO])
    assert to_leave_out(denied(4), left) == frozenset()
    taken = plan(EVERY, [ONE, replace(halfway, default=THIRD), THREE], OLD, NEW, origins=[TWO])
    assert to_leave_out(denied(4), taken) == frozenset()
    gone = plan(EVERY, [ONE, THREE], OLD, NEW, origins=[TWO])
    assert to_leave_out(denied(4), gone) == {TWO.arn}, "of what is gone nothing is left to do"


def test_something_must_be_left_to_swap() -> None:
    alone = plan(attachments_of(OLD, [TWO]), [replace(TWO, default=THIRD)], OLD, NEW)
    assert alone.conflicts
    assert to_leave_out(told(*story(0, of=alone)), alone) == frozenset()


def test_a_rollback_goes_on_without_a_listener_where_it_is_refused() -> None:
    events = story(6)
    now = (changed(ONE, PLAN.changes), changed(TWO, PLAN.changes), THREE)
    back = rollback(told(*events).origins, now, OLD, NEW)
    events += [PlanConfirmed(back, DOMAIN), Intended(back.changes[0])]
    refused = told(*events, Failed(len(events), "AccessDenied", "no"))
    assert to_leave_out(refused, back) == {ONE.arn}
    rest = rollback(refused.origins, now, OLD, NEW, left_out=frozenset({ONE.arn}))
    assert rest.involved == (TWO.arn,)
    assert [(one.listener_arn, one.why) for one in rest.conflicts] == [(ONE.arn, "it is left out")]
    assert TWO.arn in rest.settles
    assert ONE.arn not in rest.settles
