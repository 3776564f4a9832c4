"""Step 5: the plan, its confirmation, and the swap on every kind of load balancer."""

import pytest

from acm_tui.domain.errors import OutcomeUnknown, Refused, ServiceTrouble
from acm_tui.domain.events import Succeeded
from acm_tui.domain.journey import Step, step
from acm_tui.domain.listener import classic_address
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from acm_tui.workflow import attachments, cutover, planning, record, validation
from tests.workflow.story import (
    DEVICES,
    ORDERS,
    SHOP,
    UNUSED,
    Clients,
    Killed,
    Operator,
    everything_held,
    held_now,
    ignore,
    new_of,
    outcomes,
    settings_of,
    swap_behind,
)
from tests.workflow.wire import Fate, Refusal, Wire

CHANGES = ("AddListenerCertificates", "ModifyListener", "RemoveListenerCertificates")


def test_the_plan_of_the_shop_never_leaves_a_gap(operator: Operator, wire: Wire) -> None:
    migration = operator.chosen()
    before = list(wire.mutations)
    plan = planning.prepare(operator.services, migration.id).plan
    assert wire.mutations == before
    assert record.load(operator.services, migration.id) == migration
    kinds: dict[str, list[type[Change]]] = {}
    for change in plan.changes:
        kinds.setdefault(change.listener_arn.split("/")[-3], []).append(type(change))
    assert kinds == {
        "shop-alb": [AddToList, SetDefault, RemoveFromList],
        "corporate-alb": [AddToList, RemoveFromList],
    }
    assert (plan.old, plan.new, plan.conflicts) == (migration.old.arn, new_of(migration).arn, ())


def test_nothing_is_planned_before_the_listeners_are_chosen(operator: Operator) -> None:
    with pytest.raises(Refused, match="No listeners are chosen yet") as raised:
        planning.prepare(operator.services, operator.issued().id)
    assert raised.value.remedy == "Choose where to swap at step 4."


def test_nothing_is_planned_before_acm_has_issued(operator: Operator) -> None:
    with pytest.raises(Refused, match="is not issued") as raised:
        planning.prepare(operator.services, operator.requested(DEVICES).id)
    assert "ACM says PENDING_VALIDATION of arn:aws:acm:" in raised.value.cause
    assert raised.value.remedy == "Go on with it at step 3."


def test_nothing_is_planned_without_a_successor(operator: Operator, clients: Clients) -> None:
    with pytest.raises(Refused, match="There is no new certificate yet"):
        planning.prepare(operator.services, operator.begun(ORDERS).id)
    migration = operator.chosen(DEVICES)
    clients("acm").delete_certificate(CertificateArn=new_of(migration).arn)
    with pytest.raises(Refused, match="The new certificate is gone") as raised:
        planning.prepare(operator.services, migration.id)
    assert raised.value.cause == f"ACM does not know {new_of(migration).arn} any more"
    assert raised.value.remedy == "Request it at step 2."


def test_nothing_is_planned_for_a_successor_that_has_expired(operator: Operator) -> None:
    """Chosen, and then forgotten for longer than a certificate lives."""
    migration = operator.chosen(DEVICES)
    operator.sandbox.move("advance", {"hours": 24 * 199})
    assert new_of(validation.look(operator.services, migration.id)).status == "EXPIRED"
    with pytest.raises(Refused, match="is not issued") as raised:
        planning.prepare(operator.services, migration.id)
    assert "ACM says EXPIRED" in raised.value.cause
    assert raised.value.remedy == "It serves no more: begin another migration."


@pytest.mark.parametrize("domain", [SHOP, DEVICES, ORDERS])
def test_the_end_is_what_the_plan_said_and_nothing_else_is_touched(
    operator: Operator, clients: Clients, wire: Wire, domain: str
) -> None:
    before = everything_held(clients)
    confirmed = operator.confirmed(domain)
    plan = confirmed.plan
    assert plan is not None
    wire.calls.clear()
    shown: list[Migration] = []

    done = cutover.apply(operator.services, confirmed.id, shown.append)

    assert step(done) is Step.FINISH
    assert done.made == plan.changes
    assert [one.made for one in shown] == [plan.changes[: n + 1] for n in range(len(plan.changes))]
    assert shown[-1] == done == record.load(operator.services, done.id)
    assert len(wire.mutations) == len(plan.changes)
    now = held_now(operator.services, done.id)
    assert now.attachments == ()
    assert all(one in now.listeners for one in plan.after)
    after = everything_held(clients)
    swapped = {_key(one.arn) for one in plan.before}
    assert before.keys() == after.keys()
    assert {arn for arn in before if before[arn] != after[arn]} == swapped
    if domain != ORDERS:  # a Classic Load Balancer is looked at more closely below
        assert all(settings_of(before[arn]) == settings_of(after[arn]) for arn in swapped)


def _key(listener_arn: str) -> str:
    classic = classic_address(listener_arn)
    return classic[0] if classic else listener_arn


