"""Reads side by side: their order, their number, what happens to the others when one fails."""

import threading
import time
from collections.abc import Callable
from contextvars import ContextVar

import pytest

from acm_tui.aws import at_once as rounds
from acm_tui.aws import patience
from acm_tui.aws.at_once import AT_ONCE, as_they_come, at_once
from acm_tui.aws.attempts import followed
from acm_tui.domain.errors import ServiceTrouble, Trouble

where: ContextVar[str] = ContextVar("where", default="nowhere")


def readers() -> int:
    return sum(thread.name == "aws-read" for thread in threading.enumerate())


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def nobody_is_left() -> None:
    until(lambda: readers() == 0)


@pytest.mark.parametrize("number", [0, 1, 2, AT_ONCE, 100])
def test_the_answers_come_in_the_order_of_the_questions(number: int) -> None:
    overtaken = threading.Event()

    def read(item: int) -> int:
        if item == 1:
            overtaken.set()
        if item == 0 and number > 1:
            assert overtaken.wait(10), "they were not side by side"
        return item * item

    assert at_once(read, iter(range(number))) == [item * item for item in range(number)]
    until(lambda: readers() == 0)


@pytest.mark.parametrize("most", [1, 2, AT_ONCE])
def test_no_more_than_that_are_under_way_and_as_many_are(most: int) -> None:
    lock = threading.Lock()
    full = threading.Event()
    under_way = peak = 0

    def read(item: int) -> int:
        nonlocal under_way, peak
        with lock:
            under_way += 1
            peak = max(peak, under_way)
            if under_way == most:
                full.set()
        assert full.wait(10), "they were not side by side"
        with lock:
            under_way -= 1
        return item

    assert at_once(read, range(40), most) == list(range(40))
    assert peak == most


def test_one_alone_is_read_on_the_callers_own_thread() -> None:
    assert at_once(lambda _: threading.get_ident(), ["one"]) == [threading.get_ident()]


@pytest.mark.parametrize("number", [1, 20])
def test_the_callers_context_is_seen_and_left_alone(number: int) -> None:
    def read(item: int) -> str:
        seen = where.get()
        where.set(f"in {item}")
        return seen

    token = where.set("here")
    try:
        seen = at_once(read, range(number), 4)
        assert where.get() == "here"
    finally:
        where.reset(token)
    assert seen == ["here"] * number


def test_attempts_are_counted_for_each_call_by_itself() -> None:
    both = threading.Barrier(2)

    def read(_: int) -> int:
        with followed() as attempts:
            both.wait(10)
            attempts.begin()
            both.wait(10)
            return attempts.sent

    assert at_once(read, range(2), 2) == [1, 1]


class Broken(Trouble):
    """What a read raises."""


def test_the_first_trouble_is_raised_and_the_rest_is_never_begun() -> None:
    begun: list[int] = []
    let_go = threading.Event()

    def read(item: int) -> int:
        begun.append(item)
        if item == 3:
            raise Broken("three")
        let_go.wait(10)
        return item

    with pytest.raises(Broken, match="three"):
        at_once(read, range(100), 4)  # while the three others are still under way
    let_go.set()
    until(lambda: readers() == 0)
    assert sorted(begun) == [0, 1, 2, 3]


def test_what_is_not_of_aws_is_raised_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        at_once(lambda item: 1 // item, [1, 0, 1])


def test_an_interrupted_caller_leaves_no_thread_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way = threading.Semaphore(0)
    let_go = threading.Event()
    begun: list[int] = []

    def read(item: int) -> int:
        begun.append(item)
        under_way.release()
        let_go.wait(10)
        return item

    def interrupted(_: object) -> list[int]:
        for _number in range(4):
            under_way.acquire()
        raise KeyboardInterrupt

    monkeypatch.setattr(rounds._Reads, "answers", interrupted)
    with pytest.raises(KeyboardInterrupt):
        at_once(read, range(100), 4)
    let_go.set()
    until(lambda: readers() == 0)
    assert len(begun) == 4


def test_reads_under_way_do_not_hold_up_the_end_of_the_program() -> None:
    daemons: list[bool] = []
    at_once(lambda _: daemons.append(threading.current_thread().daemon), range(2))
    assert daemons == [True, True]


def throttled() -> ServiceTrouble:
    return ServiceTrouble("slow down", code="Throttling")


@pytest.mark.parametrize("number", [1, 20])
def test_what_aws_asks_to_slow_down_is_read_again_after_a_pause(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(patience, "PAUSES_S", (0.001, 0.001))
    refusals = dict.fromkeys(range(0, number, 3), 2)

    def read(item: int) -> int:
        if refusals.get(item, 0):
            refusals[item] -= 1
            raise throttled()
        return item

    assert at_once(read, range(number)) == list(range(number))
    assert set(refusals.values()) == {0}


@pytest.mark.parametrize("number", [1, 2])
def test_patience_ends(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(patience, "PAUSES_S", (0.001, 0.001, 0.001))
    asked: list[int] = []

    def read(item: int) -> int:
        asked.append(item)
        if item:
            return item
        raise throttled()

    with pytest.raises(ServiceTrouble, match="slow down"):
        at_once(read, range(number))
    assert asked.count(0) == 4


def test_a_pause_ends_when_another_read_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PAUSES_S", (60.0,))
    paused = threading.Event()

    def read(item: int) -> int:
        if item == 0:
            paused.set()
            raise throttled()
        paused.wait(10)
        raise Broken("one")

    with pytest.raises(Broken):
        at_once(read, range(2))
    until(lambda: readers() == 0)


def test_other_refusals_are_not_read_again() -> None:
    asked: list[int] = []

    def read(item: int) -> int:
        asked.append(item)
        raise ServiceTrouble("no", code="AccessDenied")

    with pytest.raises(ServiceTrouble, match="no"):
        at_once(read, [1])
    assert len(asked) == 1


def test_what_is_answered_in_time_comes_together_and_in_order() -> None:
    overtaken = threading.Event()

    def read(item: int) -> int:
        if item == 2:
            overtaken.set()
        if item == 0:
            assert overtaken.wait(10), "they were not side by side"
        return item * item

    assert list(as_they_come(read, range(3), 10)) == [[(0, 0), (1, 1), (2, 4)]]


def test_who_is_late_holds_up_no_other() -> None:
    let_go = threading.Event()

    def read(item: int) -> int:
        assert item != 0 or let_go.wait(10)
        return item

    batches = as_they_come(read, range(2), 0)
    assert next(batches) == [(1, 1)]
    let_go.set()
    assert list(batches) == [[(0, 0)]]


def test_nothing_is_asked_where_there_is_nothing_to_ask() -> None:
    assert list(as_they_come(lambda item: item, (), 10)) == []


def test_a_trouble_ends_what_comes_as_it_comes() -> None:
    def read(item: int) -> int:
        raise Broken(str(item))

    with pytest.raises(Broken, match="0"):
        next(as_they_come(read, range(1), 0))


def test_who_wants_no_more_lets_the_rest_be() -> None:
    begun: list[int] = []
    let_go = threading.Event()

    def read(item: int) -> int:
        begun.append(item)
        assert item == 0 or let_go.wait(10)
        return item

    batches = as_they_come(read, range(10), 0, most=2)
    assert next(batches) == [(0, 0)]
    until(lambda: sorted(begun) == [0, 1, 2])
    batches.close()
    let_go.set()
    until(lambda: readers() == 0)
    assert sorted(begun) == [0, 1, 2]
