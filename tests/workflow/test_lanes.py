"""Several load balancers at the same time: one call after the other on each, and what stops one stops all."""

import threading
from dataclasses import replace

import msgspec
import pytest

from acm_tui.domain.errors import OutcomeUnknown, Refused, ServiceTrouble, SomebodyWasFirst
from acm_tui.domain.events import CertificateSeen, Intended, SoakSet, Succeeded
from acm_tui.domain.guard import forbidden
from acm_tui.domain.listener import load_balancer_name, load_balancer_of
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import Change
from acm_tui.workflow import cutover, planning, record
from acm_tui.workflow.gate import mutate
from acm_tui.workflow.lanes import side_by_side
from acm_tui.workflow.services import Services
from acm_tui.workflow.writer import Writer
from tests.workflow.story import Killed, Operator, deletion_of_new, ignore, new_of
from tests.workflow.wire import Fate, Refusal, Wire

SHOP, CORPORATE = "shop-alb", "corporate-alb"
LONGEST_S = 10


@pytest.fixture
def both(operator: Operator) -> Services:
    """Both load balancers of the shop at the same time."""
    return replace(operator.services, lanes=2)


def balancer(change: Change) -> str:
    return load_balancer_name(load_balancer_of(change.listener_arn))


def of(made: tuple[Change, ...], name: str) -> list[Change]:
    return [one for one in made if balancer(one) == name]


def together(wire: Wire, operation: str) -> None:
    """Nobody's first *operation* goes on before another one is on its way, too."""
    meeting = threading.Barrier(2)
    left = [meeting.wait, meeting.wait]
    wire.watch(operation, lambda: left.pop()(LONGEST_S) if left else None)


def test_two_load_balancers_are_changed_at_once_each_in_the_plans_order(
    operator: Operator, both: Services, wire: Wire
) -> None:
    confirmed = operator.confirmed()
    assert confirmed.plan is not None
    together(wire, "AddListenerCertificates")
    shown: list[Migration] = []

    done = cutover.apply(both, confirmed.id, shown.append)

    assert set(done.made) == set(confirmed.plan.changes)
    for name in (SHOP, CORPORATE):
        assert of(done.made, name) == of(confirmed.plan.changes, name)
    assert [len(one.made) for one in shown] == sorted(len(one.made) for one in shown)
    assert done == record.load(operator.services, done.id)
    first, second = operator.events(done.id)[-2 * len(done.made) :][:2]
    assert isinstance(first, Intended)
    assert isinstance(second, Intended), "both were intended before either was answered"
    assert planning.prepare(operator.services, done.id).plan.before == confirmed.plan.after


def test_one_lane_is_one_after_the_other(operator: Operator, wire: Wire) -> None:
    confirmed = operator.confirmed()
    assert confirmed.plan is not None
    done = cutover.apply(operator.services, confirmed.id, ignore)
    assert done.made == confirmed.plan.changes
    told = operator.events(done.id)[-2 * len(done.made) :]
    assert [type(one) for one in told] == [Intended, Succeeded] * len(done.made)


def test_where_one_is_refused_the_other_ends_its_call_and_begins_no_other(
    operator: Operator, both: Services, wire: Wire
) -> None:
    confirmed = operator.confirmed()
    together(wire, "AddListenerCertificates")
    wire.fails("AddListenerCertificates", Refusal("AccessDenied", 403))
    wire.calls.clear()

    with pytest.raises(ServiceTrouble, match="may not call"):
        cutover.apply(both, confirmed.id, ignore)

    stopped = record.load(operator.services, confirmed.id)
    assert not stopped.in_flight
    assert stopped.failure is not None, "it is still known what went wrong"
    # The answer that is not refused may come first: then its lane has begun one call more.
    assert 2 <= len(wire.mutations) <= 3
    assert len(stopped.made) == len(wire.mutations) - 1
    assert len({balancer(one) for one in stopped.made}) == 1
    done = cutover.apply(both, confirmed.id, ignore)
    assert done.cutover_done


def test_two_answers_lost_at_once_are_both_settled_by_reading(
    operator: Operator, both: Services, wire: Wire
) -> None:
    confirmed = operator.confirmed()
    assert confirmed.plan is not None
    together(wire, "AddListenerCertificates")
    wire.always("AddListenerCertificates", Fate.LOST)
    with pytest.raises(OutcomeUnknown):
        cutover.apply(both, confirmed.id, ignore)
    stopped = record.load(operator.services, confirmed.id)
    assert {balancer(one.mutation) for one in stopped.in_flight if isinstance(one.mutation, Change)} == {
        SHOP,
        CORPORATE,
    }
    wire.mend()
    wire.calls.clear()

    done = cutover.apply(both, confirmed.id, ignore)

    assert len(wire.mutations) == len(confirmed.plan.changes) - 2, "neither is asked for again"
    assert planning.prepare(operator.services, done.id).plan.before == confirmed.plan.after


