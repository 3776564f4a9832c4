"""Step 6: the old certificate is deleted, once, and only when nothing holds it."""

from datetime import timedelta

import pytest

from acm_tui.aws.session import Access
from acm_tui.domain.errors import OutcomeUnknown, Refused, StillInUse
from acm_tui.domain.events import Intended
from acm_tui.domain.mutation import DeleteCertificate
from acm_tui.sandbox.aws.elb.seed import create_distribution
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import attachments, cutover, finish, record, validation
from tests.workflow.story import (
    DEVICES,
    SHOP,
    UNUSED,
    Clients,
    Operator,
    ignore,
    is_gone,
    outcomes,
    swap_behind,
)
from tests.workflow.wire import Fate, Refusal, Wire


@pytest.mark.parametrize("domain", [SHOP, DEVICES, UNUSED])
def test_the_old_certificate_is_deleted_and_no_other(
    operator: Operator, access: Access, wire: Wire, domain: str
) -> None:
    if domain == UNUSED:
        done = attachments.choose(operator.services, operator.issued(domain).id, ())
    else:
        done = operator.swapped(domain)
    wire.calls.clear()
    after = operator.delete_old(done)
    assert after.old_gone
    assert after.over
    assert is_gone(access, done.old.arn)
    deleted = [c.parameters for c in wire.calls if c.operation == "DeleteCertificate"]
    assert deleted == [{"CertificateArn": done.old.arn}]
    assert wire.mutations == ["DeleteCertificate"]
    intents = [one.mutation for one in operator.events(done.id) if isinstance(one, Intended)]
    assert intents[-1] == DeleteCertificate(done.old.arn, "replaced")
    assert operator.delete_old(done) == after
    assert wire.mutations == ["DeleteCertificate"]


@pytest.mark.parametrize("typed", ["", "mqtt", "MQTT.example.net", "mqtt.example.net\n"])
def test_another_phrase_deletes_nothing(operator: Operator, wire: Wire, typed: str) -> None:
    done = operator.swapped(DEVICES)
    wire.calls.clear()
    with pytest.raises(Refused, match="That is not"):
        finish.delete_old(operator.services, done.id, typed)
    assert wire.mutations == []
    assert not record.load(operator.services, done.id).old_gone


def test_what_still_sits_on_a_listener_is_not_deleted(operator: Operator, wire: Wire) -> None:
    """Only a part was chosen: the rest still serves the old one."""
    migration = operator.issued()
    found = attachments.find(operator.services, migration.id).attachments
    attachments.choose(operator.services, migration.id, found[:1])
    operator.confirm(migration.id)
    done = cutover.apply(operator.services, migration.id, ignore)
    assert done.cutover_done
    wire.calls.clear()
    with pytest.raises(Refused, match="2 listener role") as raised:
        operator.delete_old(done)
    assert raised.value.cause == "shop-alb HTTPS 443 holds it as default + SNI"
    assert wire.mutations == []


def test_what_was_put_back_is_seen_though_acm_lags(
    operator: Operator, clients: Clients, sandbox: Sandbox, wire: Wire
) -> None:
    """Somebody swaps back, and ACM's list of holders says for minutes that nothing holds it."""
    done = operator.swapped(DEVICES)
    assert done.plan is not None
    validation.look(operator.services, done.id)
    sandbox.usage.lag = timedelta(minutes=30)
    try:
        sandbox.clock.advance(timedelta(hours=1))
        swap_behind(clients, done.plan.before[0], done.old.arn)
        assert validation.look(operator.services, done.id).old.in_use_by == ()
        wire.calls.clear()
        with pytest.raises(Refused, match="1 listener role"):
            operator.delete_old(done)
        assert wire.mutations == []
    finally:
        sandbox.usage.lag = timedelta(0)


