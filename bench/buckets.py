"""Token buckets: how AWS throttles. A call takes a token; where there is none it is not carried out."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import NamedTuple, Self


class Rate(NamedTuple):
    """``capacity`` tokens in a full bucket, and how many come back a second."""

    capacity: float
    refill: float

    @classmethod
    def of(cls, text: str) -> Self:
        """From ``40:10``."""
        capacity, refill = text.split(":")
        return cls(float(capacity), float(refill))

    def __str__(self) -> str:
        return f"{self.capacity:g}:{self.refill:g}"


@dataclass(frozen=True)
class Limits:
    """How often Elastic Load Balancing may be asked to describe and to change something; ``None``: always.

    Everything that is described shares one bucket, and so does everything that is changed; the two versions
    of the API have buckets of their own (ELB user guide, "Request throttling").
    """

    reads: Rate | None = None
    changes: Rate | None = None

    def __str__(self) -> str:
        said = [
            f"{what} {rate.capacity:g} at once and then {rate.refill:g} a second"
            for what, rate in self._named()
        ]
        return "; ".join(said) or "nothing is throttled"

    def _named(self) -> list[tuple[str, Rate]]:
        named = (("describes", self.reads), ("changes", self.changes))
        return [(what, rate) for what, rate in named if rate is not None]

    def of(self, operation: str) -> Rate | None:
        """The limit of *operation*."""
        return self.reads if operation.startswith("Describe") else self.changes


class Buckets:
    """The buckets of one account and region; used by all connections."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._levels: dict[tuple[str, Rate], tuple[float, float]] = {}

    def fill(self) -> None:
        """As if nobody had called for a while."""
        with self._lock:
            self._levels.clear()

    def take(self, version: str, operation: str) -> bool:
        """Whether a call of *operation* may be made now; *version* is that of the API."""
        rate = self._limits.of(operation)
        if rate is None:
            return True
        with self._lock:
            now = time.monotonic()
            level, since = self._levels.get((version, rate), (rate.capacity, now))
            level = min(rate.capacity, level + (now - since) * rate.refill)
            self._levels[version, rate] = (level - 1 if level >= 1 else level), now
            return level >= 1