def test_who_ends_the_program_ends_every_lane(operator: Operator, both: Services, wire: Wire) -> None:
    confirmed = operator.confirmed()

    def kill(_: Migration) -> None:
        raise Killed

    with pytest.raises(Killed):
        cutover.apply(both, confirmed.id, kill)
    assert len(record.load(operator.services, confirmed.id).made) <= 2
    assert cutover.apply(both, confirmed.id, ignore).cutover_done


def test_a_colleague_who_only_looks_does_not_stop_the_cutover(operator: Operator) -> None:
    confirmed = operator.confirmed()

    def looks(migration: Migration) -> None:
        record.record(operator.services, migration, CertificateSeen(migration.old))

    done = cutover.apply(operator.services, confirmed.id, looks)
    assert done.cutover_done
    seen = [one for one in operator.events(done.id) if isinstance(one, CertificateSeen)]
    assert len(seen) >= len(done.made)


def test_a_colleague_who_decides_does(operator: Operator, wire: Wire) -> None:
    confirmed = operator.confirmed()

    def decides(migration: Migration) -> None:
        record.record(operator.services, migration, CertificateSeen(migration.old))
        record.record(operator.services, record.load(operator.services, migration.id), SoakSet(48))

    wire.calls.clear()
    with pytest.raises(SomebodyWasFirst):
        cutover.apply(operator.services, confirmed.id, decides)
    assert len(wire.mutations) == 1


def test_what_a_colleague_saw_counts_before_the_next_call(operator: Operator, wire: Wire) -> None:
    """The program is about to delete a successor that a colleague has just seen issued."""
    waiting = operator.requested()
    writer = Writer(operator.services, waiting)
    issued = msgspec.structs.replace(new_of(waiting), status="ISSUED")
    record.record(operator.services, waiting, CertificateSeen(issued))
    wire.calls.clear()
    with pytest.raises(Refused) as raised:
        mutate(writer, deletion_of_new(waiting))
    assert raised.value.cause == "it is issued"
    assert wire.mutations == []


def test_where_aws_asks_to_slow_down_the_change_is_made_after_a_pause(
    operator: Operator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acm_tui.aws.patience.PAUSES_S", (0.0, 0.0))
    confirmed = operator.confirmed()
    wire.fails("ModifyListener", *[Refusal("Throttling")] * 5)
    done = cutover.apply(operator.services, confirmed.id, ignore)
    assert done.cutover_done
    assert wire.count("ModifyListener") == 6


def test_a_load_balancer_has_one_call_under_way(operator: Operator) -> None:
    confirmed = operator.confirmed()
    first, second, *_ = of(confirmed.changes_left, SHOP)
    (other, *_) = of(confirmed.changes_left, CORPORATE)
    assert [forbidden(confirmed, one) is None for one in (first, second, other)] == [True, False, True]
    under_way = record.record(operator.services, confirmed, Intended(first))
    assert forbidden(under_way, first) is not None
    assert forbidden(under_way, second) is not None
    assert forbidden(under_way, other) is None


def test_an_intent_that_somebody_else_left_open_stops_every_lane(operator: Operator, wire: Wire) -> None:
    confirmed = operator.confirmed()
    first, *_ = of(confirmed.changes_left, SHOP)
    (other, *_) = of(confirmed.changes_left, CORPORATE)
    writer = Writer(operator.services, record.record(operator.services, confirmed, Intended(first)))
    wire.calls.clear()
    with pytest.raises(Refused, match="not known yet"):
        mutate(writer, other)
    assert wire.calls == []


@pytest.mark.parametrize(("most", "lanes", "expected"), [(1, 3, 1), (2, 5, 2), (8, 3, 3)])
def test_no_more_lanes_than_asked_for_and_no_fewer(most: int, lanes: int, expected: int) -> None:
    lock = threading.Lock()
    inside = highest = 0
    full = threading.Event()
    done: list[int] = []

    def work(lane: int) -> None:
        nonlocal inside, highest
        with lock:
            inside += 1
            highest = max(highest, inside)
            if inside == expected:
                full.set()
        assert full.wait(LONGEST_S)
        with lock:
            inside -= 1
            done.append(lane)

    side_by_side(work, range(lanes), most)
    assert highest == expected
    assert sorted(done) == list(range(lanes))


def test_the_others_are_waited_for_when_one_fails() -> None:
    failed = threading.Event()
    ended: list[str] = []

    def work(lane: str) -> None:
        if lane == "fails":
            failed.set()
            raise Killed
        assert failed.wait(LONGEST_S)
        ended.append(lane)

    with pytest.raises(Killed):
        side_by_side(work, ["fails", "goes on", "begins later"], 2)
    assert ended == ["goes on", "begins later"]