def test_while_acm_counts_a_holder_nothing_is_deleted_and_later_it_is(
    operator: Operator, access: Access, sandbox: Sandbox, wire: Wire
) -> None:
    sandbox.usage.lag = timedelta(minutes=10)
    try:
        done = operator.swapped(DEVICES)
        wire.calls.clear()
        with pytest.raises(StillInUse, match="still counts 1 load balancer") as raised:
            operator.delete_old(done)
        assert "lags" in raised.value.remedy
        assert wire.mutations == []
        sandbox.clock.advance(timedelta(minutes=11))
        assert operator.delete_old(done).over
        assert is_gone(access, done.old.arn)
    finally:
        sandbox.usage.lag = timedelta(0)


def test_a_holder_elsewhere_keeps_it(operator: Operator, wire: Wire) -> None:
    done = operator.swapped(DEVICES)
    create_distribution("111122223333", (DEVICES,), done.old.arn)
    wire.calls.clear()
    with pytest.raises(Refused, match="outside load balancing hold") as raised:
        operator.delete_old(done)
    assert "CloudFront arn:aws:cloudfront" in raised.value.cause
    assert wire.mutations == []


def test_while_it_soaks_it_stays(operator: Operator, sandbox: Sandbox, wire: Wire) -> None:
    done = operator.swapped(DEVICES, soak_h=24)
    wire.calls.clear()
    with pytest.raises(Refused, match="kept for the way back until"):
        operator.delete_old(done)
    assert wire.mutations == []
    finish.set_soak(operator.services, done.id, 0)
    assert operator.delete_old(done).old_gone


@pytest.mark.parametrize("hours", [-1, 8761])
def test_a_soak_of_no_sense_is_refused(operator: Operator, hours: int) -> None:
    done = operator.swapped(DEVICES)
    with pytest.raises(Refused, match=f"{hours} hours"):
        finish.set_soak(operator.services, done.id, hours)
    assert record.load(operator.services, done.id) == done


def test_when_acm_itself_refuses_it_is_written_down(operator: Operator, wire: Wire) -> None:
    done = operator.swapped(DEVICES)
    wire.fails("DeleteCertificate", Refusal("ResourceInUseException"))
    with pytest.raises(StillInUse):
        operator.delete_old(done)
    after = record.load(operator.services, done.id)
    assert (after.in_flight, after.old_gone) == ((), False)
    assert after.failure is not None
    assert after.failure.code == "ResourceInUseException"
    assert operator.delete_old(done).old_gone


def test_nothing_is_deleted_before_the_cutover_is_complete(operator: Operator, wire: Wire) -> None:
    migration = operator.issued(UNUSED)
    wire.calls.clear()
    with pytest.raises(Refused, match="cutover is not complete"):
        operator.delete_old(migration)
    with pytest.raises(Refused, match="no issued successor"):
        operator.delete_old(operator.begun("old.example.net"))
    assert wire.mutations == []


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.CUT])
def test_a_deletion_without_an_answer_is_settled_by_reading(
    operator: Operator, access: Access, wire: Wire, fate: Fate
) -> None:
    done = operator.swapped(DEVICES)
    wire.always("DeleteCertificate", fate)
    with pytest.raises(OutcomeUnknown):
        operator.delete_old(done)
    wire.mend()
    assert not record.load(operator.services, done.id).old_gone
    wire.calls.clear()
    after = operator.delete_old(done)
    assert after.old_gone
    assert is_gone(access, done.old.arn)
    assert wire.mutations == ([] if fate is Fate.LOST else ["DeleteCertificate"])
    by_reading = [code for code, reconciled in outcomes(operator.events(done.id)) if reconciled]
    assert by_reading == ["done" if fate is Fate.LOST else "NotCarriedOut"]


def test_an_answer_lost_before_a_not_found_stays_open_until_it_is_read(
    operator: Operator, wire: Wire
) -> None:
    """The second attempt finds it gone; who deleted it is known only by reading the journal and AWS."""
    done = operator.swapped(DEVICES)
    wire.fails("DeleteCertificate", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        operator.delete_old(done)
    assert wire.count("DeleteCertificate") == 2
    assert operator.delete_old(done).over


def test_one_that_somebody_deleted_in_between_counts_as_deleted(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    done = operator.swapped(DEVICES)
    wire.watch_once(
        "DeleteCertificate",
        lambda: clients("acm").delete_certificate(CertificateArn=done.old.arn),
    )
    assert operator.delete_old(done).over
