"""Step 3, ACM's side: what is seen is written, once, and only when nothing is under way."""

from dataclasses import replace

import pytest

from acm_tui.domain.errors import OutcomeUnknown, ServiceTrouble, Trouble
from acm_tui.domain.events import CertificateGone, CertificateSeen, HandedOver
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import record, request, validation
from tests.workflow.story import UNUSED, Clients, Operator, new_of
from tests.workflow.wire import Fate, Refusal, Wire


def test_pending_becomes_issued_and_only_differences_are_written(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    assert validation.look(operator.services, begun.id) == begun
    asked = request.submit(operator.services, begun.id)
    pending = validation.look(operator.services, begun.id)
    assert new_of(pending).status == "PENDING_VALIDATION"
    assert len(pending.records) == 2  # one for each name: the shop's and its www
    assert pending.seq == asked.seq + 1
    for _ in range(3):
        assert validation.look(operator.services, begun.id) == pending
    operator.register()
    issued = validation.look(operator.services, begun.id)
    assert new_of(issued).status == "ISSUED"
    assert new_of(issued).not_after is not None
    assert validation.look(operator.services, begun.id) == issued
    seen = [one for one in operator.events(begun.id) if isinstance(one, CertificateSeen)]
    assert [one.certificate.status for one in seen] == ["PENDING_VALIDATION", "ISSUED"]
    assert wire.mutations == ["RequestCertificate"]


def test_time_out_is_seen(operator: Operator, sandbox: Sandbox) -> None:
    migration = operator.requested()
    sandbox.move("advance", {"hours": 73})
    assert new_of(validation.look(operator.services, migration.id)).status == "VALIDATION_TIMED_OUT"


def test_the_old_one_is_looked_at_too(operator: Operator, clients: Clients) -> None:
    begun = operator.begun()
    clients("acm").add_tags_to_certificate(
        CertificateArn=begun.old.arn, Tags=[{"Key": "team", "Value": "another"}]
    )
    after = validation.look(operator.services, begun.id)
    assert after.old.tags["team"] == "another"
    assert after.seq == begun.seq + 1


def test_the_successor_is_gone(operator: Operator, clients: Clients) -> None:
    migration = operator.requested()
    arn = new_of(migration).arn
    clients("acm").delete_certificate(CertificateArn=arn)
    after = validation.look(operator.services, migration.id)
    assert operator.events(migration.id)[-1] == CertificateGone(arn)
    assert (after.new, [one.arn for one in after.predecessors]) == (None, [arn])
    assert validation.look(operator.services, migration.id) == after


def test_the_old_one_is_gone_and_not_asked_for_again(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    migration = operator.issued(UNUSED)
    clients("acm").delete_certificate(CertificateArn=migration.old.arn)
    after = validation.look(operator.services, migration.id)
    assert operator.events(migration.id)[-1] == CertificateGone(migration.old.arn)
    assert after.old_gone
    wire.calls.clear()
    assert validation.look(operator.services, migration.id) == after
    asked = [c.parameters["CertificateArn"] for c in wire.calls if c.operation == "DescribeCertificate"]
    assert asked == [new_of(after).arn]


def test_nothing_is_written_and_nobody_asked_while_a_call_is_under_way(
    operator: Operator, wire: Wire
) -> None:
    begun = operator.begun()
    wire.always("RequestCertificate", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        request.submit(operator.services, begun.id)
    wire.forget()
    open_one = record.load(operator.services, begun.id)
    assert open_one.in_flight
    assert validation.look(operator.services, begun.id) == open_one
    assert record.load(operator.services, begun.id) == open_one
    assert wire.calls == []


def test_who_is_overtaken_while_looking_looks_again(operator: Operator, wire: Wire) -> None:
    migration = operator.requested()
    rival = replace(operator.services, actor="bunji@laptop")
    operator.register()
    wire.watch_once(
        "DescribeCertificate",
        lambda: record.record(rival, record.load(rival, migration.id), HandedOver("message")),
    )
    after = validation.look(operator.services, migration.id)
    assert (after.handed_over, new_of(after).status) == (("message",), "ISSUED")
    assert record.load(operator.services, migration.id) == after


def test_who_is_overtaken_each_time_writes_nothing_and_shows_what_is(operator: Operator, wire: Wire) -> None:
    migration = operator.requested()
    rival = replace(operator.services, actor="bunji@laptop")
    operator.register()
    wire.watch(
        "DescribeCertificate",
        lambda: record.record(rival, record.load(rival, migration.id), HandedOver("message")),
    )
    after = validation.look(operator.services, migration.id)
    assert new_of(after).status == "PENDING_VALIDATION"
    assert after == record.load(operator.services, migration.id)


def test_what_cannot_be_read_changes_nothing(operator: Operator, wire: Wire) -> None:
    migration = operator.requested()
    operator.register()
    for fate in (Refusal("AccessDeniedException"), Fate.CUT, Refusal("InternalFailure", 500)):
        wire.always("DescribeCertificate", fate)
        with pytest.raises(Trouble) as raised:
            validation.look(operator.services, migration.id)
        assert isinstance(raised.value, ServiceTrouble)
        assert record.load(operator.services, migration.id) == migration
        wire.mend()
