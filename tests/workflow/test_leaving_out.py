"""In the middle of a cutover: one listener that cannot be changed for ever holds up no other."""

from collections.abc import Callable

import pytest

from acm_tui.domain.errors import OutcomeUnknown, Refused, ServiceTrouble
from acm_tui.domain.events import ListenersChosen
from acm_tui.domain.journey import Step, step
from acm_tui.domain.listener import Attachment
from acm_tui.domain.migration import Migration
from acm_tui.workflow import attachments, cutover, planning, record
from tests.workflow.story import (
    DEVICES,
    Clients,
    Killed,
    Operator,
    everything_held,
    held_now,
    ignore,
)
from tests.workflow.wire import Fate, Refusal, Wire

CORPORATE, SHOP = "/corporate-alb/", "/shop-alb/"
DENIED = Refusal("AccessDenied", 403)


def killed_after(operator: Operator, migration: Migration, changes: int) -> Migration:
    """The program ends when so many changes are made: two of them are all of the first load balancer."""

    def kill(now: Migration) -> None:
        if len(now.made) == changes:
            raise Killed

    with pytest.raises(Killed):
        cutover.apply(operator.services, migration.id, kill)
    return record.load(operator.services, migration.id)


def of(migration: Migration, balancer: str) -> str:
    """The ARN of the chosen listener of that load balancer."""
    (arn,) = {one.listener_arn for one in migration.chosen or () if balancer in one.listener_arn}
    return arn


def on(balancer: str, attachments_: tuple[Attachment, ...] | None) -> tuple[Attachment, ...]:
    return tuple(one for one in attachments_ or () if balancer in one.listener_arn)


def denied_for_ever(operator: Operator, wire: Wire) -> Migration:
    """The first load balancer is swapped; on the second one nothing may be changed."""
    migration = operator.confirmed()
    wire.fails("AddListenerCertificates", Fate.ARRIVES, *[DENIED] * 50)
    for _ in range(2):
        with pytest.raises(ServiceTrouble, match="may not call"):
            cutover.apply(operator.services, migration.id, ignore)
    return record.load(operator.services, migration.id)


