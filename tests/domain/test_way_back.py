"""The way back that a change record names is right wherever the swap, or the rollback, has come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from acm_tui.domain.cutover import plan, rollback
from acm_tui.domain.events import Closed, Intended, PlanConfirmed, Succeeded
from acm_tui.domain.listener import Listener, attachments_of
from acm_tui.domain.mutation import Change, DeleteCertificate, RemoveFromList, SetDefault
from tests.domain.recorded import BOTH, PLAN, carried_out, confirmed, recorded
from tests.domain.situations import Situation, apply, situations
from tests.domain.stories import (
    DOMAIN,
    EXPIRY,
    NEW,
    OLD,
    THIRD,
    certificate_arn,
    listener,
    requested,
)
from tests.domain.strategies import steady


def _before(world: Sequence[Listener]) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    return {one.arn: (one.default, one.sni) for one in world}


def _elb(world: tuple[Listener, ...], changes: Iterable[Change]) -> tuple[Listener, ...]:
    """What ELB makes of *changes*, one after another: it does not let the default leave the list."""
    for change in changes:
        here = next(one for one in world if one.arn == change.listener_arn)
        if isinstance(change, RemoveFromList):
            assert not (here.default == change.certificate_arn and change.certificate_arn in here.sni)
        world = apply(world, (change,))
    return world


@given(situations(), st.data())
@steady
def test_the_way_back_leads_back_from_wherever_the_cutover_stands(
    situation: Situation, data: st.DataObject
) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    assume(made.changes)
    count = data.draw(st.integers(0, len(made.changes)), "changes made")
    lost = count < len(made.changes) and data.draw(st.booleans(), "then one whose answer is lost")
    happened = lost and data.draw(st.booleans(), "and which was carried out")
    events = carried_out(confirmed(made), made.changes[:count])
    if lost:
        events.append(Intended(made.changes[count]))
    way = recorded(*events).way_back
    present = apply(world, made.changes[: count + happened])
    if not count and not lost:
        assert way.plan is None
        return
    assert way.plan is not None
    assert not way.plan.conflicts
    assert way.unsure == (made.changes[count : count + 1] if lost else ())
    assert _before(_elb(present, way.plan.changes)) == _before(world)


@given(situations(), st.data())
@steady
def test_the_way_back_leads_back_from_wherever_a_rollback_stands(
    situation: Situation, data: st.DataObject
) -> None:
    world, chosen = situation
    made = plan(chosen, world, OLD, NEW)
    swapped = apply(world, made.changes)
    origins = [one for one in world if one.arn in made.involved]
    back = rollback(origins, swapped, OLD, NEW)
    assume(back.changes)
    events = [*carried_out(confirmed(made), made.changes), PlanConfirmed(back, DOMAIN)]
    count = data.draw(st.integers(0, len(back.changes)), "changes restored")
    lost = count < len(back.changes) and data.draw(st.booleans(), "then one whose answer is lost")
    happened = lost and data.draw(st.booleans(), "and which was carried out")
    events = carried_out(events, back.changes[:count])
    if lost:
        events.append(Intended(back.changes[count]))
    way = recorded(*events).way_back
    present = apply(swapped, back.changes[: count + happened])
    if way.plan is None:
        assert count == len(back.changes)
        assert way.why_not == "Everything that was changed is restored."
    else:
        assert _before(_elb(present, way.plan.changes)) == _before(world)


def test_nothing_was_changed_so_nothing_leads_back() -> None:
    for events in (list(requested()), confirmed()):
        way = recorded(*events).way_back
        assert (way.plan, way.why_not) == (None, "No listener has been changed.")


def test_there_is_no_way_back_without_the_old_certificate() -> None:
    events = carried_out(confirmed(), PLAN.changes)
    deleting = [*events, Intended(DeleteCertificate(OLD, "replaced"))]
    way = recorded(*deleting).way_back
    assert way.plan is not None
    assert way.deleting
    gone = recorded(*deleting, Succeeded(len(deleting))).way_back
    assert gone.plan is None
    assert "not possible any more" in gone.why_not


def test_whether_the_program_still_offers_it() -> None:
    events = carried_out(confirmed(), PLAN.changes)
    assert recorded(*events).way_back.in_program
    closed = recorded(*events, Closed()).way_back
    assert closed.in_program, "as long as the old certificate is there"
    assert closed.plan is not None


def test_an_expired_certificate_is_no_good_to_go_back_to() -> None:
    events = carried_out(confirmed(), PLAN.changes)
    assert not recorded(*events, now=EXPIRY - timedelta(seconds=1)).way_back.expired
    assert recorded(*events, now=EXPIRY).way_back.expired


def _full(number: int) -> Listener:
    """The first of two listeners, whose lists hold 25 certificates together."""
    others = [certificate_arn(f"other-{n}") for n in range(number)]
    return listener("443", OLD, [OLD, *others])


def test_in_full_lists_a_place_is_made_first_on_the_way_back_too() -> None:
    seen, unseen = _full(20), listener("8443", THIRD, [certificate_arn(f"more-{n}") for n in range(4)])
    made = plan(
        attachments_of(OLD, [seen]),
        [seen, unseen],
        OLD,
        NEW,
        remove_first=frozenset({seen.load_balancer_arn}),
    )
    assert [type(change).__name__ for change in made.changes] == ["SetDefault", "RemoveFromList", "AddToList"]
    way = recorded(*carried_out(confirmed(made), made.changes)).way_back
    assert way.plan is not None
    assert way.plan.changes == (
        SetDefault(seen.arn, OLD),
        RemoveFromList(seen.arn, NEW),
        msgspec.structs.replace(made.changes[2], certificate_arn=OLD),
    )


def test_with_room_in_the_lists_nothing_leaves_first() -> None:
    way = recorded(*carried_out(confirmed(), PLAN.changes)).way_back
    assert way.plan is not None
    assert way.plan.gaps == ()
    kinds = [type(change).__name__ for change in way.plan.changes if change.listener_arn == BOTH.arn]
    assert kinds == ["AddToList", "SetDefault", "RemoveFromList"]
