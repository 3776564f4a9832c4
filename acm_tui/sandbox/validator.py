"""ACM's eyes: looks for every CNAME that a request or a switch waits for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from acm_tui.sandbox.aws.acm.world import AcmWorld

_log = logging.getLogger(__name__)


class Validator:
    """Looks through all pending certificates of all accounts and regions, once a call or in a thread.

    *lookup* asks the DNS a real question: the CNAME target of a name, or None. *on_change* is called after a
    round that changed something in the world (somebody may want to save it).
    """

    def __init__(
        self,
        world: AcmWorld,
        lookup: Callable[[str], str | None],
        *,
        interval: float = 0.2,
        on_change: Callable[[], object] | None = None,
    ) -> None:
        self._world = world
        self._lookup = lookup
        self._interval = interval
        self._on_change = on_change
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def step(self) -> None:
        """Ask once for every CNAME that is waited for, and let ACM act on the answers and on the time.

        Raises:
            OSError: the DNS cannot be asked at all; what was found before counts.
        """
        before = self._world.revision
        try:
            self._look()
        finally:
            self._world.settle()
            if self._on_change is not None and self._world.revision != before:
                self._on_change()

    def start(self) -> None:
        """Go round in a thread, a pause of *interval* seconds between two rounds, until :meth:`stop`.

        Raises:
            RuntimeError: it runs already.
        """
        if self._thread is not None:
            raise RuntimeError("the validator runs already")
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="sandbox-validator", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, after the round that it is in; nothing happens if there is none."""
        if self._thread is None:
            return
        self._stopping.set()
        self._thread.join()
        self._thread = None

    def _look(self) -> None:
        # A name, its wildcard and every certificate of the account share one record: one question for all.
        targets: dict[str, str | None] = {}
        for awaited in self._world.awaited():
            if awaited.record_name not in targets:
                targets[awaited.record_name] = self._lookup(awaited.record_name)
            target = targets[awaited.record_name]
            if target is not None and _serves(target, awaited.record_value):
                self._world.mark_validated(awaited.arn, awaited.name, for_switch=awaited.for_switch)

    def _run(self) -> None:
        while not self._stopping.wait(self._interval):
            try:
                self.step()
            except OSError as unreachable:
                # A DNS server that restarts is no reason to go blind for ever: the next round asks again.
                _log.warning("the validator could not ask the DNS: %s", unreachable)


def _serves(target: str, wanted: str) -> bool:
    """Whether ACM takes *target* for *wanted*: a value without its leading underscore serves as well."""
    return _same_name(target, wanted) or _same_name(target, wanted.removeprefix("_"))


def _same_name(one: str, other: str) -> bool:
    """Whether two DNS names are the same (RFC 4343: case does not count; the last dot is notation)."""
    return one.rstrip(".").lower() == other.rstrip(".").lower()
