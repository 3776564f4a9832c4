"""Every reason not to call AWS at all, at every point where the program would change something."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from acm_tui.aws.session import Access
from acm_tui.domain.errors import OutcomeUnknown, Refused
from acm_tui.domain.events import WayChosen
from acm_tui.domain.mutation import RequestCertificate
from acm_tui.domain.window import Window
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import attachments, cutover, finish, planning, record, request, validation
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.window import set_window
from acm_tui.workflow.writer import Writer
from tests.workflow.conftest import STRANGER, Turncoat
from tests.workflow.story import Operator, deletion_of_new, ignore
from tests.workflow.wire import Fate, Wire


def test_read_only_refuses_everything_and_appends_nothing(operator: Operator, wire: Wire) -> None:
    services = replace(operator.services, read_only=True)
    begun = operator.begun()
    confirmed = operator.confirmed("api.example.com")
    plan = confirmed.plan
    assert plan is not None
    done = operator.swapped("mqtt.example.net")
    attempts: list[tuple[str, Callable[[], object]]] = [
        (begun.id, lambda: request.submit(services, begun.id)),
        (confirmed.id, lambda: cutover.confirm(services, confirmed.id, plan, "api.example.com")),
        (confirmed.id, lambda: cutover.apply(services, confirmed.id, ignore)),
        (done.id, lambda: finish.delete_old(services, done.id, "mqtt.example.net")),
        (done.id, lambda: mutate(Writer(services, record.load(services, done.id)), deletion_of_new(done))),
    ]
    validation.look(services, done.id)  # what looking finds new is written in any case
    wire.forget()
    for migration_id, attempt in attempts:
        before = operator.events(migration_id)
        with pytest.raises(Refused, match="--read-only"):
            attempt()
        assert operator.events(migration_id) == before
    assert wire.mutations == []


def test_read_only_decides_nothing(operator: Operator, wire: Wire) -> None:
    services = replace(operator.services, read_only=True)
    begun = operator.begun("pay.example.net")
    chosen = operator.chosen("api.example.com")
    done = operator.swapped("mqtt.example.net")
    assert chosen.chosen is not None
    now = services.clock()
    window = Window(begins=now + timedelta(hours=1), ends=now + timedelta(hours=2), zone="UTC")
    attempts: list[tuple[str, Callable[[], object]]] = [
        (begun.id, lambda: record.record(services, begun, WayChosen("replace"))),
        (begun.id, lambda: record.give_up(services, begun.id)),
        (chosen.id, lambda: attachments.choose(services, chosen.id, ())),
        (chosen.id, lambda: set_window(services, chosen.id, window)),
        (done.id, lambda: finish.set_soak(services, done.id, 48)),
        (done.id, lambda: finish.close(services, done.id)),
    ]
    wire.calls.clear()
    for migration_id, attempt in attempts:
        before = operator.events(migration_id)
        with pytest.raises(Refused, match="--read-only"):
            attempt()
        assert operator.events(migration_id) == before
    assert wire.mutations == []


def test_read_only_shows_the_plan_of_a_cutover_that_hangs(operator: Operator, wire: Wire) -> None:
    """A call without an outcome is somebody's who is at work: what became of it is not for us to write."""
    migration = operator.confirmed()
    wire.always("AddListenerCertificates", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        cutover.apply(operator.services, migration.id, ignore)
    wire.mend()
    before = operator.events(migration.id)
    services = replace(operator.services, read_only=True)
    ahead, back = (
        prepare(services, migration.id).plan for prepare in (planning.prepare, planning.prepare_rollback)
    )
    assert migration.plan is not None
    assert (ahead.changes, ahead.conflicts) == (migration.plan.changes[1:], ())
    assert len(back.changes) == 1
    assert operator.events(migration.id) == before


def test_read_only_does_not_request_again(operator: Operator, sandbox: Sandbox, wire: Wire) -> None:
    migration = operator.requested()
    sandbox.move("advance", {"hours": 73})
    migration = validation.look(operator.services, migration.id)
    wire.forget()
    with pytest.raises(Refused, match="--read-only"):
        request.request_again(replace(operator.services, read_only=True), migration.id)
    assert wire.mutations == []
    assert record.load(operator.services, migration.id) == migration


def test_profiles_of_another_account_are_refused(operator: Operator, stranger: Access, wire: Wire) -> None:
    begun = operator.begun()
    services = replace(operator.services, accesses=(stranger,), _known={})
    wire.forget()
    with pytest.raises(Refused, match="account 111122223333") as raised:
        request.submit(services, begun.id)
    assert STRANGER in raised.value.cause
    assert wire.mutations == []
    assert not record.load(services, begun.id).in_flight


def test_the_profile_of_the_right_account_is_found_among_others(
    operator: Operator, stranger: Access, access: Access
) -> None:
    services = replace(operator.services, accesses=(stranger, access), _known={})
    assert services.access_for(operator.begun().place) is access


def test_credentials_that_change_under_us_are_refused_at_every_point(
    operator: Operator, turncoat: Turncoat, sandbox: Sandbox, wire: Wire
) -> None:
    turncoat.become("111122223333")
    services = replace(operator.services, accesses=(turncoat.access,), _known={})
    begun = operator.begun("pay.example.net")
    late = operator.requested()
    sandbox.move("advance", {"hours": 73})
    late = validation.look(services, late.id)
    confirmed = operator.confirmed("api.example.com")
    plan = confirmed.plan
    assert plan is not None
    done = validation.look(services, operator.swapped("mqtt.example.net").id)

    turncoat.become(STRANGER)
    wire.forget()
    attempts: list[tuple[str, Callable[[], object]]] = [
        (begun.id, lambda: request.submit(services, begun.id)),
        (late.id, lambda: request.request_again(services, late.id)),
        (confirmed.id, lambda: cutover.confirm(services, confirmed.id, plan, "api.example.com")),
        (confirmed.id, lambda: cutover.apply(services, confirmed.id, ignore)),
        (done.id, lambda: finish.delete_old(services, done.id, "mqtt.example.net")),
    ]
    for migration_id, attempt in attempts:
        before = operator.events(migration_id)
        with pytest.raises(Refused, match="This migration lives in account 111122223333") as raised:
            attempt()
        assert STRANGER in raised.value.cause
        assert operator.events(migration_id) == before
    assert wire.mutations == []


def test_nothing_is_concluded_from_what_another_account_says(
    operator: Operator, turncoat: Turncoat, wire: Wire
) -> None:
    turncoat.become("111122223333")
    services = replace(operator.services, accesses=(turncoat.access,), _known={})
    begun = operator.begun()
    wire.always("RequestCertificate", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        request.submit(services, begun.id)
    wire.mend()
    known = operator.requested("api.example.com")

    turncoat.become(STRANGER)
    with pytest.raises(Refused, match="account 111122223333"):
        request.submit(services, begun.id)
    assert record.load(services, begun.id).in_flight
    with pytest.raises(Refused, match="account 111122223333"):
        validation.look(services, known.id)
    assert record.load(services, known.id) == known


def test_an_open_intent_refuses_the_next_change(operator: Operator, wire: Wire) -> None:
    migration = operator.requested()
    wire.always("DeleteCertificate", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        mutate(Writer(operator.services, migration), deletion_of_new(migration))
    wire.mend()
    count = len(wire.mutations)
    open_one = record.load(operator.services, migration.id)
    assert open_one.in_flight
    with pytest.raises(Refused, match="not known yet"):
        mutate(Writer(operator.services, open_one), deletion_of_new(migration))
    assert record.load(operator.services, migration.id) == open_one
    assert len(wire.mutations) == count


def test_no_certificate_is_requested_while_there_is_a_successor(operator: Operator, wire: Wire) -> None:
    migration = operator.requested()
    assert migration.request is not None
    wire.forget()
    with pytest.raises(Refused, match="refuses to make this change") as raised:
        mutate(Writer(operator.services, migration), RequestCertificate(migration.request))
    assert "there is a new certificate already" in raised.value.cause
    assert wire.mutations == []
    assert record.load(operator.services, migration.id) == migration


def test_a_migration_that_was_given_up_changes_nothing_any_more(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    given_up = record.give_up(operator.services, begun.id)
    with pytest.raises(Refused, match="is over"):
        request.submit(operator.services, begun.id)
    assert wire.mutations == []
    assert record.load(operator.services, begun.id) == given_up
