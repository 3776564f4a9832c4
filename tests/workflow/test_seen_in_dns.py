"""What was seen in DNS after a switch in place is written down."""

from __future__ import annotations

from acm_tui.domain.events import HandedOver
from acm_tui.domain.propagation import conclude
from acm_tui.domain.renewal import renewal_proof
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import finish, handover, record, switch, validation
from tests.workflow.story import SHOP, Operator
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
