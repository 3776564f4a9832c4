"""How often AWS may be asked: its documented rates, and buckets that keep this program under them."""

from __future__ import annotations

import msgspec

SHARE = 0.95
"""The part of a rate that this program takes: other tools in the account are to be answered as well."""


class Rate(msgspec.Struct, frozen=True):
    """``per_second`` calls, and ``at_once`` where nobody has called for a while."""

    per_second: float
    at_once: int = 1


_ELB_READS = Rate(10, 40)

RATES: dict[str, Rate] = {
    "acm:SearchCertificates": Rate(5),
    "acm:ListCertificates": Rate(8),
    "acm:DescribeCertificate": Rate(10),
    "acm:ListTagsForCertificate": Rate(10),
    "elbv2:Describe*": _ELB_READS,
    "elb:Describe*": _ELB_READS,
    "tag:GetResources": Rate(5),
    "health:Describe*": Rate(1),
}
"""By operation, for one account and region.

ACM: user guide, "Quotas", API rate quotas. ELB: all Describe calls draw from one bucket of 40, refilled with
10 a second, those of Classic Load Balancers from another (measured). The others are on the safe side of
what people report. A rate a second says nothing of bursts, so of ACM's nothing is made at once.
"""


class Bucket:
    """Lets calls begin as its rate allows. The time is given, in seconds of any clock that only goes on."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._per_second = rate.per_second * SHARE
        # A quarter is left to others where calls may come at once.
        self._most = max(1.0, rate.at_once * 0.75)
        self._tokens = self._most
        self._at = now

    def wait(self, now: float) -> float:
        """Seconds from *now* until a call may begin; 0 where one may."""
        self._fill(now)
        # What is missing only by rounding is there: waiting for it would take for ever.
        missing = 1 - self._tokens
        return missing / self._per_second if missing > 1e-9 else 0.0

    def take(self, now: float) -> None:
        """A call begins at *now*."""
        self._fill(now)
        self._tokens -= 1

    def empty(self, now: float, pause_s: float) -> None:
        """AWS asked to slow down: no call begins for *pause_s* seconds."""
        self._fill(now)
        self._tokens = min(self._tokens, 1 - pause_s * self._per_second)

    def _fill(self, now: float) -> None:
        self._tokens = min(self._most, self._tokens + max(0.0, now - self._at) * self._per_second)
        self._at = max(self._at, now)
