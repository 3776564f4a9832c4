"""Step 1: looking for certificates in every spot at once; what is found is told as it comes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime

from acm_tui import log
from acm_tui.aws.refusals import throttled
from acm_tui.aws.session import Access
from acm_tui.domain.errors import ServiceTrouble, Trouble
from acm_tui.domain.inventory.news import Everywhere, News, Noticed, NotLooked, Spot
from acm_tui.domain.place import Place, account_of
from acm_tui.workflow.inventory.agenda import Agenda, Job, Lane
from acm_tui.workflow.inventory.hunt import Hunt
from acm_tui.workflow.inventory.notices import said_to
from acm_tui.workflow.inventory.post import Post
from acm_tui.workflow.places import spots
from acm_tui.workflow.services import Services

_log = logging.getLogger(__name__)

MOST_THREADS = 64
"""Calls under way at the same time, in all spots together: each is little more than waiting."""

PAUSE_S = 5.0
"""How long nothing of a kind is asked where AWS asked to slow down: others are at work there."""


def begin(services: Services) -> Look:
    """Begin to look in every chosen profile and region; returns at once."""
    look = Look(services)
    look.start()
    return look


class Look:
    """One look at everything. Its threads end with it, or with the program.

    Safe to use from several threads; :meth:`news` is for one. Implements ``work.Work``.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._post = Post()
        self._turn = threading.Condition()
        self._agenda = Agenda()
        self._open = 1  # finding out where to look
        self._threads = 0
        self._idle = 0
        self._preferred: tuple[str, ...] = ()
        self._holders: dict[str, tuple[str, ...]] = {}
        self._stopped = False

    def start(self) -> None:
        """Begin; returns at once."""
        threading.Thread(target=self._set_out, name="inventory", daemon=True).start()

    def news(self) -> list[News] | None:
        """Wait until there is news, and answer all of it; ``None`` once nothing more comes."""
        return self._post.all()

    def prefer(self, arns: Sequence[str]) -> None:
        """Read what belongs to the certificates *arns* before anything else, the first of them first."""
        with self._turn:
            self._preferred = tuple(arns)
            self._prefer()

    def _prefer(self) -> None:
        wanted = (about for arn in self._preferred for about in (arn, *self._holders.get(arn, ())))
        self._agenda.prefer(tuple(dict.fromkeys(wanted)))

    def stop(self) -> None:
        """Make no more calls. Those under way end by themselves, and nobody hears of them."""
        with self._turn:
            self._stopped = True
            self._turn.notify_all()
        self._post.close()

    def _set_out(self) -> None:
        places: list[Place] = []
        everywhere = True
        try:
            for one in spots(self._services):
                if isinstance(one, NotLooked):
                    everywhere = False
                    self.tell(one)
                    continue
                self._open_one()
                Hunt(self, one.access, one.spot).start()
                if account_of(one.spot.place) not in map(account_of, places):
                    self._open_one()
                    self._ask_health(one.access, one.spot)
                places.append(one.spot.place)
            if everywhere:
                self.tell(Everywhere(tuple(places)))
        except Exception as error:  # noqa: BLE001 - the last door of this thread
            self.tell(NotLooked("", "", _unexpected(error)))
        finally:
            self.over()

    def _ask_health(self, access: Access, spot: Spot) -> None:
        def ask() -> None:
            self.tell(said_to(access, spot.place))
            self.over()

        def failed(trouble: Trouble) -> None:
            self.tell(Noticed(spot.place.account, (), trouble.sentence))
            self.over()

        self.ask(Job(Lane(spot.place, "health:Describe*"), spot.place.account, ask, failed))

    def ask(self, job: Job) -> None:
        """See ``Work``."""
        with self._turn:
            self._agenda.add(job, time.monotonic())
            if self._idle:
                self._turn.notify()
            else:
                self._hire()

    def _hire(self) -> None:
        """Have one thread more than there are calls under way: the next call waits for nobody."""
        if self._threads < MOST_THREADS:
            self._threads += 1
            threading.Thread(target=self._serve, name="inventory-call", daemon=True).start()

    def forget(self, owner: object, bucket: str | None) -> int:
        """See ``Work``."""
        with self._turn:
            return self._agenda.drop(owner, bucket)

    def held_by(self, arn: str, holders: Sequence[str]) -> None:
        """See ``Work``."""
        with self._turn:
            self._holders[arn] = tuple(holders)
            if arn in self._preferred:
                self._prefer()

    def tell(self, news: News) -> None:
        """See ``Work``."""
        self._post.tell(news)

    def now(self) -> datetime:
        """See ``Work``."""
        return self._services.clock()

    def _open_one(self) -> None:
        with self._turn:
            self._open += 1

    def over(self) -> None:
        """See ``Work``."""
        with self._turn:
            self._open -= 1
            last = not self._open
        if last:
            self.stop()

    def _serve(self) -> None:
        """Make one call after the other, each when it may be made, until there is no more to do."""
        while (job := self._next()) is not None:
            try:
                job.call()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the rest goes on
                self._failed(job, error)

    def _next(self) -> Job | None:
        with self._turn:
            while not self._stopped:
                found = self._agenda.next(time.monotonic())
                if isinstance(found, Job):
                    if not self._idle:
                        self._hire()
                    return found
                self._idle += 1
                self._turn.wait(found)
                self._idle -= 1
            return None

    def _failed(self, job: Job, error: Exception) -> None:
        if isinstance(error, ServiceTrouble) and throttled(error):
            with self._turn:
                self._agenda.slow_down(job.lane, PAUSE_S, time.monotonic())
                self._agenda.add(job, time.monotonic())
            return
        if isinstance(error, Trouble):
            log.trouble(error)
        job.failed(error if isinstance(error, Trouble) else _unexpected(error))


def _unexpected(error: Exception) -> Trouble:
    """A mistake of our own: it is logged with all that is known, and told like any other failure."""
    _log.error("looking for certificates has failed", exc_info=error)
    return Trouble(
        "Something here went wrong that nobody thought of.",
        cause=f"{type(error).__name__}: {error}",
        remedy="The log has all of it: `acm-tui paths` says where it is.",
    )
