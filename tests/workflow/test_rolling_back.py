"""Step 5, the way back: from whatever may have been changed, as long as the old certificate is there."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from acm_tui.domain.cutover import CutoverPlan, asked_phrase
from acm_tui.domain.errors import OutcomeUnknown, PlanStale, Refused
from acm_tui.domain.events import Failed, Succeeded
from acm_tui.domain.journey import Step, next_action, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_roll_back
from acm_tui.workflow import cutover, finish, planning, record
from tests.workflow.story import (
    API,
    DEVICES,
    Clients,
    Killed,
    Operator,
    everything_held,
    held_now,
    ignore,
    new_of,
    swap_behind,
)
from tests.workflow.wire import Fate, Wire


def kill(_: Migration) -> None:
    raise Killed


def rolled_back(operator: Operator, migration: Migration) -> Migration:
    """The way back is planned, confirmed and carried out."""
    confirmed_back(operator, migration)
    return cutover.apply(operator.services, migration.id, ignore)


def confirmed_back(operator: Operator, migration: Migration) -> CutoverPlan:
    plan = planning.prepare_rollback(operator.services, migration.id).plan
    phrase = asked_phrase(plan, migration.old.domain)
    cutover.confirm(operator.services, migration.id, plan, phrase)
    return plan


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.CUT])
def test_a_first_call_that_nobody_answered_may_have_changed_something(
    operator: Operator, clients: Clients, wire: Wire, fate: Fate
) -> None:
    """It is read what became of it, and then there is a way back or there is none."""
    start = everything_held(clients)
    confirmed = operator.confirmed()
    wire.always("AddListenerCertificates", fate)
    with pytest.raises(OutcomeUnknown):
        cutover.apply(operator.services, confirmed.id, ignore)
    wire.mend()
    lost = record.load(operator.services, confirmed.id)
    assert lost.origins == ()
    assert may_roll_back(lost) is None
    if fate is Fate.CUT:
        with pytest.raises(Refused, match="no listener has been changed"):
            planning.prepare_rollback(operator.services, confirmed.id)
        assert may_roll_back(record.load(operator.services, confirmed.id)) is not None
    else:
        assert rolled_back(operator, confirmed).rolled_back
    assert everything_held(clients) == start


def test_an_answer_that_comes_after_it_was_given_up_opens_the_way_back(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    """A colleague's program has read AWS while the call was on its way, and took it for not carried out."""
    start = everything_held(clients)
    confirmed = operator.confirmed()
    colleague = replace(operator.services, actor="bunji@laptop")

    nothing_yet: list[Refused] = []

    def meanwhile() -> None:
        with pytest.raises(Refused, match="no listener has been changed") as raised:
            planning.prepare_rollback(colleague, confirmed.id)
        nothing_yet.append(raised.value)

    wire.watch_once("AddListenerCertificates", meanwhile)
    with pytest.raises(Killed):
        cutover.apply(operator.services, confirmed.id, kill)
    assert len(nothing_yet) == 1
    told = [one for one in operator.events(confirmed.id) if isinstance(one, (Failed, Succeeded))][-2:]
    assert [(type(one), one.reconciled) for one in told] == [(Failed, True), (Succeeded, False)]
    after = record.load(operator.services, confirmed.id)
    assert len(after.made) == len(after.origins) == 1
    with pytest.raises(Refused, match="half done"):
        record.give_up(operator.services, confirmed.id)
    assert rolled_back(operator, after).rolled_back
    assert everything_held(clients) == start


def test_what_somebody_else_has_taken_is_named_and_left(operator: Operator, clients: Clients) -> None:
    """A rollback with a conflict has not rolled back, whatever else it restores."""
    done = operator.swapped(DEVICES)
    (listener,) = held_now(operator.services, done.id).listeners
    swap_behind(clients, listener, operator.certificate(API).arn)
    plan = confirmed_back(operator, done)
    assert (plan.changes, plan.settles) == ((), frozenset())
    after = record.load(operator.services, done.id)
    assert [one.arn for one in after.origins] == [listener.arn]
    assert (after.turned_back, after.rolled_back, after.half_done) == (True, False, True)
    assert next_action(after) == "Restore what is left, or swap"
    with pytest.raises(Refused, match="half done"):
        record.give_up(operator.services, done.id)
    swap_behind(clients, listener, new_of(done).arn)
    assert rolled_back(operator, done).rolled_back


End = Callable[[Operator, Migration], Migration]


def closed(operator: Operator, migration: Migration) -> Migration:
    return finish.close(operator.services, migration.id)


def given_up(operator: Operator, migration: Migration) -> Migration:
    return record.give_up(operator.services, migration.id)


@pytest.mark.parametrize("end", [closed, given_up])
def test_as_long_as_the_old_certificate_is_there_an_ended_migration_can_be_restored(
    operator: Operator, clients: Clients, end: End
) -> None:
    start = everything_held(clients)
    ended = end(operator, operator.swapped())
    assert ended.over
    plan = confirmed_back(operator, ended)
    again = record.load(operator.services, ended.id)
    assert not again.over
    assert again.changes_left == plan.changes
    restored = cutover.apply(operator.services, ended.id, ignore)
    assert (restored.rolled_back, step(restored)) == (True, Step.CUTOVER)
    assert everything_held(clients) == start


@pytest.mark.parametrize("end", [closed, given_up])
def test_nothing_else_is_changed_for_a_migration_that_was_ended(
    operator: Operator, wire: Wire, end: End
) -> None:
    swapped = operator.swapped(DEVICES)
    back = planning.prepare_rollback(operator.services, swapped.id).plan
    ended = end(operator, swapped)
    ahead = planning.prepare(operator.services, ended.id).plan
    wire.calls.clear()
    with pytest.raises(Refused, match="is over"):
        cutover.confirm(operator.services, ended.id, ahead, "")
    with pytest.raises(Refused, match="That is not devices-nlb"):
        cutover.confirm(operator.services, ended.id, back, "devices")
    with pytest.raises(Refused, match="is over"):
        operator.delete_old(ended)
    assert record.load(operator.services, ended.id).over
    assert wire.mutations == []


def test_one_that_was_given_up_before_the_cutover_stays_given_up(operator: Operator) -> None:
    back = planning.prepare_rollback(operator.services, operator.swapped(DEVICES).id).plan
    ended = given_up(operator, operator.confirmed())
    with pytest.raises(Refused, match="no listener has been changed"):
        planning.prepare_rollback(operator.services, ended.id)
    with pytest.raises((Refused, PlanStale)):
        cutover.confirm(operator.services, ended.id, back, "devices-nlb")
    assert record.load(operator.services, ended.id).over


def test_with_the_new_certificate_gone_the_old_one_goes_back_where_it_was(
    operator: Operator, clients: Clients
) -> None:
    """Somebody took the new one off a listener by hand, and deleted it."""
    start = everything_held(clients)
    confirmed = operator.confirmed()

    with pytest.raises(Killed):
        cutover.apply(operator.services, confirmed.id, kill)
    half = record.load(operator.services, confirmed.id)
    (origin,) = half.origins
    new = new_of(half).arn
    clients("elbv2").remove_listener_certificates(
        ListenerArn=origin.arn, Certificates=[{"CertificateArn": new}]
    )
    clients("acm").delete_certificate(CertificateArn=new)
    restored = rolled_back(operator, half)
    assert restored.new is None
    assert restored.rolled_back
    assert everything_held(clients) == start
