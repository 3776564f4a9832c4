"""Step 5: watches what clients see while certificates are swapped. Changes nothing."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from acm_tui.domain.monitor import Held, Watched
from acm_tui.domain.monitoring import Monitoring
from acm_tui.domain.redact import redact
from acm_tui.domain.served import Handshake, ServingHost
from acm_tui.tls.monitor import INTERVAL_S, PER_SECOND, beat
from acm_tui.workflow.monitor_loop import MonitorLoop
from acm_tui.workflow.services import Services

OnWatched = Callable[[tuple[Watched, ...]], None]

TELL_S = 0.25
"""The figures are told no more often than this."""

ROUNDS = 2
"""So many handshakes of each address and name must show a certificate before it counts as in place."""

_log = logging.getLogger(__name__)
_GRACE_S = 1.0
_LOOK_S = 0.05


class Monitor:
    """Shakes hands with every address, port and name of *hosts* while it is entered, on a thread of its own.

    Neither the thread that calls AWS nor the screen's waits for it, or holds it up; what goes wrong in it
    is kept in ``trouble``. With no hosts it does nothing. Enter it once.

    Args:
        services: how addresses are looked up, and handshakes made.
        hosts: the listeners whose certificates are swapped.
        put: SHA-256 fingerprint of the leaf that is put in place.
        leaving: that of the leaf it replaces, where it is known.
        on_watched: told the figures when they have changed, at most four times a second and once at the end,
            on the monitor's thread. It must return at once.
    """

    def __init__(
        self,
        services: Services,
        hosts: tuple[ServingHost, ...],
        put: str,
        leaving: str | None,
        on_watched: OnWatched | None = None,
    ) -> None:
        self._services = services
        self._hosts = hosts
        self._on_watched = on_watched
        self._monitoring = Monitoring(hosts, put, leaving)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="monitor", daemon=True)
        self._work: MonitorLoop | None = None
        self._stands = threading.Event()
        """The thread can be told to end, or has ended."""
        self._ended = services.clock()
        self.begun = self._ended
        """When the first handshakes were begun."""
        self.interval_ms = INTERVAL_S * 1000
        """How often each address and name is asked, in milliseconds."""
        self.trouble: str | None = None
        """What went wrong in the monitor itself; the figures may then be those of before."""

    @property
    def ended(self) -> datetime:
        """When watching ended; the present moment while it has not."""
        return self._services.clock() if self._thread.is_alive() else self._ended

    def __enter__(self) -> Self:
        """Begin; returns when everything has answered once, or had the time that a handshake may take."""
        if not self._hosts:
            return self
        self._thread.start()
        try:
            self._stands.wait()
            if self._work is not None:
                self._work.located.wait()
                self._work.answered.wait(self._services.tls.timeout_s + _GRACE_S)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End: what is under way is cancelled, and every connection closed."""
        if self._hosts:
            self._stop()
        self._ended = self._services.clock()

    def figures(self) -> tuple[Watched, ...]:
        """What was seen until now, one line a listener in the order of the hosts."""
        with self._lock:
            return self._monitoring.watched()

    def settle(self, longest_s: float, stop: threading.Event | None = None) -> bool:
        """After the last change: wait until all that is reached shows what is put in place, twice over.

        Only handshakes that are begun from now on count. The connections that are held are asked again, as
        :meth:`ask_held` does.

        Args:
            longest_s: how many seconds to wait for that.
            stop: set by whoever does not want to wait any longer.

        Returns:
            Whether it came to that. Where nothing was ever reached it is true at once: nothing contradicts.
        """
        if self._work is None or not self._thread.is_alive():
            return not self._hosts
        blind = self._work.blind
        self._count_from_now()
        self._wait(lambda: blind.is_set() or self._monitoring.settled(ROUNDS), longest_s, stop)
        self._wait_for_held(stop)
        with self._lock:
            return self._monitoring.settled(ROUNDS) and not blind.is_set()

    def ask_held(self, stop: threading.Event | None = None) -> None:
        """After the last change: use the connections that are held once more, and wait for their answers.

        One that has not answered when this returns is not known to have survived. It waits no longer than
        two requests may take, one that is under way and one more, or until *stop* is set.
        """
        if self._thread.is_alive():
            self._count_from_now()
            self._wait_for_held(stop)

    def _count_from_now(self) -> None:
        with self._lock:
            self._monitoring.count_from(self._services.clock())
        if self._work is not None:
            self._work.use_held()

    def _wait_for_held(self, stop: threading.Event | None) -> None:
        # One that was used just now is asked again only after that answer.
        self._wait(self._monitoring.heard, 2 * self._services.tls.timeout_s + _GRACE_S, stop)

    def _wait(self, condition: Callable[[], bool], longest_s: float, stop: threading.Event | None) -> None:
        stopped = stop or threading.Event()
        until = time.monotonic() + longest_s
        while True:
            with self._lock:
                if condition():
                    return
            left = until - time.monotonic()
            if left <= 0 or stopped.wait(min(left, _LOOK_S)):
                return

    def _stop(self) -> None:
        self._stands.wait()
        if self._work is not None:
            self._work.leave()
        self._thread.join()

    # -- on the monitor's thread ---------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.run(self._watch())
        except OSError as error:  # not even an event loop can be had
            self._failed(error)
            self._blinded()
        finally:
            self._stands.set()

    async def _watch(self) -> None:
        work = self._work = MonitorLoop(self._services, self._add, self._failed, self._blinded)
        telling = work.start(self._tell(work.over))
        self._stands.set()
        await work.run(self._hosts, self._begins)
        await asyncio.wait({telling})

    def _begins(self, targets: int) -> None:
        self.interval_ms = beat(targets, INTERVAL_S, PER_SECOND) * 1000
        self.begun = self._services.clock()
        with self._lock:
            self._monitoring.begin(self.interval_ms)

    def _add(self, seen: Handshake | Held) -> None:
        with self._lock:
            self._monitoring.add(seen)

    def _blinded(self) -> None:
        with self._lock:
            self._monitoring.blind(self._services.clock())

    def _failed(self, error: BaseException) -> None:
        _log.error("the monitor failed", exc_info=error)
        said = redact(f"The monitor failed: {type(error).__name__}: {error}")
        self.trouble = said if self.trouble is None else f"{self.trouble}; {said}"

    async def _tell(self, over: asyncio.Event) -> None:
        if self._on_watched is None:
            return
        ending = asyncio.create_task(over.wait())
        told: tuple[Watched, ...] = ()
        while not ending.done():
            await asyncio.wait({ending}, timeout=TELL_S)
            if (figures := self.figures()) != told:
                self._on_watched(figures)
                told = figures
