"""What is to be asked, in which order, and when AWS's rates allow it. Makes no call and has no clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from acm_tui.domain.errors import Trouble
from acm_tui.domain.place import Place
from acm_tui.domain.rates import RATES, Bucket


@dataclass(frozen=True)
class Lane:
    """What shares one of AWS's buckets: a kind of call in a region of an account."""

    place: Place
    bucket: str


@dataclass(frozen=True)
class Job:
    """One call that is to be made.

    ``about`` is the ARN, or whatever else, that it tells something of. ``call`` makes it, and raises where it
    fails; ``failed`` is told of it then. ``owner`` is whose job it is.
    """

    lane: Lane
    about: str
    call: Callable[[], None]
    failed: Callable[[Trouble], None]
    owner: object = None


@dataclass
class _Waiting:
    bucket: Bucket
    jobs: dict[str, list[Job]] = field(default_factory=dict)


class Agenda:
    """Jobs by lane, first come first served, except that what is preferred comes before the others.

    Of each lane no more begin than its rate allows. *now* is in seconds of any clock that only goes on.
    """

    def __init__(self) -> None:
        self._lanes: dict[Lane, _Waiting] = {}
        self._preferred: tuple[str, ...] = ()

    def add(self, job: Job, now: float) -> None:
        """Put *job* behind those of its lane."""
        lane = self._lanes.get(job.lane)
        if lane is None:
            lane = self._lanes[job.lane] = _Waiting(Bucket(RATES[job.lane.bucket], now))
        lane.jobs.setdefault(job.about, []).append(job)

    def prefer(self, abouts: Sequence[str]) -> None:
        """From now on, jobs about *abouts* come first, in that order."""
        self._preferred = tuple(abouts)

    def next(self, now: float) -> Job | float | None:
        """A job that may begin, taken out; or in how many seconds one may; or ``None``: nothing waits."""
        soonest: float | None = None
        for lane in self._lanes.values():
            if not lane.jobs:
                continue
            wait = lane.bucket.wait(now)
            if wait <= 0:
                lane.bucket.take(now)
                return self._first(lane)
            soonest = wait if soonest is None else min(soonest, wait)
        return soonest

    def _first(self, lane: _Waiting) -> Job:
        about = next((one for one in self._preferred if one in lane.jobs), None) or next(iter(lane.jobs))
        jobs = lane.jobs[about]
        job = jobs.pop(0)
        if not jobs:
            del lane.jobs[about]
        return job

    def slow_down(self, lane: Lane, pause_s: float, now: float) -> None:
        """AWS asked to: nothing of *lane* begins for a while."""
        self._lanes[lane].bucket.empty(now, pause_s)

    def drop(self, owner: object, bucket: str | None) -> int:
        """Forget what waits for *owner*, all or of one *bucket*; answers how many jobs that were."""
        dropped = 0
        for lane, waiting in self._lanes.items():
            if bucket not in (None, lane.bucket):
                continue
            for about, jobs in list(waiting.jobs.items()):
                kept = [job for job in jobs if job.owner is not owner]
                dropped += len(jobs) - len(kept)
                waiting.jobs[about] = kept
                if not kept:
                    del waiting.jobs[about]
        return dropped
