"""Step 5, when the listeners change behind the operator's back: nothing more is changed, and it can go on."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from acm_tui.domain.cutover import CutoverPlan, ListenersDrifted
from acm_tui.domain.errors import PlanStale
from acm_tui.domain.listener import Listener
from acm_tui.domain.migration import Migration
from acm_tui.sandbox.aws.elb.filling import fill_lists
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import cutover, planning, record
from tests.workflow.story import (
    API,
    DEVICES,
    SHOP,
    Clients,
    Killed,
    Operator,
    everything_held,
    ignore,
    new_of,
    swap_behind,
)
from tests.workflow.wire import Refusal, Wire


def plan_of(migration: Migration) -> CutoverPlan:
    assert migration.plan is not None
    return migration.plan


def listener(plan: CutoverPlan, balancer: str) -> Listener:
    return next(one for one in plan.before if f"/{balancer}/" in one.arn)


def into_list(clients: Clients, arn: str, certificate: str) -> None:
    clients("elbv2").add_listener_certificates(
        ListenerArn=arn, Certificates=[{"CertificateArn": certificate}]
    )


def out_of_list(clients: Clients, arn: str, certificate: str) -> None:
    clients("elbv2").remove_listener_certificates(
        ListenerArn=arn, Certificates=[{"CertificateArn": certificate}]
    )


def another(operator: Operator) -> str:
    """A certificate that has nothing to do with the migration."""
    return operator.certificate(API).arn


def test_a_plan_of_before_a_change_is_not_confirmed(operator: Operator, clients: Clients) -> None:
    migration = operator.chosen()
    plan = planning.prepare(operator.services, migration.id).plan
    into_list(clients, listener(plan, "corporate-alb").arn, another(operator))
    with pytest.raises(PlanStale, match="1 listener") as raised:
        cutover.confirm(operator.services, migration.id, plan, SHOP)
    assert raised.value.cause == "corporate-alb port 443 holds other certificates than expected"
    assert record.load(operator.services, migration.id) == migration
    assert operator.confirm(migration.id).plan is not None


Move = Callable[[Clients, CutoverPlan, str], object]


def default_elsewhere(clients: Clients, plan: CutoverPlan, certificate: str) -> None:
    swap_behind(clients, listener(plan, "shop-alb"), certificate)


def list_grown(clients: Clients, plan: CutoverPlan, certificate: str) -> None:
    into_list(clients, listener(plan, "shop-alb").arn, certificate)


def list_shrunk(clients: Clients, plan: CutoverPlan, _: str) -> None:
    out_of_list(clients, listener(plan, "corporate-alb").arn, plan.old)


def listener_gone(clients: Clients, plan: CutoverPlan, _: str) -> None:
    clients("elbv2").delete_listener(ListenerArn=listener(plan, "corporate-alb").arn)


def port_changed(clients: Clients, plan: CutoverPlan, _: str) -> None:
    clients("elbv2").modify_listener(ListenerArn=listener(plan, "shop-alb").arn, Port=4443)


@pytest.mark.parametrize("move", [default_elsewhere, list_grown, list_shrunk, listener_gone, port_changed])
def test_what_drifted_before_the_first_change_is_refused(
    operator: Operator, clients: Clients, wire: Wire, move: Move
) -> None:
    """Whichever listener it is: all are looked at before the first one is touched."""
    confirmed = operator.confirmed()
    move(clients, plan_of(confirmed), another(operator))
    there = everything_held(clients)
    wire.calls.clear()
    with pytest.raises(PlanStale, match="Nothing more was changed") as raised:
        cutover.apply(operator.services, confirmed.id, ignore)
    assert ("is gone" in raised.value.cause) == (move is listener_gone)
    assert wire.mutations == []
    assert everything_held(clients) == there
    assert record.load(operator.services, confirmed.id) == confirmed


def test_a_later_listener_is_looked_at_again_before_it_is_touched(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    confirmed = operator.confirmed()
    plan = plan_of(confirmed)
    first, second = plan.before
    expected = [change for change in plan.changes if change.listener_arn == first.arn]
    wire.calls.clear()

    def behind_its_back(migration: Migration) -> None:
        if migration.made == tuple(expected):
            into_list(clients, second.arn, another(operator))

    with pytest.raises(PlanStale) as raised:
        cutover.apply(operator.services, confirmed.id, behind_its_back)
    assert isinstance(raised.value, ListenersDrifted)
    assert [one.listener_arn for one in raised.value.drift] == [second.arn]
    assert len(wire.mutations) == len(expected)
    stopped = record.load(operator.services, confirmed.id)
    assert stopped.made == tuple(expected)
    assert not stopped.in_flight

    with pytest.raises(PlanStale):
        cutover.apply(operator.services, confirmed.id, ignore)
    operator.confirm(confirmed.id)
    done = cutover.apply(operator.services, confirmed.id, ignore)
    assert done.cutover_done
    assert len(wire.mutations) == len(plan.changes)  # not one of them twice
    assert planning.prepare(operator.services, done.id).plan.before == plan_of(done).after
    assert another(operator) in next(one for one in plan_of(done).after if one.arn == second.arn).sni


def test_what_was_made_and_put_back_is_seen_and_made_again_under_a_new_plan(
    operator: Operator, clients: Clients
) -> None:
    """An owner such as a template puts its listener back, while another one drifts too."""
    confirmed = operator.confirmed()
    first, second = plan_of(confirmed).before

    def put_back(migration: Migration) -> None:
        if len(migration.made) == len([c for c in plan_of(confirmed).changes if c.listener_arn == first.arn]):
            into_list(clients, first.arn, migration.old.arn)
            if first.default == migration.old.arn:
                swap_behind(clients, first, migration.old.arn)
            into_list(clients, second.arn, another(operator))

    with pytest.raises(PlanStale):
        cutover.apply(operator.services, confirmed.id, put_back)
    operator.confirm(confirmed.id)
    done = cutover.apply(operator.services, confirmed.id, ignore)
    assert done.cutover_done
    assert planning.prepare(operator.services, done.id).plan.changes == ()


def test_what_was_put_back_is_not_taken_for_what_was_made(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    """Going on after an interruption, what is made already must still be there."""
    confirmed = operator.confirmed()

    def kill(_: Migration) -> None:
        raise Killed

    with pytest.raises(Killed):
        cutover.apply(operator.services, confirmed.id, kill)
    (made,) = record.load(operator.services, confirmed.id).made
    out_of_list(clients, made.listener_arn, made.certificate_arn)
    wire.calls.clear()
    with pytest.raises(PlanStale):
        cutover.apply(operator.services, confirmed.id, ignore)
    assert wire.mutations == []
    operator.confirm(confirmed.id)
    assert cutover.apply(operator.services, confirmed.id, ignore).cutover_done


# -- beside the listeners of the plan ------------------------------------------------------------------------


def nearly_full(operator: Operator, clients: Clients, leaving: int) -> Listener:
    """The lists of corporate-alb take only *leaving* more; its listener that is not in the plan."""
    v2 = clients("elbv2")
    (balancer,) = v2.describe_load_balancers(Names=["corporate-alb"])["LoadBalancers"]
    arn = balancer["LoadBalancerArn"]
    head = operator.certificate(SHOP).arn.rpartition("/")[0]
    fill_lists(arn, lambda number: f"{head}/{number:08x}-0000-4000-8000-000000000000", leaving)
    found = v2.describe_listeners(LoadBalancerArn=arn)["Listeners"]
    (beside,) = (one for one in found if one["Port"] == 8443)
    return Listener(
        arn=beside["ListenerArn"], load_balancer_arn=arn, protocol="HTTPS", port=8443, default=None
    )


def test_a_list_that_filled_up_meanwhile_is_seen_before_the_first_change(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    """On a listener that the plan does not touch: AWS would have refused in the middle."""
    beside = nearly_full(operator, clients, leaving=2)
    confirmed = operator.confirmed()
    for certificate in (another(operator), operator.certificate(DEVICES).arn):
        into_list(clients, beside.arn, certificate)
    there = everything_held(clients)
    wire.calls.clear()
    with pytest.raises(ListenersDrifted) as raised:
        cutover.apply(operator.services, confirmed.id, ignore)
    assert raised.value.cause == "corporate-alb port 8443 holds other certificates than expected"
    assert wire.mutations == []
    assert everything_held(clients) == there
    anew = planning.prepare(operator.services, confirmed.id)
    assert anew.crowded == {beside.load_balancer_arn}, "the new plan says that it is full"


def test_it_is_seen_when_the_plan_is_confirmed_as_well(operator: Operator, clients: Clients) -> None:
    beside = nearly_full(operator, clients, leaving=1)
    migration = operator.chosen()
    plan = planning.prepare(operator.services, migration.id).plan
    into_list(clients, beside.arn, another(operator))
    with pytest.raises(ListenersDrifted):
        cutover.confirm(operator.services, migration.id, plan, SHOP)
    assert record.load(operator.services, migration.id) == migration


def test_what_others_do_where_there_is_room_enough_stops_nothing(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    beside = nearly_full(operator, clients, leaving=12)
    confirmed = operator.confirmed()
    into_list(clients, beside.arn, another(operator))
    wire.calls.clear()
    assert cutover.apply(operator.services, confirmed.id, ignore).cutover_done
    looked = [one.parameters["ListenerArn"] for one in wire.calls if one.operation.endswith("Certificates")]
    assert beside.arn not in looked, "no call is spent on it"


# -- the new certificate -------------------------------------------------------------------------------------


def test_a_new_certificate_that_is_issued_no_more_is_seen_before_the_first_change(
    operator: Operator, sandbox: Sandbox, wire: Wire
) -> None:
    confirmed = operator.confirmed()
    sandbox.acm.change(new_of(confirmed).arn, lambda one: replace(one, status="REVOKED"))
    wire.calls.clear()
    with pytest.raises(PlanStale, match="not what it was") as raised:
        cutover.apply(operator.services, confirmed.id, ignore)
    assert "in ACM it is REVOKED" in raised.value.cause
    assert wire.mutations == []
    assert wire.count("DescribeCertificate") == 1
    assert record.load(operator.services, confirmed.id) == confirmed


def test_a_new_certificate_that_somebody_deleted_is_seen_before_the_first_change(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    confirmed = operator.confirmed()
    clients("acm").delete_certificate(CertificateArn=new_of(confirmed).arn)
    wire.calls.clear()
    with pytest.raises(PlanStale) as raised:
        cutover.apply(operator.services, confirmed.id, ignore)
    assert "ACM does not know the new certificate any more" in raised.value.cause
    assert wire.mutations == []


def test_the_way_back_waits_for_no_answer_of_acm(operator: Operator, wire: Wire) -> None:
    done = operator.swapped(DEVICES)
    plan = planning.prepare_rollback(operator.services, done.id).plan
    confirmed = cutover.confirm(operator.services, done.id, plan, "devices-nlb")
    wire.always("DescribeCertificate", Refusal("AccessDenied", 403))
    assert cutover.apply(operator.services, confirmed.id, ignore).rolled_back


def test_drift_after_the_end_is_not_hidden(operator: Operator, clients: Clients) -> None:
    """A finished plan does nothing; planning again shows what is to be done again."""
    done = operator.swapped(DEVICES)
    (listener_,) = plan_of(done).before
    swap_behind(clients, listener_, done.old.arn)
    cutover.apply(operator.services, done.id, ignore)
    assert planning.prepare(operator.services, done.id).plan.changes == plan_of(done).changes
