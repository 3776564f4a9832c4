"""The journal does not take what became of a call: that is said as it is, and the next start reads AWS."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from acm_tui.domain.errors import JournalTrouble, OutcomeUnwritten
from acm_tui.domain.events import Failed, Intended, Succeeded
from acm_tui.domain.found import sentences
from acm_tui.workflow import cutover, record, request
from acm_tui.workflow.services import Services
from tests.workflow.story import Operator, ignore, new_of
from tests.workflow.wire import Refusal, Wire


def breaking_at(services: Services, *kinds: type) -> Services:
    """*services* whose disk is full as soon as an event of one of *kinds* is to be written."""
    journal = services.journal

    class Full:
        read, last, migrations, notes = journal.read, journal.last, journal.migrations, journal.notes

        def append(self, migration: str, after: int, at: Any, actor: str, event: Any) -> Any:
            if isinstance(event, kinds):
                raise JournalTrouble(
                    "The journal cannot be used. Nothing is changed in AWS without it.",
                    cause="database or disk is full",
                    remedy="Make room.",
                )
            return journal.append(migration, after, at, actor, event)

    return replace(services, journal=Full())


def test_an_intent_that_cannot_be_written_is_not_carried_out(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    with pytest.raises(JournalTrouble, match="Nothing is changed in AWS") as caught:
        request.submit(breaking_at(operator.services, Intended), begun.id)
    assert not isinstance(caught.value, OutcomeUnwritten)
    assert wire.mutations == []


def test_an_outcome_that_cannot_be_written_is_told_with_what_was_made(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    with pytest.raises(OutcomeUnwritten) as caught:
        request.submit(breaking_at(operator.services, Succeeded), begun.id)
    (open_one,) = record.load(operator.services, begun.id).in_flight
    after = request.submit(operator.services, begun.id)
    made = new_of(after).arn
    assert caught.value.plain() == (
        f"AWS has carried out the change: {made}. That could not be written to the journal.\n"
        "Cause: database or disk is full\n"
        "Next: Make room. The journal holds that it was asked for: AWS is read before anything else is done."
    )
    assert wire.mutations == ["RequestCertificate"], "nothing was requested twice"
    assert sentences(after.found) == (
        f"The request of {open_one.at:%Y-%m-%d %H:%M} UTC was carried out: ACM has {made}, found by its tag.",
    )


def test_a_refusal_that_cannot_be_written_says_that_nothing_was_carried_out(
    operator: Operator, wire: Wire
) -> None:
    begun = operator.begun()
    wire.always("RequestCertificate", Refusal("AccessDeniedException"))
    with pytest.raises(OutcomeUnwritten) as caught:
        request.submit(breaking_at(operator.services, Failed), begun.id)
    assert caught.value.sentence.startswith("The change was not carried out.")
    assert "You may not call acm:RequestCertificate." in caught.value.cause
    assert "database or disk is full" in caught.value.cause


def test_a_cutover_stops_at_the_first_outcome_that_cannot_be_written(operator: Operator, wire: Wire) -> None:
    migration = operator.confirmed()
    wire.forget()
    with pytest.raises(OutcomeUnwritten, match="AWS has carried out the change"):
        cutover.apply(breaking_at(operator.services, Succeeded), migration.id, ignore)
    assert len(wire.mutations) == 1
    after = cutover.apply(operator.services, migration.id, ignore)
    assert after.cutover_done
    assert migration.plan is not None
    assert len(wire.mutations) == len(migration.plan.changes)
