"""A baton: lanes have threads of their own, and only who holds it runs; who is next is known beforehand.

A thread gives it up wherever a call sets out to AWS, wherever an answer sets out from there, before something
is written, before it takes a lock and after it has given one back. So the same numbers always make the same
interleaving.
"""

from __future__ import annotations

import itertools
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextvars import copy_context
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

import pytest

from tests.cutover.line import Killed

Lane = TypeVar("Lane")

MOST_TURNS = 1000
"""How often somebody asks for a lock before a test has failed."""

LONGEST_S = 60.0
"""How long anybody waits before a test has failed; all lanes together take milliseconds."""


Cut = Callable[[list[Any]], list[Any]]
"""Other lanes in the place of those given."""


def as_they_are(lanes: list[Any]) -> list[Any]:
    """As the program has made them."""
    return lanes


def _nobody_asks() -> None:
    """Nobody wants to know that something went wrong."""


class Baton:
    """Stands in for :func:`acm_tui.workflow.lanes.side_by_side`, and for the locks of those who run there.

    *numbers* say, again and again, how many places on from its holder the baton goes: with 0 it stays.
    ``cut`` makes other lanes of those that are to be run, as if the changes had been shared out wrongly.
    ``troubled`` is told that a lane has ended in trouble, before any other goes on.
    """

    def __init__(self, numbers: Iterable[int], cut: Cut = as_they_are) -> None:
        self._numbers = itertools.cycle(tuple(numbers) or (0,))
        self.cut = cut
        self._relay: _Relay[Any] | None = None
        self.troubled: Callable[[], object] = _nobody_asks

    def takes_over(self, patch: pytest.MonkeyPatch) -> None:
        """Let the cutover run its lanes with this baton."""
        locks = SimpleNamespace(**vars(threading) | {"Lock": lambda: _Lock(self)})
        patch.setattr("acm_tui.workflow.cutover.side_by_side", self.side_by_side)
        patch.setattr("acm_tui.workflow.cutover.threading", locks)
        patch.setattr("acm_tui.workflow.writer.threading", locks)

    def side_by_side(self, work: Callable[[Lane], None], lanes: Iterable[Lane], most: int) -> None:
        """``work(lane)`` for each of *lanes*, at most *most* at the same time; the first trouble is raised.

        Where one is killed all are: those on their way to AWS never reach it, those on their way back never
        arrive.
        """
        waiting = deque(self.cut(list(lanes)))
        if most <= 1 or len(waiting) <= 1:
            for lane in waiting:
                work(lane)
            return
        relay = _Relay(work, waiting, most, self)
        self._relay = relay
        try:
            relay.run()
        finally:
            self._relay = None

    def on_the_way(self) -> None:
        """Another one may go on first. Who runs in no lane goes straight on."""
        if self._relay is not None:
            self._relay.pass_on(next(self._numbers))

    def others_first(self) -> None:
        """Another one goes on first."""
        assert self._relay is not None, "a lock is taken that nobody can give back"
        self._relay.pass_on(1)

    def drawn(self) -> int:
        """The next number."""
        return next(self._numbers)


class _Lock:
    """A lock that the holder of the baton alone can take; who finds it taken lets the others go on."""

    def __init__(self, baton: Baton) -> None:
        self._baton = baton
        self._taken = False

    def __enter__(self) -> None:
        if _is_killed():
            return
        self._baton.on_the_way()
        for _ in range(MOST_TURNS):
            if not self._taken:
                break
            self._baton.others_first()
        assert not self._taken, "the lock never comes free"
        self._taken = True

    def __exit__(self, *_: object) -> None:
        self._taken = False
        self._baton.on_the_way()


def _is_killed() -> bool:
    """Whether the caller has been killed: it waits for nobody, and gives nothing on before it has ended."""
    return isinstance(sys.exc_info()[1], Killed)


class _Runner:
    """One thread, and its turn."""

    def __init__(self, run: Callable[[_Runner], None]) -> None:
        self._turn = threading.Semaphore(0)
        # Each thread sees a copy of the caller's context variables.
        self.thread = threading.Thread(target=copy_context().run, args=(run, self), daemon=True)

    def go_on(self) -> None:
        self._turn.release()

    def wait(self) -> None:
        assert self._turn.acquire(timeout=LONGEST_S), "the baton never comes: who holds it is stuck"


class _Relay(Generic[Lane]):
    """All lanes of one step."""

    def __init__(
        self,
        work: Callable[[Lane], None],
        waiting: deque[Lane],
        most: int,
        baton: Baton,
    ) -> None:
        self._work = work
        self._waiting = waiting
        self._baton = baton
        self._runners = [_Runner(self._run) for _ in range(min(most, len(waiting)))]
        self._running = list(self._runners)
        self._own = threading.local()
        self._over = threading.Semaphore(0)
        self._troubles: list[BaseException] = []
        self._killed = False

    def run(self) -> None:
        for one in self._runners:
            one.thread.start()
        self._after(0, self._baton.drawn()).go_on()
        ended = self._over.acquire(timeout=LONGEST_S)
        assert ended, f"{len(self._running)} lane(s) never end: who holds the baton is stuck"
        for one in self._runners:
            one.thread.join(LONGEST_S)
            assert not one.thread.is_alive(), "a thread without a lane never ends"
        # What breaks a rule counts for more than what the program ended with.
        broken = [one for one in self._troubles if isinstance(one, AssertionError)]
        for trouble in (*broken, *self._troubles):
            raise trouble

    def _after(self, place: int, number: int) -> _Runner:
        return self._running[(place + number) % len(self._running)]

    def _run(self, runner: _Runner) -> None:
        self._own.runner = runner
        try:
            runner.wait()
            while self._waiting and not self._killed:
                self._one(self._waiting.popleft())
        except BaseException as trouble:  # noqa: BLE001 - whatever it is, the caller of the lanes raises it
            self._troubles.append(trouble)
        place = self._running.index(runner)
        del self._running[place]
        if self._running:
            self._after(place, self._baton.drawn()).go_on()
        else:
            self._over.release()

    def _one(self, lane: Lane) -> None:
        try:
            self._work(lane)
        except BaseException as trouble:  # noqa: BLE001 - the other lanes go on, as they would
            self._troubles.append(trouble)
            self._killed = self._killed or isinstance(trouble, Killed)
            self._baton.troubled()

    def pass_on(self, number: int) -> None:
        """Who runs *number* places on goes on; comes back when the caller is to."""
        mine: _Runner | None = getattr(self._own, "runner", None)
        if mine is None or _is_killed():
            return
        other = self._after(self._running.index(mine), number)
        if other is not mine:
            other.go_on()
            mine.wait()
        if self._killed:
            raise Killed