def test_a_listener_that_is_denied_is_left_out_and_the_rest_is_finished(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    start = everything_held(clients)
    stuck = denied_for_ever(operator, wire)
    assert len(stuck.made) == 2

    rest = attachments.leave_out(operator.services, stuck.id, [of(stuck, SHOP)])

    assert rest.chosen == on(CORPORATE, stuck.chosen)
    assert (step(rest), rest.origins) == (Step.CUTOVER, stuck.origins)
    operator.confirm(rest.id)
    done = cutover.apply(operator.services, rest.id, ignore)
    assert step(done) is Step.FINISH
    assert [one.listener_arn for one in held_now(operator.services, done.id).attachments] == []
    assert everything_held(clients)[of(stuck, SHOP)] == start[of(stuck, SHOP)]

    wire.mend()
    back = planning.prepare_rollback(operator.services, done.id).plan
    cutover.confirm(operator.services, done.id, back, "corporate-alb")
    assert cutover.apply(operator.services, done.id, ignore).rolled_back
    assert everything_held(clients) == start


def delete_listener(clients: Clients, arn: str) -> None:
    clients("elbv2").delete_listener(ListenerArn=arn)


def delete_load_balancer(clients: Clients, arn: str) -> None:
    (one,) = clients("elbv2").describe_listeners(ListenerArns=[arn])["Listeners"]
    clients("elbv2").delete_load_balancer(LoadBalancerArn=one["LoadBalancerArn"])


@pytest.mark.parametrize("delete", [delete_listener, delete_load_balancer])
@pytest.mark.parametrize("made", [2, 3])
def test_a_listener_that_is_deleted_meanwhile_is_left_out(
    operator: Operator, clients: Clients, made: int, delete: Callable[[Clients, str], None]
) -> None:
    """Also one that was changed before: of what is gone there is nothing to finish."""
    half = killed_after(operator, operator.confirmed(), made)
    delete(clients, of(half, SHOP))
    plan = planning.prepare(operator.services, half.id).plan
    assert [(one.listener_arn, one.why) for one in plan.conflicts] == [
        (of(half, SHOP), "the listener is gone")
    ]
    with pytest.raises(Refused, match="1 conflict") as raised:
        cutover.confirm(operator.services, half.id, plan, "")
    assert raised.value.remedy == "Leave these listeners out, or choose again."

    attachments.leave_out(operator.services, half.id, [of(half, SHOP)])
    operator.confirm(half.id)
    assert step(cutover.apply(operator.services, half.id, ignore)) is Step.FINISH


def test_by_going_back_and_unticking_it_comes_to_the_same(operator: Operator) -> None:
    half = killed_after(operator, operator.confirmed(), 2)
    chosen = attachments.choose(operator.services, half.id, on(CORPORATE, half.chosen))
    assert (chosen.chosen, chosen.plan) == (on(CORPORATE, half.chosen), None)


def test_what_was_changed_is_finished_or_rolled_back(operator: Operator) -> None:
    half = killed_after(operator, operator.confirmed(), 1)
    before = operator.events(half.id)
    with pytest.raises(Refused, match="cannot be chosen like this") as raised:
        attachments.choose(operator.services, half.id, on(SHOP, half.chosen))
    assert "corporate-alb has been changed already" in raised.value.cause
    for wanted in ((), (*(half.chosen or ()), Attachment(of(half, SHOP).replace("shop", "x"), "default"))):
        with pytest.raises(Refused, match="cannot be chosen like this"):
            attachments.choose(operator.services, half.id, wanted)
    assert operator.events(half.id) == before


def test_something_must_be_left(operator: Operator) -> None:
    migration = operator.confirmed(DEVICES)
    arns = [one.listener_arn for one in migration.chosen or ()]
    with pytest.raises(Refused, match="Nothing would be left"):
        attachments.leave_out(operator.services, migration.id, arns)
    assert record.load(operator.services, migration.id).chosen == migration.chosen


def test_a_first_change_without_an_answer_counts_as_begun(operator: Operator, wire: Wire) -> None:
    migration = operator.confirmed()
    wire.always("AddListenerCertificates", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        cutover.apply(operator.services, migration.id, ignore)
    wire.mend()
    with pytest.raises(Refused, match="cannot be chosen like this"):
        attachments.choose(operator.services, migration.id, on(SHOP, migration.chosen))
    assert record.load(operator.services, migration.id).cutover_begun
    assert len(operator.events(migration.id)) > 1
    assert not isinstance(operator.events(migration.id)[-1], ListenersChosen)


def test_a_rollback_that_is_denied_at_one_listener_restores_the_others(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    start = everything_held(clients)
    done = operator.swapped()
    corporate = of(done, CORPORATE)
    back = planning.prepare_rollback(operator.services, done.id).plan
    cutover.confirm(operator.services, done.id, back, done.old.domain)
    wire.always("AddListenerCertificates", DENIED)
    with pytest.raises(ServiceTrouble, match="may not call"):
        cutover.apply(operator.services, done.id, ignore)
    wire.mend()

    rest = planning.prepare_rollback(operator.services, done.id, left_out=[corporate]).plan
    assert all(SHOP in change.listener_arn for change in rest.changes)
    cutover.confirm(operator.services, done.id, rest, "shop-alb")
    restored = cutover.apply(operator.services, done.id, ignore)

    assert [one.arn for one in restored.origins] == [corporate]
    assert (restored.turned_back, restored.rolled_back) == (True, False)
    assert changed_listeners(start, everything_held(clients)) == {corporate}
    with pytest.raises(Refused, match="half done"):
        record.give_up(operator.services, done.id)

    last = planning.prepare_rollback(operator.services, done.id).plan
    cutover.confirm(operator.services, done.id, last, "corporate-alb")
    assert cutover.apply(operator.services, done.id, ignore).rolled_back
    assert everything_held(clients) == start


def changed_listeners(before: dict[str, dict[str, object]], after: dict[str, dict[str, object]]) -> set[str]:
    return {arn for arn in before if before[arn] != after[arn]}


def test_an_added_one_is_chosen_beside_what_is_swapped(operator: Operator) -> None:
    """The second batch may be thought over until it is begun."""
    migration = operator.issued()
    found = attachments.find(operator.services, migration.id).attachments
    attachments.choose(operator.services, migration.id, on(CORPORATE, found))
    operator.confirm(migration.id)
    done = cutover.apply(operator.services, migration.id, ignore)
    both = attachments.choose(operator.services, migration.id, found)
    assert both.half_done
    again = attachments.choose(operator.services, migration.id, on(CORPORATE, found))
    assert again.chosen == done.chosen
    assert planning.prepare(operator.services, migration.id).plan.changes == ()
