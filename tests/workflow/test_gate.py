"""The one gate: intent before the call, outcome after it, whoever else writes meanwhile."""

import threading
from dataclasses import replace

import pytest

from acm_tui.aws.session import Access
from acm_tui.domain.errors import OutcomeUnknown, ServiceTrouble, SomebodyWasFirst, Unreachable
from acm_tui.domain.events import Event, Failed, HandedOver, Intended, Succeeded
from acm_tui.domain.listener import load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Change, RequestCertificate
from acm_tui.workflow import cutover, record, request
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.writer import Halted, Writer
from tests.workflow.story import Killed, Operator, deletion_of_new, ignore
from tests.workflow.wire import Fate, Refusal, Wire


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
        last = operator.services.journal.last

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
    assert not after.in_flight
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


@pytest.mark.parametrize("problem", [OutcomeUnknown("Nobody answered."), Killed()])
def test_after_a_call_without_an_answer_no_other_is_begun(
    operator: Operator, wire: Wire, monkeypatch: pytest.MonkeyPatch, problem: BaseException
) -> None:
    """Not even by another lane, before that call's own lane has noticed."""
    migration = operator.confirmed()
    here, there = first_of_each(migration)
    writer = Writer(operator.services, migration)
    wire.calls.clear()

    def never_answered(*_: object) -> None:
        raise problem

    with monkeypatch.context() as patch:
        patch.setattr("acm_tui.workflow.gate.perform", never_answered)
        with pytest.raises(type(problem)):
            mutate(writer, here)
    with pytest.raises(Halted):
        mutate(writer, there)
    assert wire.mutations == []
    assert [one.mutation for one in record.load(operator.services, migration.id).in_flight] == [here]


def first_of_each(migration: Migration) -> list[Change]:
    """The first change of each load balancer."""
    balancers = dict.fromkeys(load_balancer_of(one.listener_arn) for one in migration.changes_left)
    return [
        next(one for one in migration.changes_left if load_balancer_of(one.listener_arn) == balancer)
        for balancer in balancers
    ]


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
    assert not after.in_flight
    assert after.failure is not None
    assert after.failure.code == "InvalidTagException"


def test_the_second_writer_loses_before_aws_is_asked_to_change_anything(
    operator: Operator, wire: Wire
) -> None:
    migration = operator.requested()
    record.record(operator.services, migration, HandedOver("CSV"))
    wire.forget()
    with pytest.raises(SomebodyWasFirst):
        mutate(Writer(operator.services, migration), deletion_of_new(migration))
    assert wire.mutations == []
    assert operator.events(migration.id)[-1] == HandedOver("CSV")


def test_somebody_who_acts_between_the_guard_and_the_intent_wins(operator: Operator, wire: Wire) -> None:
    """The look at the listeners takes a while: the journal is what decides."""
    migration = operator.confirmed()
    rival = replace(operator.services, actor="bunji@laptop")
    wire.watch_once(
        "DescribeListenerCertificates",
        lambda: record.record(rival, record.load(rival, migration.id), HandedOver("CSV")),
    )
    wire.calls.clear()
    with pytest.raises(SomebodyWasFirst, match="bunji@laptop"):
        cutover.apply(operator.services, migration.id, ignore)
    assert wire.mutations == []
