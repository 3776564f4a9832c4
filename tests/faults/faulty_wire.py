"""A wire on which a call can be held, delivered late, or carried out and answered with something else.

It remembers what reached AWS and what AWS said, so that a judge can compare that with the journal.
"""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

from tests.workflow.wire import Call, Handler, Refusal, Special, What, Wire

LONGEST_S = 30.0
"""Nothing is held longer than this: a test that waits for it has gone wrong."""


def nothing() -> None:
    """Nobody does anything."""


@dataclass
class Gate:
    """Holds calls until it is opened."""

    wire: "FaultyWire"
    opened: bool = False
    waiting: int = 0
    _event: threading.Event = field(default_factory=threading.Event)

    def open(self) -> None:
        """Let them go. From this moment on they count as busy."""
        with self.wire.changing:
            if not self.opened:
                self.wire.busy += self.waiting
                self.opened = True
        self._event.set()

    def pass_through(self) -> None:
        """Wait until it is open. Whoever waits is not busy meanwhile."""
        with self.wire.changing:
            if self.opened:
                return
            self.waiting += 1
            self.wire.busy -= 1
            self.wire.changing.notify_all()
        assert self._event.wait(LONGEST_S), "the gate was never opened"


@dataclass(frozen=True)
class Way(Special):
    """What happens on the way of one call, step by step.

    *on_arrival* before AWS knows of it; then it waits at *gate*. Unless it is *lost*, AWS carries it out, and
    *on_change* happens. Then it waits at *late*. The answer is AWS's own or *answer*; where it is *cut*, a
    reset.
    """

    on_arrival: Callable[[], object] = nothing
    gate: Gate | None = None
    lost: bool = False
    on_change: Callable[[], object] = nothing
    late: Gate | None = None
    answer: Refusal | None = None
    cut: bool = False
    on_answer: Callable[[], object] = nothing


@dataclass(frozen=True)
class Reached:
    """A call that reached AWS, in which region's name it was signed, and what AWS answered.

    ``sent_behind`` is how many calls had been answered when it was sent.
    """

    call: Call
    region: str
    status: int
    answer: str
    sent_behind: int = 0

    @property
    def carried_out(self) -> bool:
        return self.status == 200


class Server(ThreadingHTTPServer):
    """Whoever is killed hangs up: nobody need be told of that."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@dataclass
class FaultyWire(Wire):
    """The same wire, with ways and a memory."""

    reached: list[Reached] = field(default_factory=list)
    signed_for: Counter[tuple[str, str]] = field(default_factory=Counter)
    busy: int = 0
    changing: threading.Condition = field(default_factory=threading.Condition)

    server: type[ThreadingHTTPServer] = Server

    def handler(self) -> type[Handler]:
        return type("FaultyHandler", (FaultyHandler,), {"wire": self})

    def forget(self) -> None:
        super().forget()
        self.reached.clear()
        self.signed_for.clear()

    def goes(self, operation: str, ways: Iterable[What]) -> None:
        """The attempts of *operation* end so, one after the other; those after them arrive."""
        self._fates[operation] = iter(ways)

    @contextmanager
    def working(self) -> Iterator[None]:
        with self.changing:
            self.busy += 1
        try:
            yield
        finally:
            with self.changing:
                self.busy -= 1
                self.changing.notify_all()

    def settle(self) -> None:
        """Wait until every call has met its fate, but for those that are held."""
        with self.changing:
            assert self.changing.wait_for(lambda: self.busy == 0, LONGEST_S), "a call does not end"

    @property
    def changed(self) -> list[Reached]:
        """Every change that AWS carried out, in order."""
        reads = ("Describe", "List", "Get", "Search")
        return [one for one in self.reached if one.carried_out and not one.call.operation.startswith(reads)]


class FaultyHandler(Handler):
    wire: FaultyWire
    sent_behind = 0

    def meet(self, what: What, call: Call, body: bytes) -> None:
        with self.wire.working():
            self.sent_behind = len(self.wire.reached)
            self.wire.signed_for[call.operation, self.region] += 1
            if isinstance(what, Way):
                self._go(what, call, body)
            else:
                super().meet(what, call, body)

    def _go(self, way: Way, call: Call, body: bytes) -> None:
        way.on_arrival()
        if way.gate is not None:
            way.gate.pass_through()
        answer = None if way.lost else self.passed_on(call, body)
        way.on_change()
        if way.late is not None:
            way.late.pass_through()
        with suppress(ConnectionError):  # nobody is there any more
            if way.answer is not None:
                self._answer(way.answer.status, {}, self._error(way.answer.code))
            elif answer is None or way.cut:
                self._reset()
            else:
                self._answer(*answer)
            self.wfile.flush()
        way.on_answer()

    def passed_on(self, call: Call, body: bytes) -> tuple[int, dict[str, str], bytes]:
        answer = super().passed_on(call, body)
        reached = Reached(call, self.region, answer[0], answer[2].decode(), self.sent_behind)
        self.wire.reached.append(reached)
        return answer

    @property
    def region(self) -> str:
        """The region that the call was signed for: ``Credential=KEY/date/REGION/service/aws4_request``."""
        scope = self.headers.get("Authorization", "").partition("Credential=")[2].split("/")
        return scope[2] if len(scope) > 2 else ""
