"""An endpoint that takes the switch and drops the option: nothing is pending, and that is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.events import CertificateSeen
from acm_tui.domain.journey import Step, missed, step
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.migration import Migration
from acm_tui.domain.switching import SHOWN_WITHIN
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import record, request, switch, validation, which_way
from acm_tui.workflow.status import standing
from tests.workflow.story import SHOP, Clients, Operator
from tests.workflow.wire import Refusal, Says, Wire


@pytest.fixture
def ignoring(wire: Wire) -> Iterator[None]:
    """The call is answered with 200, and nothing comes of it."""
    wire.always("UpdateCertificateOptions", Says({}))
    yield
    wire.mend()


def not_shown(operator: Operator, sandbox: Sandbox) -> Migration:
    """The switch was asked for, and ACM has been looked at for longer than it may take to show it."""
    migration = switch.submit(operator.services, operator.begun().id, SHOP)
    sandbox.clock.advance(SHOWN_WITHIN)
    return validation.look(operator.services, migration.id)


@pytest.mark.usefixtures("ignoring")
def test_for_some_minutes_it_is_waited_for_and_then_it_is_told(operator: Operator, sandbox: Sandbox) -> None:
    migration = switch.submit(operator.services, operator.begun().id, SHOP)
    validation.look(operator.services, migration.id)
    written = operator.events(migration.id)
    sandbox.clock.advance(SHOWN_WITHIN - timedelta(minutes=1))
    assert missed(validation.look(operator.services, migration.id)) is None
    assert operator.events(migration.id) == written
    sandbox.clock.advance(timedelta(minutes=1))
    told = validation.look(operator.services, migration.id)
    assert "ACM took the call, but by" in (missed(told) or "")
    assert (step(told), told.switch_waits) == (Step.DNS, False)
    # That is a fact like any other: written down once, and known to whoever opens the journal.
    assert validation.look(operator.services, migration.id) == told
    assert operator.events(migration.id) == [*written, CertificateSeen(told.old)]
    assert record.load(operator.services, migration.id) == told


@pytest.mark.usefixtures("ignoring")
def test_status_tells_it_and_writes_nothing(operator: Operator, sandbox: Sandbox) -> None:
    migration = switch.submit(operator.services, operator.begun().id, SHOP)
    sandbox.clock.advance(SHOWN_WITHIN)
    written = operator.events(migration.id)
    now = standing(operator.services, migration.id).migration
    assert "it showed no switch" in (missed(now) or "")
    assert now.updated_at == migration.updated_at
    assert operator.events(migration.id) == written


@pytest.mark.usefixtures("ignoring")
def test_the_other_way_is_advised_and_open(operator: Operator, sandbox: Sandbox, wire: Wire) -> None:
    waiting = not_shown(operator, sandbox)
    advised = which_way.advise(operator.services, waiting.id)
    assert (advised.recommended, advised.in_place.standing) == ("replace", "closed")
    assert "showed no switch" in advised.in_place.why
    replacing = request.submit(operator.services, waiting.id)
    assert replacing.new is not None
    assert "ACM has shown none" in left_behind(replacing)[0]
    assert wire.count("UpdateCertificateOptions") == 1


def test_it_can_be_asked_for_again_and_then_works(
    operator: Operator, sandbox: Sandbox, wire: Wire, ignoring: None
) -> None:
    waiting = not_shown(operator, sandbox)
    wire.mend()
    anew = validation.look(operator.services, switch.again(operator.services, waiting.id).id)
    assert (anew.switch_waits, anew.records_complete) == (True, True)
    assert wire.count("UpdateCertificateOptions") == 2
    operator.register()
    assert validation.look(operator.services, waiting.id).switched


def test_one_that_is_pending_all_the_same_is_gone_on_with(
    operator: Operator, sandbox: Sandbox, wire: Wire, clients: Clients, ignoring: None
) -> None:
    waiting = not_shown(operator, sandbox)
    clients("acm").update_certificate_options(
        CertificateArn=waiting.old.arn, Options={"ValidationMethod": "DNS"}
    )
    after = switch.again(operator.services, waiting.id)
    assert after.switch_waits
    assert wire.count("UpdateCertificateOptions") == 1


@pytest.mark.usefixtures("ignoring")
def test_where_the_names_cannot_be_asked_for_either_that_is_told_at_once(
    operator: Operator, wire: Wire
) -> None:
    """An endpoint of an older API knows neither the option nor the call."""
    migration = switch.submit(operator.services, operator.begun().id, SHOP)
    wire.always("ListCertificateDomainValidations", Refusal("UnknownOperationException"))
    with pytest.raises(ServiceTrouble, match="does not offer the switch in place at this endpoint") as told:
        validation.look(operator.services, migration.id)
    assert "Replacing" in told.value.remedy
    assert which_way.take(operator.services, migration.id, "replace").way == "replace"
    assert validation.look(operator.services, migration.id).way == "replace"
