"""Step 5: what is confirmed is the plan that was read, of the listeners that were chosen, as they are."""

from dataclasses import replace

import pytest

from acm_tui.domain.errors import PlanStale, Refused
from acm_tui.domain.events import PlanConfirmed
from acm_tui.workflow import attachments, cutover, planning, record
from tests.workflow.story import DEVICES, SHOP, Clients, Operator
from tests.workflow.wire import Wire


def test_the_confirmation_is_written_with_what_was_typed(operator: Operator, wire: Wire) -> None:
    migration = operator.chosen()
    wire.calls.clear()
    plan = planning.prepare(operator.services, migration.id).plan
    after = cutover.confirm(operator.services, migration.id, plan, SHOP)
    assert operator.events(migration.id)[-1] == PlanConfirmed(plan, SHOP)
    assert (after.plan, after.made) == (plan, ())
    assert wire.mutations == []


@pytest.mark.parametrize(
    "typed", ["", "shop", "SHOP.EXAMPLE.COM", "shop.example.com ", "www.shop.example.com"]
)
def test_another_phrase_confirms_nothing(operator: Operator, typed: str) -> None:
    migration = operator.chosen()
    plan = planning.prepare(operator.services, migration.id).plan
    with pytest.raises(Refused, match="That is not"):
        cutover.confirm(operator.services, migration.id, plan, typed)
    assert record.load(operator.services, migration.id) == migration


def test_a_plan_of_other_listeners_than_those_chosen_is_stale(operator: Operator) -> None:
    """A colleague chose anew while the plan was on the screen: nothing on the listeners has changed."""
    migration = operator.chosen()
    plan = planning.prepare(operator.services, migration.id).plan
    rival = replace(operator.services, actor="bunji@laptop")
    assert migration.chosen is not None
    fewer = attachments.choose(rival, migration.id, migration.chosen[:1])
    with pytest.raises(PlanStale, match="others than when the plan was made") as raised:
        cutover.confirm(operator.services, migration.id, plan, SHOP)
    assert "bunji@laptop" in raised.value.cause
    assert record.load(operator.services, migration.id) == fewer


def test_a_plan_with_conflicts_is_not_confirmed(operator: Operator, clients: Clients) -> None:
    migration = operator.chosen(DEVICES)
    assert migration.chosen is not None
    clients("elbv2").delete_listener(ListenerArn=migration.chosen[0].listener_arn)
    plan = planning.prepare(operator.services, migration.id).plan
    assert [one.why for one in plan.conflicts] == ["the listener is gone"]
    looked = record.load(operator.services, migration.id)
    with pytest.raises(Refused, match="1 conflict"):
        cutover.confirm(operator.services, migration.id, plan, DEVICES)
    assert record.load(operator.services, migration.id) == looked
