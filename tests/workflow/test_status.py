"""How a migration stands: told as it is, and nothing written."""

from datetime import timedelta

import pytest

from acm_tui.domain.errors import OutcomeUnknown, ServiceTrouble
from acm_tui.domain.journey import Step, missed, step
from acm_tui.sandbox.aws.words import Reason
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import record, request, switch
from acm_tui.workflow.status import standing
from tests.workflow.story import SHOP, Operator, new_of
from tests.workflow.wire import Fate, Refusal, Wire


def test_what_acm_knows_by_now_is_told_and_not_written(operator: Operator, wire: Wire) -> None:
    migration = request.submit(operator.services, operator.begun().id)
    operator.register()
    written = operator.events(migration.id)
    now = standing(operator.services, migration.id)
    assert new_of(now.migration).status == "ISSUED"
    assert step(now.migration) is Step.LISTENERS
    assert now.attached is not None
    assert now.attached.attachments
    assert operator.events(migration.id) == written
    assert (now.migration.updated_at, now.migration.updated_by) == (
        migration.updated_at,
        migration.updated_by,
    )


def test_in_place_each_state_is_told(operator: Operator, sandbox: Sandbox) -> None:
    migration = switch.submit(operator.services, operator.begun().id, SHOP)
    written = operator.events(migration.id)
    waiting = standing(operator.services, migration.id).migration
    assert (step(waiting), waiting.records_complete) == (Step.DNS, True)
    sandbox.clock.advance(timedelta(hours=73))
    assert missed(standing(operator.services, migration.id).migration) is not None
    switch.again(operator.services, migration.id)
    operator.register()
    assert standing(operator.services, migration.id).migration.switched
    assert operator.events(migration.id)[: len(written)] == written


def test_while_an_outcome_is_not_known_the_journal_is_told(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    wire.always("UpdateCertificateOptions", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        switch.submit(operator.services, begun.id, SHOP)
    wire.mend()
    now = standing(operator.services, begun.id)
    assert now.migration == record.load(operator.services, begun.id)
    assert now.migration.in_flight


def test_listeners_that_cannot_be_read_are_told_as_that(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    wire.refuses(Reason.DENIED, "elasticloadbalancing:*")
    now = standing(operator.services, begun.id)
    assert now.attached is None
    assert now.trouble is not None
    assert "elasticloadbalancing:Describe" in now.trouble.sentence


def test_acm_that_cannot_be_read_is_a_trouble(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    wire.always("DescribeCertificate", Refusal("AccessDeniedException"))
    with pytest.raises(ServiceTrouble, match="You may not call"):
        standing(operator.services, begun.id)
