"""The one gate: intent before the call, outcome after it, and every reason not to call at all."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from acm_tui.aws.session import Access
from acm_tui.domain.errors import OutcomeUnknown, Refused, ServiceTrouble, SomebodyWasFirst, Unreachable
from acm_tui.domain.events import Event, Failed, HandedOver, Intended, Succeeded
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import DeleteCertificate, RequestCertificate
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow import cutover, finish, record, request, validation
from acm_tui.workflow.gate import mutate
from tests.workflow.conftest import STRANGER, Turncoat
from tests.workflow.story import Clients, Operator, ignore
from tests.workflow.wire import Fate, Refusal, Wire


def delete_of(migration: Migration) -> DeleteCertificate:
    assert migration.new is not None
    return DeleteCertificate(migration.new.arn, "failed")


def test_the_intent_is_committed_before_the_call_and_the_outcome_after_it(
    operator: Operator, wire: Wire
) -> None:
    begun = operator.begun()
    at_the_call: list[Event] = []
    threads: set[int] = set()
    wire.watch("RequestCertificate", lambda: at_the_call.extend(operator.events(begun.id)))
    append = operator.services.journal.append

    class Listening:
        read, migrations = operator.services.journal.read, operator.services.journal.migrations

        def append(self, *given: object) -> object:
            threads.add(threading.get_ident())
            return append(*given)  # type: ignore[arg-type]  # passed on as it comes

    after = request.submit(replace(operator.services, journal=Listening()), begun.id)  # type: ignore[arg-type]  # as it comes
    intent = at_the_call[-1]
    assert isinstance(intent, Intended)
    assert isinstance(intent.mutation, RequestCertificate)
    assert after.new is not None
    outcome = operator.events(begun.id)[-1]
    assert isinstance(outcome, Succeeded)
    assert (outcome.intent, outcome.arn, outcome.reconciled) == (
        len(at_the_call),
        after.new.arn,
        False,
    )
    assert outcome.request_id
    assert threads == {threading.get_ident()}
    assert wire.mutations == ["RequestCertificate"]


def test_every_change_of_a_cutover_has_its_intent_before_it(operator: Operator, wire: Wire) -> None:
    migration = operator.confirmed()
    last: list[Event] = []
    calls = ("AddListenerCertificates", "ModifyListener", "RemoveListenerCertificates")
    for call in calls:
        wire.watch(call, lambda: last.append(operator.events(migration.id)[-1]))
    cutover.apply(operator.services, migration.id, ignore)
    assert migration.plan is not None
    assert last == [Intended(change) for change in migration.plan.changes]


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
        (done.id, lambda: mutate(services, record.load(services, done.id), delete_of(done))),
    ]
    validation.look(services, done.id)  # what looking finds new is written in any case
    wire.forget()
    for migration_id, attempt in attempts:
        before = operator.events(migration_id)
        with pytest.raises(Refused, match="--read-only"):
            attempt()
        assert operator.events(migration_id) == before
    assert wire.mutations == []


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
    assert record.load(services, begun.id).in_flight is None


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
    assert record.load(services, begun.id).in_flight is not None
    with pytest.raises(Refused, match="account 111122223333"):
        validation.look(services, known.id)
    assert record.load(services, known.id) == known


def test_an_open_intent_refuses_the_next_change(operator: Operator, wire: Wire) -> None:
    migration = operator.requested()
    wire.always("DeleteCertificate", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        mutate(operator.services, migration, delete_of(migration))
    wire.mend()
    count = len(wire.mutations)
    open_one = record.load(operator.services, migration.id)
    assert open_one.in_flight is not None
    with pytest.raises(Refused, match="not known yet"):
        mutate(operator.services, open_one, delete_of(migration))
    assert record.load(operator.services, migration.id) == open_one
    assert len(wire.mutations) == count


def test_a_migration_that_was_given_up_changes_nothing_any_more(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    given_up = record.give_up(operator.services, begun.id)
    with pytest.raises(Refused, match="is over"):
        request.submit(operator.services, begun.id)
    assert wire.mutations == []
    assert record.load(operator.services, begun.id) == given_up


def test_a_refusal_of_aws_is_written_down_and_raised(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    wire.fails("RequestCertificate", Refusal("AccessDeniedException"))
    with pytest.raises(ServiceTrouble) as raised:
        request.submit(operator.services, begun.id)
    assert raised.value.code == "AccessDeniedException"
    failed = operator.events(begun.id)[-1]
    assert isinstance(failed, Failed)
    assert (failed.code, failed.reconciled) == ("AccessDeniedException", False)
    assert failed.message == raised.value.plain()
    after = record.load(operator.services, begun.id)
    assert after.in_flight is None
    assert after.failure is not None
    assert request.submit(operator.services, begun.id).new is not None


def test_what_never_left_is_known_not_to_be_done(
    operator: Operator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = operator.begun()
    monkeypatch.setenv("AWS_ENDPOINT_URL_ACM", "http://127.0.0.1:9")  # the discard port: nobody listens
    nowhere = Access(None, None)
    try:
        with pytest.raises(Unreachable):
            request.submit(replace(operator.services, accesses=(nowhere,), _known={}), begun.id)
    finally:
        nowhere.close()
    failed = operator.events(begun.id)[-1]
    assert isinstance(failed, Failed)
    assert failed.code == "Unreachable"
    assert wire.count("RequestCertificate") == 0


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.CUT])
def test_no_answer_leaves_the_intent_open(operator: Operator, wire: Wire, fate: Fate) -> None:
    begun = operator.begun()
    wire.always("RequestCertificate", fate)
    with pytest.raises(OutcomeUnknown):
        request.submit(operator.services, begun.id)
    assert isinstance(operator.events(begun.id)[-1], Intended)
    assert wire.count("RequestCertificate") > 1


def test_an_outcome_is_written_behind_what_somebody_else_wrote_meanwhile(
    operator: Operator, wire: Wire
) -> None:
    begun = operator.begun()
    rival = replace(operator.services, actor="bunji@laptop")

    def meanwhile() -> None:
        for how in ("message", "CSV"):
            record.record(rival, record.load(rival, begun.id), HandedOver(how))

    wire.watch("RequestCertificate", meanwhile)
    after = request.submit(operator.services, begun.id)
    assert after.new is not None
    assert after == record.load(operator.services, begun.id)
    assert after.handed_over == ("message", "CSV")
    assert isinstance(operator.events(begun.id)[-1], Succeeded)


def test_a_refusal_too_is_written_behind_somebody_else(operator: Operator, wire: Wire) -> None:
    begun = operator.begun()
    rival = replace(operator.services, actor="bunji@laptop")
    wire.watch(
        "RequestCertificate", lambda: record.record(rival, record.load(rival, begun.id), HandedOver("CSV"))
    )
    wire.fails("RequestCertificate", Refusal("InvalidTagException"))
    with pytest.raises(ServiceTrouble, match="AWS refused"):
        request.submit(operator.services, begun.id)
    after = record.load(operator.services, begun.id)
    assert after.in_flight is None
    assert after.failure is not None
    assert after.failure.code == "InvalidTagException"


def test_the_second_writer_loses_before_aws_is_asked_to_change_anything(
    operator: Operator, wire: Wire
) -> None:
    migration = operator.requested()
    record.record(operator.services, migration, HandedOver("CSV"))
    wire.forget()
    with pytest.raises(SomebodyWasFirst):
        mutate(operator.services, migration, delete_of(migration))
    assert wire.mutations == []
    assert operator.events(migration.id)[-1] == HandedOver("CSV")


def test_somebody_who_acts_between_the_guard_and_the_intent_wins(
    operator: Operator, wire: Wire, clients: Clients
) -> None:
    """The look at the listeners takes a while: the journal is what decides."""
    migration = operator.confirmed()
    rival = replace(operator.services, actor="bunji@laptop")
    wire.watch_once(
        "DescribeListeners",
        lambda: record.record(rival, record.load(rival, migration.id), HandedOver("CSV")),
    )
    wire.calls.clear()
    with pytest.raises(SomebodyWasFirst, match="bunji@laptop"):
        cutover.apply(operator.services, migration.id, ignore)
    assert wire.mutations == []
