"""Calls off the event loop: reads that may be abandoned, and changes that nobody abandons."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from acm_tui import log
from acm_tui.domain.errors import Trouble

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Calls:
    """Runs calls in threads of their own; belongs to the app, not to a screen."""

    def __init__(self) -> None:
        self._changing: set[threading.Thread] = set()
        self._one_change = threading.Lock()

    @property
    def changing(self) -> list[threading.Thread]:
        """The threads of changes that are under way or wait for their turn."""
        return [thread for thread in self._changing if thread.is_alive()]

    async def read(self, call: Callable[[], T]) -> T:
        """The outcome of *call*, which changes nothing; abandoned when its caller is cancelled."""
        return await _in_thread(call)[1]

    async def change(self, call: Callable[[], T]) -> T:
        """The outcome of *call*, which may change AWS; it goes on when its caller is cancelled."""

        def alone() -> T:
            # One change at a time: a second key press waits, and then finds the first one's outcome.
            with self._one_change:
                return call()

        thread, outcome = _in_thread(alone)
        self._changing = {*self.changing, thread}
        return await asyncio.shield(outcome)


def _logged(error: BaseException) -> None:
    """In the log it stands also when nobody waits for the call any more."""
    if isinstance(error, Trouble):
        log.trouble(error)
    else:
        _log.error("a call has failed", exc_info=error)


def _in_thread(call: Callable[[], T]) -> tuple[threading.Thread, asyncio.Future[T]]:
    """A daemon thread of its own: a call that hangs never keeps others waiting, nor the exit."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()
    # Nobody may be waiting any more when a change fails; the journal has it then.
    outcome.add_done_callback(lambda done: done.cancelled() or done.exception())

    def settle(settled: Callable[[], None]) -> None:
        if not outcome.done():
            settled()

    def work() -> None:
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits, as it is
            _logged(error)
            failure = error
            deliver(lambda: outcome.set_exception(failure))
        else:
            deliver(lambda: outcome.set_result(result))

    def deliver(settled: Callable[[], None]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, settled)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread, outcome
