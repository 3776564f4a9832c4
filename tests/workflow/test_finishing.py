"""Step 6: what is attached, what to prove it with, and closing."""

from datetime import timedelta

import pytest

from acm_tui.aws import acm
from acm_tui.aws.session import Access
from acm_tui.domain.errors import OutcomeUnknown, Refused
from acm_tui.domain.events import Closed
from acm_tui.sandbox.aws.elb.seed import create_distribution
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import attachments, finish, record
from tests.workflow.conftest import REGION
from tests.workflow.story import DEVICES, SHOP, UNUSED, Clients, Operator, is_gone, new_of, swap_behind
from tests.workflow.wire import Fate, Wire


def test_both_certificates_are_found_wherever_they_are_known_to_be(
    operator: Operator, sandbox: Sandbox
) -> None:
    """ACM's list of holders lags, and the chosen listeners are read in any case."""
    sandbox.usage.lag = timedelta(minutes=30)
    try:
        done = operator.swapped()
        now = finish.attached_now(operator.services, done.id)
        assert now.attachments == ()
        assert {one.name for one in now.load_balancers} == {"shop-alb", "corporate-alb"}
        new = new_of(done).arn
        assert {(one.default == new, new in one.sni) for one in now.listeners} >= {
            (True, True),
            (False, True),
        }
    finally:
        sandbox.usage.lag = timedelta(0)


def test_where_somebody_else_put_the_new_one_is_seen(operator: Operator, clients: Clients) -> None:
    done = operator.swapped(DEVICES)
    elsewhere = operator.certificate(SHOP).in_use_by[0]
    (listener, *_) = clients("elbv2").describe_listeners(LoadBalancerArn=elsewhere)["Listeners"]
    clients("elbv2").add_listener_certificates(
        ListenerArn=listener["ListenerArn"], Certificates=[{"CertificateArn": new_of(done).arn}]
    )
    now = finish.attached_now(operator.services, done.id)
    assert {one.arn for one in now.load_balancers} > {elsewhere}


def test_the_chosen_listeners_are_read_though_they_hold_neither(operator: Operator, clients: Clients) -> None:
    done = operator.swapped(DEVICES)
    assert done.plan is not None
    (listener,) = done.plan.before
    third = operator.certificate(SHOP).arn
    swap_behind(clients, listener, third)
    now = finish.attached_now(operator.services, done.id)
    seen = record.load(operator.services, done.id)
    assert (seen.old.in_use_by, new_of(seen).in_use_by) == ((), ())
    assert [(one.arn, one.default) for one in now.listeners] == [(listener.arn, third)]


def test_what_still_holds_the_old_one_elsewhere_is_seen(operator: Operator, clients: Clients) -> None:
    done = operator.swapped()
    create_distribution("111122223333", (SHOP,), done.old.arn)
    now = finish.attached_now(operator.services, done.id)
    assert [one.service for one in now.elsewhere] == ["CloudFront"]


def test_the_leaves_to_compare_with_are_those_of_acm(operator: Operator, access: Access) -> None:
    done = operator.swapped()
    proof = finish.prepare_proof(operator.services, done.id)
    assert proof.new == acm.leaf(access, REGION, new_of(done).arn).fingerprint
    assert proof.old == acm.leaf(access, REGION, done.old.arn).fingerprint
    assert proof.new != proof.old
    chosen = {one.listener_arn for one in done.chosen or ()}
    assert len(proof.hosts) == len(chosen) == 2
    asked = {one.load_balancer: one.server_names for one in proof.hosts}
    assert asked == {"shop-alb": (*new_of(done).names, None), "corporate-alb": new_of(done).names}


def test_the_proof_stands_without_the_old_leaf(operator: Operator, clients: Clients) -> None:
    """The old certificate vanished since the journal was written: that is seen first."""
    migration = attachments.choose(operator.services, operator.issued(UNUSED).id, ())
    clients("acm").delete_certificate(CertificateArn=migration.old.arn)
    proof = finish.prepare_proof(operator.services, migration.id)
    assert (proof.old, proof.hosts) == (None, ())


def test_without_a_successor_there_is_nothing_to_prove(operator: Operator) -> None:
    with pytest.raises(Refused, match="no new certificate"):
        finish.prepare_proof(operator.services, operator.begun().id)


def test_closing_leaves_the_old_certificate(operator: Operator, access: Access, wire: Wire) -> None:
    done = operator.swapped(DEVICES)
    wire.calls.clear()
    closed = finish.close(operator.services, done.id)
    assert closed.over
    assert (closed.closed, closed.old_gone) == (True, False)
    assert wire.calls == []
    assert not is_gone(access, done.old.arn)
    assert finish.close(operator.services, done.id) == closed
    assert operator.events(done.id).count(Closed()) == 1
    with pytest.raises(Refused, match="is over"):
        operator.delete_old(done)


def test_what_is_not_at_its_end_is_not_closed(operator: Operator) -> None:
    confirmed = operator.confirmed(DEVICES)
    with pytest.raises(Refused, match="not at its end"):
        finish.close(operator.services, confirmed.id)
    assert record.load(operator.services, confirmed.id) == confirmed


def test_what_became_of_the_deletion_is_known_before_closing(operator: Operator, wire: Wire) -> None:
    done = operator.swapped(DEVICES)
    wire.always("DeleteCertificate", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        operator.delete_old(done)
    wire.mend()
    after = finish.close(operator.services, done.id)
    assert after.old_gone
    assert not after.closed
