"""Step 5: what a swap leaves in the journal of its watching, however it ends; and no thread stays behind."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from acm_tui.domain.change_record import change_record
from acm_tui.domain.errors import JournalTrouble, ServiceTrouble
from acm_tui.domain.events import CutoverWatched, Event
from acm_tui.domain.migration import Migration
from acm_tui.handoff.change_record.noticed import sentences
from acm_tui.workflow import record, swap
from acm_tui.workflow.monitor import Monitor
from acm_tui.workflow.services import Services
from tests.workflow.story import DEVICES, SHOP, Killed, Operator, held_now, ignore
from tests.workflow.wire import Refusal, Wire


@pytest.fixture(autouse=True)
def loops(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[asyncio.AbstractEventLoop]]:
    """The event loops of the monitors; afterwards none is open, and no thread of a monitor is left."""
    made: list[asyncio.AbstractEventLoop] = []
    new_event_loop = asyncio.new_event_loop

    def noted() -> asyncio.AbstractEventLoop:
        loop = new_event_loop()
        if threading.current_thread().name == "monitor":
            made.append(loop)
        return loop

    monkeypatch.setattr("asyncio.runners.events.new_event_loop", noted)
    yield made
    assert made, "nothing was watched"
    assert [loop for loop in made if not loop.is_closed()] == []
    assert [one for one in threading.enumerate() if one.name == "monitor"] == []


def swapped(
    operator: Operator, confirmed: Migration, progress: Callable[[Migration], None] = ignore
) -> Migration:
    balancers = held_now(operator.services, confirmed.id).load_balancers
    return swap.swap(operator.services, confirmed.id, balancers, progress, lambda _: None, threading.Event())


def said(operator: Operator, migration: Migration) -> str:
    """What the change record says of the interruption."""
    made = change_record(
        operator.services.journal.read(migration.id), now=datetime.now(UTC), program_version="1"
    )
    assert made is not None
    return sentences(made)


def kill_after(calls: int) -> Callable[[Migration], None]:
    def kill(migration: Migration) -> None:
        if len(migration.made) == calls:
            raise Killed

    return kill


def test_a_swap_leaves_one_watching_from_before_the_first_call_until_after_the_last(
    operator: Operator,
) -> None:
    done = swapped(operator, operator.confirmed(DEVICES))
    (watched,) = done.watched
    assert not watched.so_far
    assert [one.held for one in watched.listeners] == ["held"]
    assert said(operator, done).startswith("None was seen: ")
    written = [one for one in operator.events(done.id) if isinstance(one, CutoverWatched)]
    assert [one.so_far for one in written] == [True, True, False]


def test_killed_in_the_middle_it_was_watched_and_nothing_is_known_of_the_calls(operator: Operator) -> None:
    confirmed = operator.confirmed(SHOP)
    with pytest.raises(Killed):
        swapped(operator, confirmed, kill_after(2))
    left = record.load(operator.services, confirmed.id)
    (watched,) = left.watched
    assert watched.so_far
    assert {one.held for one in watched.listeners} == {"not known"}
    assert said(operator, left) == (
        "Not measured. The watching was cut off, or still goes on: nothing is known of 2 calls."
    )

    done = swapped(operator, confirmed)
    assert [one.so_far for one in done.watched] == [True, False]
    text = said(operator, done)
    assert text.startswith("None was seen while it was watched: ")
    assert text.endswith("The watching was cut off, or still goes on: nothing is known of 2 calls.")


def test_killed_while_it_watches_after_the_calls_what_was_seen_of_them_stays(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> bool:
        raise Killed

    monkeypatch.setattr(Monitor, "settle", killed)
    confirmed = operator.confirmed(DEVICES)
    with pytest.raises(Killed):
        swapped(operator, confirmed)
    left = record.load(operator.services, confirmed.id)
    assert left.cutover_done
    text = said(operator, left)
    assert text.startswith("None was seen while it was watched: ")
    assert "Whether 1 connection that had been kept open survived is not known." in text
    assert text.endswith("nothing is known of what came after the last call.")


def test_refused_in_the_middle_what_was_seen_until_then_is_written_down(
    operator: Operator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed = operator.confirmed(SHOP)
    asked: list[datetime] = []
    ask_held = Monitor.ask_held

    def noted(monitor: Monitor, stop: threading.Event | None = None) -> None:
        asked.append(monitor.ended)
        ask_held(monitor, stop)

    monkeypatch.setattr(Monitor, "ask_held", noted)
    wire.always("ModifyListener", Refusal("AccessDenied", 403))
    with pytest.raises(ServiceTrouble):
        swapped(operator, confirmed)
    (watched,) = record.load(operator.services, confirmed.id).watched
    assert not watched.so_far
    assert {one.held for one in watched.listeners} == {"held"}
    assert len(asked) == 1, "held is only what was used again after the last call"


def test_nothing_is_changed_where_the_watching_cannot_be_written_down(
    operator: Operator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed = operator.confirmed(DEVICES)
    wire.calls.clear()

    def full(services: Services, migration: Migration, event: Event) -> Migration:
        raise JournalTrouble("The journal cannot be written.")

    monkeypatch.setattr(swap, "record_behind", full)
    with pytest.raises(JournalTrouble):
        swapped(operator, confirmed)
    assert wire.mutations == []
