"""What was seen in DNS after a switch in place is written down."""

from __future__ import annotations

from acm_tui.domain.events import HandedOver, RecordsSeen
from acm_tui.domain.mutation import DeleteCertificate
from acm_tui.domain.propagation import conclude
from acm_tui.domain.record_sight import RecordSight
from acm_tui.domain.renewal import renewal_proof
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import finish, handover, record, switch, validation
from acm_tui.workflow.writer import Writer
from tests.workflow.story import SHOP, Operator, new_of
from tests.workflow.wire import Wire


def test_each_look_at_the_records_is_written_down_and_nothing_is_asked_of_aws(
    operator: Operator, sandbox: Sandbox, wire: Wire
) -> None:
    waiting = switch.submit(operator.services, operator.begun().id, SHOP)
    operator.register()
    done = validation.look(operator.services, waiting.id)
    handover.handed_over(operator.services, done.id, "message")
    wire.forget()
    check = conclude(done.records[0], None, (), sandbox.clock.now())
    after = finish.records_seen(operator.services, done.id, [check])
    assert [(one.record, one.verdict, one.at) for one in after.sights] == [
        (done.records[0], "cannot_see", check.at)
    ]
    assert HandedOver("message") in operator.events(done.id)
    assert record.load(operator.services, done.id).sights == after.sights
    assert [one.holds for one in renewal_proof(after).points][:1] == [True]
    assert wire.count("DescribeCertificate") == 0


def test_what_a_colleague_saw_in_dns_stands_in_the_way_of_no_change(operator: Operator) -> None:
    begun = switch.submit(operator.services, operator.requested().id, SHOP)
    migration = validation.look(operator.services, begun.id)
    seen = RecordsSeen((RecordSight(record=migration.records[0], at=migration.updated_at, verdict="ready"),))
    record.record(operator.services, migration, seen)
    writer = Writer(operator.services, migration)
    intent = writer.intend(DeleteCertificate(new_of(migration).arn, "not needed"))
    assert writer.migration.sights == seen.sights
    assert intent == writer.migration.seq
