"""A tale in which several load balancers are changed at the same time, in an order that is drawn."""

from __future__ import annotations

from collections.abc import Callable

from tests.cutover.baton import Baton
from tests.cutover.lane_observer import LaneObserver
from tests.cutover.small_town import NEW, OLD
from tests.cutover.tale import Mishap, Tale

LANES = 3


class LaneTale(Tale):
    """The same tale, told with :class:`Baton` in the place of the program's own threads."""

    observer: LaneObserver

    def __init__(self, *, full: bool, baton: Baton) -> None:
        super().__init__(full=full, lanes=LANES)
        self.observer = LaneObserver(self.aws, self.ledger, (OLD, NEW), lambda: self.now, LANES)
        self.aws.observer = self.observer.sees
        self.aws.reader = self.observer.reads
        self.aws.on_the_way = self.ledger.on_the_way = baton.on_the_way
        self.aws.troubled = baton.troubled = self.observer.troubled
        self.ledger.begins = self.observer.begins
        self.ledger.refused = self.observer.stops
        self._waited = False

    def step(self, what: Callable[[], object], mishap: Mishap | None = None) -> None:
        before = self.ended.copy()
        self._waited = False
        super().step(what, mishap)
        ended = self.ended - before
        self.observer.end(killed=bool(ended["Killed"]))
        if self._waited and ended["ListenersDrifted"]:
            self.observer.met["changed while it waited, and seen"] += 1

    def drift_of_who_waits(self, where: int, kind: str) -> None:
        """A colleague changes a listener whose turn has not come, where there is one."""
        places = [n for n in range(len(self.aws.listeners)) if self.observer.waits(self.listener(n))]
        self.drift(places[where % len(places)] if places else where, kind)

    def drift(self, where: int, kind: str) -> None:
        arn, before = self.listener(where), self.interferences
        waits = self.observer.waits(arn)
        super().drift(where, kind)
        self._waited = self._waited or (waits and self.interferences > before)
