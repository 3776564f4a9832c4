"""The operator stops a cutover: calls under way come to their end, no other is begun, the watching ends."""

import threading
from dataclasses import replace

import pytest

from acm_tui.domain.cutover import asked_phrase
from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import may_roll_back
from acm_tui.workflow import cutover, planning, record
from acm_tui.workflow.swap import swap
from tests.workflow.monitored import soon
from tests.workflow.story import Clients, Operator, everything_held
from tests.workflow.wire import Wire

LONGEST_S = 20


class Swap:
    """A swap on a thread of its own, as the screen lets it run."""

    def __init__(self, operator: Operator, migration: Migration, lanes: int = 2) -> None:
        self.services = replace(operator.services, lanes=lanes)
        self.migration_id = migration.id
        self.every_call_made = threading.Event()
        self.outcome: list[Migration] = []
        balancers = planning.prepare(self.services, migration.id).seen.load_balancers
        self.stop, self.enough = threading.Event(), threading.Event()
        self._thread = threading.Thread(
            target=lambda: self.outcome.append(
                swap(
                    self.services,
                    migration.id,
                    balancers,
                    self._progress,
                    lambda _: None,
                    self.enough,
                    self.stop,
                )
            ),
            daemon=True,
        )

    def _progress(self, migration: Migration) -> None:
        if not migration.changes_left:
            self.every_call_made.set()

    def begin(self) -> None:
        self._thread.start()

    def ended(self) -> Migration:
        self._thread.join(LONGEST_S)
        (after,) = self.outcome
        return after


def test_what_is_under_way_comes_to_its_end_and_nothing_else_is_begun(
    operator: Operator, clients: Clients, wire: Wire
) -> None:
    start = everything_held(clients)
    confirmed = operator.confirmed()
    assert confirmed.plan is not None
    running = Swap(operator, confirmed)
    both_under_way, go_on = threading.Barrier(3), threading.Event()

    def held_up() -> None:
        both_under_way.wait(LONGEST_S)
        assert go_on.wait(LONGEST_S)

    wire.watch("AddListenerCertificates", held_up)
    wire.calls.clear()
    running.begin()
    both_under_way.wait(LONGEST_S)
    assert running.services.under_way.stop(confirmed.id)
    go_on.set()

    stopped = running.ended()

    assert wire.mutations == ["AddListenerCertificates"] * 2
    assert len(stopped.made) == 2
    assert (stopped.in_flight, len(stopped.changes_left)) == ((), len(confirmed.plan.changes) - 2)
    assert isinstance(operator.events(confirmed.id)[-1], CutoverWatched), "what was seen is written down"
    assert not running.services.under_way.is_swapping(confirmed.id)

    wire.mend()
    back = planning.prepare_rollback(operator.services, confirmed.id).plan
    cutover.confirm(operator.services, confirmed.id, back, asked_phrase(back, confirmed.old.domain))
    assert cutover.apply(operator.services, confirmed.id, lambda _: None).rolled_back
    assert everything_held(clients) == start


def test_stopped_before_the_first_call_nothing_is_changed(operator: Operator, wire: Wire) -> None:
    confirmed = operator.confirmed()
    running = Swap(operator, confirmed)
    running.stop.set()
    running.enough.set()
    wire.calls.clear()
    running.begin()
    stopped = running.ended()
    assert wire.mutations == []
    assert (stopped.made, stopped.changes_left) == ((), confirmed.changes_left)
    assert may_roll_back(stopped) == "no listener has been changed"


def test_what_was_stopped_can_be_gone_on_with(operator: Operator) -> None:
    confirmed = operator.confirmed()

    class AfterOne:
        """Set as soon as one change is made."""

        def is_set(self) -> bool:
            return record.load(operator.services, confirmed.id).cutover_begun

    stopped = cutover.apply(operator.services, confirmed.id, lambda _: None, AfterOne())  # type: ignore[arg-type]  # all that is asked of it
    assert len(stopped.made) == 1
    assert cutover.apply(operator.services, confirmed.id, lambda _: None).cutover_done


def test_while_it_is_only_watched_the_watching_ends(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long a load balancer takes to show the certificate."""
    monkeypatch.setattr("acm_tui.workflow.monitor.ROUNDS", 10**6)
    running = Swap(operator, operator.confirmed())
    with soon():
        running.begin()
        assert running.every_call_made.wait(LONGEST_S)
        assert running.services.under_way.stop(running.migration_id)
        assert running.ended().cutover_done


def test_there_is_nothing_to_stop_where_nothing_is_under_way(operator: Operator) -> None:
    assert not operator.services.under_way.stop(operator.confirmed().id)


def test_while_it_swaps_its_calls_are_not_taken_for_lost(operator: Operator, wire: Wire) -> None:
    """The plan can be looked at meanwhile: what becomes of a call is for those to say who made it."""
    confirmed = operator.confirmed()
    running = Swap(operator, confirmed, lanes=1)
    conflicts: list[int] = []

    def look_on() -> None:
        before = operator.events(confirmed.id)
        conflicts.append(len(planning.prepare(running.services, confirmed.id).plan.conflicts))
        assert operator.events(confirmed.id) == before

    wire.watch("AddListenerCertificates", look_on)
    running.begin()
    assert running.every_call_made.wait(LONGEST_S)
    running.enough.set()
    assert running.ended().cutover_done
    assert conflicts == [0, 0]
