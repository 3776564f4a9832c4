"""Token buckets: how AWS throttles. A call takes a token; where there is none it is not carried out.

Each account and region has buckets of its own, and whose key it is makes no difference.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple, Self

from acm_tui.sandbox.aws.asked import Asked
from acm_tui.sandbox.aws.words import action_of
from bench.accounts import account_of

_ELB = "elasticloadbalancing"


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

    def least_s(self, calls: int) -> float:
        """Seconds that must pass before the last of so many *calls* may be made, from a full bucket."""
        return max(0.0, (calls - self.capacity) / self.refill)


def a_second(calls: float) -> Rate:
    """So many calls a second, and no more of them at once."""
    return Rate(calls, calls)


DOCUMENTED: Mapping[str, Rate] = {
    "acm:ListCertificates": a_second(8),
    "acm:SearchCertificates": a_second(5),
    "acm:DescribeCertificate": a_second(10),
    "acm:RequestCertificate": a_second(5),
    "acm:DeleteCertificate": a_second(10),
    "acm:UpdateCertificateOptions": a_second(5),
    "acm:ListTagsForCertificate": a_second(10),
    "acm:AddTagsToCertificate": a_second(5),
    "tag:GetResources": a_second(5),
}
"""What is documented of single operations (ACM user guide, "Quotas"; Resource Groups Tagging API)."""

READS = Rate(40, 10)
"""What Elastic Load Balancing lets one describe (ELB user guide, "Request throttling")."""


@dataclass(frozen=True)
class Limits:
    """How often AWS may be asked; ``None``, and what is not named: always.

    *reads* and *changes* are Elastic Load Balancing's: everything that is described shares one bucket, and so
    does everything that is changed; the two versions of the API have buckets of their own (ELB user guide,
    "Request throttling"). *actions* have a bucket each, by their IAM names.
    """

    reads: Rate | None = None
    changes: Rate | None = None
    actions: Mapping[str, Rate] = field(default_factory=dict)

    def __str__(self) -> str:
        said = [
            f"{what} {rate.capacity:g} at once and then {rate.refill:g} a second"
            for what, rate in self._named()
        ]
        return "; ".join(said) or "nothing is throttled"

    def _named(self) -> list[tuple[str, Rate]]:
        named = (("describes", self.reads), ("changes", self.changes))
        return [(what, rate) for what, rate in named if rate is not None] + list(self.actions.items())

    def arguments(self) -> list[str]:
        """As :mod:`bench.aws_line` takes them on its command line."""
        found: list[str] = []
        for name, rate in (("--reads", self.reads), ("--changes", self.changes)):
            found += [name, str(rate)] if rate else []
        for action, rate in self.actions.items():
            found += ["--limit", f"{action}={rate}"]
        return found

    def bucket(self, request: Asked) -> tuple[str, Rate] | None:
        """The bucket that *request* takes from: its name in the account and region, and its rate."""
        if request.service != _ELB:
            action = action_of(request)
            rate = self.actions.get(action)
            return (action, rate) if rate else None
        kind = "reads" if str(request.operation).startswith("Describe") else "changes"
        rate = self.reads if kind == "reads" else self.changes
        return (f"{request.parameters['Version']} {kind}", rate) if rate else None


AS_DOCUMENTED = Limits(reads=READS, actions=DOCUMENTED)
"""All rates that are documented."""


class Buckets:
    """The buckets of all accounts and regions; used by all connections."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._levels: dict[tuple[str, str, str], tuple[float, float]] = {}

    def fill(self) -> None:
        """As if nobody had called for a while."""
        with self._lock:
            self._levels.clear()

    def take(self, request: Asked) -> bool:
        """Whether *request* may be carried out now."""
        bucket = self._limits.bucket(request)
        if bucket is None:
            return True
        name, rate = bucket
        key = (account_of(request.access_key), request.region, name)
        with self._lock:
            now = monotonic()
            level, since = self._levels.get(key, (rate.capacity, now))
            level = min(rate.capacity, level + (now - since) * rate.refill)
            self._levels[key] = (level - 1 if level >= 1 else level), now
            return level >= 1
