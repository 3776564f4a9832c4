"""The last calls to AWS of this process, for whoever wants to see them."""

from __future__ import annotations

import threading

from acm_tui.domain.call import AwsCall

MOST = 500
"""Calls that are kept. A cutover of 60 listeners makes about as many; the log has all."""


class RecentCalls:
    """A ring of calls, the oldest first. Safe to use from several threads; nobody waits in it for long."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._calls: dict[int, AwsCall] = {}
        self._lock = threading.Lock()
        self._news = 0

    @property
    def news(self) -> int:
        """Grows with everything that is told: as long as it is the same, so are the calls."""
        return self._news

    def tell(self, call: AwsCall) -> None:
        """*call* has begun, or has ended: then it takes its own place."""
        with self._lock:
            if call.number < next(iter(self._calls), 0):
                return  # it took so long that others have taken its place
            self._calls[call.number] = call
            self._news += 1
            while len(self._calls) > self._most:
                del self._calls[next(iter(self._calls))]

    def all(self) -> tuple[AwsCall, ...]:
        """The calls, in the order in which they were begun."""
        with self._lock:
            return tuple(self._calls.values())