def test_on_a_classic_load_balancer_only_the_certificate_changes(
    operator: Operator, clients: Clients
) -> None:
    confirmed = operator.confirmed(ORDERS)
    before = everything_held(clients)["order-desk"]
    cutover.apply(operator.services, confirmed.id, ignore)
    after = everything_held(clients)["order-desk"]
    (held,) = [
        one["Listener"] for one in before["ListenerDescriptions"] if "SSLCertificateId" in one["Listener"]
    ]
    assert held["SSLCertificateId"] == confirmed.old.arn
    held["SSLCertificateId"] = new_of(confirmed).arn
    assert after == before


def test_one_that_is_attached_to_nothing_needs_no_swap(operator: Operator, wire: Wire) -> None:
    migration = operator.issued(UNUSED)
    chosen = attachments.choose(operator.services, migration.id, ())
    assert chosen.cutover_done
    plan = planning.prepare(operator.services, migration.id).plan
    assert (plan.changes, plan.before) == ((), ())
    wire.calls.clear()
    with pytest.raises(Refused, match="No plan is confirmed"):
        cutover.apply(operator.services, migration.id, ignore)
    assert wire.mutations == []


def test_what_somebody_swapped_by_hand_needs_no_word(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    migration = operator.chosen(DEVICES)
    (listener,) = held_now(operator.services, migration.id).listeners
    swap_behind(clients, listener, new_of(migration).arn)
    plan = planning.prepare(operator.services, migration.id).plan
    assert plan.changes == ()
    wire.calls.clear()
    cutover.confirm(operator.services, migration.id, plan, "")
    done = cutover.apply(operator.services, migration.id, ignore)
    assert done.cutover_done
    assert wire.mutations == []


def test_a_finished_plan_does_nothing_again(operator: Operator, wire: Wire) -> None:
    done = operator.swapped()
    wire.calls.clear()
    for _ in range(2):
        assert cutover.apply(operator.services, done.id, ignore) == done
    assert wire.mutations == []
    again = planning.prepare(operator.services, done.id).plan
    assert (again.changes, again.conflicts) == ((), ())


def test_nothing_is_swapped_without_a_confirmed_plan(operator: Operator, wire: Wire) -> None:
    migration = operator.chosen()
    wire.calls.clear()
    with pytest.raises(Refused, match="No plan is confirmed"):
        cutover.apply(operator.services, migration.id, ignore)
    assert wire.mutations == []


@pytest.mark.parametrize("after", [1, 2, 4])
def test_killed_after_any_change_it_is_finished_later(
    operator: Operator, clients: Clients, wire: Wire, after: int
) -> None:
    confirmed = operator.confirmed()
    plan = confirmed.plan
    assert plan is not None
    wire.calls.clear()

    def kill(migration: Migration) -> None:
        if len(migration.made) == after:
            raise Killed

    with pytest.raises(Killed):
        cutover.apply(operator.services, confirmed.id, kill)
    assert len(wire.mutations) == after
    done = cutover.apply(operator.services, confirmed.id, ignore)
    assert done.made == plan.changes
    assert len(wire.mutations) == len(plan.changes)
    assert planning.prepare(operator.services, done.id).plan.before == plan.after


@pytest.mark.parametrize(
    ("call", "fate"), [*((call, Fate.LOST) for call in CHANGES), ("ModifyListener", Fate.CUT)]
)
def test_a_change_without_an_answer_is_settled_by_reading(
    operator: Operator, wire: Wire, call: str, fate: Fate
) -> None:
    confirmed = operator.confirmed()
    plan = confirmed.plan
    assert plan is not None
    wire.always(call, fate)
    with pytest.raises(OutcomeUnknown):
        cutover.apply(operator.services, confirmed.id, ignore)
    wire.mend()
    wire.calls.clear()
    left = len(record.load(operator.services, confirmed.id).changes_left)
    done = cutover.apply(operator.services, confirmed.id, ignore)
    assert len(wire.mutations) == (left - 1 if fate is Fate.LOST else left)
    assert done.made == plan.changes
    assert planning.prepare(operator.services, done.id).plan.before == plan.after
    reconciled = [code for code, by_reading in outcomes(operator.events(done.id)) if by_reading]
    assert reconciled == ["done" if fate is Fate.LOST else "NotCarriedOut"]


def test_a_change_that_aws_refuses_stops_and_can_be_gone_on_with(operator: Operator, wire: Wire) -> None:
    confirmed = operator.confirmed()
    assert confirmed.plan is not None
    wire.fails("ModifyListener", Refusal("AccessDenied", 403))
    wire.calls.clear()
    with pytest.raises(ServiceTrouble, match="may not call") as raised:
        cutover.apply(operator.services, confirmed.id, ignore)
    assert raised.value.code == "AccessDenied"
    stopped = record.load(operator.services, confirmed.id)
    assert stopped.failure is not None
    assert isinstance(stopped.failure.mutation, SetDefault)
    assert wire.mutations[-1] == "ModifyListener"
    done = cutover.apply(operator.services, confirmed.id, ignore)
    assert done.made == confirmed.plan.changes


def test_every_outcome_names_its_request(operator: Operator) -> None:
    done = operator.swapped()
    assert done.plan is not None
    calls = [one for one in operator.events(done.id) if isinstance(one, Succeeded)][1:]
    assert len(calls) == len(done.plan.changes)
    assert all(one.request_id for one in calls)
