"""Reading migrations from the journal, beginning one, and giving one up."""

import logging
from dataclasses import replace

import pytest

from acm_tui.domain.errors import OutcomeUnknown, Refused, SomebodyWasFirst
from acm_tui.domain.events import Abandoned, HandedOver, Started
from acm_tui.domain.migration import Migration
from acm_tui.workflow import cutover, record, request
from acm_tui.workflow.services import Services
from tests.workflow.story import API, SHOP, UNUSED, Killed, Operator, ignore
from tests.workflow.wire import Fate, Wire


def test_saved_migrations_come_the_latest_changed_first(operator: Operator) -> None:
    services = operator.services
    assert record.saved(services.journal) == ()
    first, second = operator.begun(SHOP), operator.begun(API)
    assert [one.id for one in record.saved(services.journal)] == [second.id, first.id]
    first = record.record(services, first, HandedOver("message"))
    assert record.saved(services.journal) == (first, second)


def test_one_that_does_not_exist_is_refused(services: Services) -> None:
    with pytest.raises(Refused, match="no saved migration 0badc0de"):
        record.load(services, "0badc0de")


def test_what_is_loaded_is_what_was_recorded(operator: Operator) -> None:
    begun = operator.begun()
    services = replace(operator.services, actor="bunji@laptop")
    after = record.record(services, begun, HandedOver("CSV"))
    assert record.load(services, begun.id) == after
    assert (after.seq, after.handed_over, after.updated_by) == (2, ("CSV",), "bunji@laptop")


def test_recording_behind_somebody_else_is_refused(operator: Operator) -> None:
    begun = operator.begun()
    record.record(operator.services, begun, HandedOver("CSV"))
    with pytest.raises(SomebodyWasFirst):
        record.record(operator.services, begun, HandedOver("message"))
    assert operator.events(begun.id)[1:] == [HandedOver("CSV")]


def test_beginning_pins_the_place_and_writes_what_was_seen(operator: Operator) -> None:
    shop = operator.certificate(SHOP)
    begun = record.begin(operator.services, shop)
    assert str(begun.place) == "111122223333 · ap-northeast-1"
    assert operator.events(begun.id) == [Started(begun.place, shop)]
    assert (begun.old, begun.updated_by) == (shop, "ayako@bastion")


def test_beginning_again_takes_up_the_unfinished_one(operator: Operator) -> None:
    begun = operator.begun(SHOP)
    other = operator.begun(API)
    assert operator.begun(SHOP) == begun
    assert len(record.saved(operator.services.journal)) == 2
    record.give_up(operator.services, begun.id)
    anew = operator.begun(SHOP)
    assert anew.id not in (begun.id, other.id)
    assert (anew.seq, anew.abandoned) == (1, False)


def test_giving_up_ends_a_migration_and_touches_nothing(operator: Operator, wire: Wire) -> None:
    migration = operator.chosen()
    before = list(wire.mutations)
    after = record.give_up(operator.services, migration.id)
    assert after.abandoned
    assert after.over
    assert operator.events(migration.id)[-1] == Abandoned()
    assert wire.mutations == before


def test_a_half_done_cutover_is_not_given_up(operator: Operator) -> None:
    migration = operator.confirmed()

    def kill(_: Migration) -> None:
        raise Killed

    with pytest.raises(Killed):
        cutover.apply(operator.services, migration.id, kill)
    before = operator.events(migration.id)
    with pytest.raises(Refused, match="half done"):
        record.give_up(operator.services, migration.id)
    assert operator.events(migration.id) == before
    cutover.apply(operator.services, migration.id, ignore)
    assert record.give_up(operator.services, migration.id).abandoned


def test_what_became_of_a_call_is_known_before_giving_up(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    wire.always("RequestCertificate", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        request.submit(operator.services, begun.id)
    wire.mend()
    before = operator.events(begun.id)
    with pytest.raises(Refused, match="not known"):
        record.give_up(operator.services, begun.id)
    assert operator.events(begun.id) == before
    assert request.submit(operator.services, begun.id).new is not None
    assert record.give_up(operator.services, begun.id).abandoned


def test_what_is_over_stays_as_it_ended(operator: Operator) -> None:
    migration = operator.begun(UNUSED)
    given_up = record.give_up(operator.services, migration.id)
    assert record.give_up(operator.services, migration.id) == given_up
    assert operator.events(migration.id).count(Abandoned()) == 1


def test_the_log_names_each_entry_and_what_an_intent_is_about(
    operator: Operator, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "acm_tui.workflow.seat"):
        begun = operator.begun()
        operator.requested()
    said = [one.getMessage() for one in caplog.records if one.name == "acm_tui.workflow.seat"]
    assert said[0] == f"journal {begun.id} #1 Started"
    assert f"journal {begun.id} #4 Intended RequestCertificate" in said
    assert f"journal {begun.id} #5 Succeeded" in said
