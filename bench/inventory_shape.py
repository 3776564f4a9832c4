"""What the world of the inventory's benchmark holds, and the least that has to be asked to know it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.buckets import Limits

REGION = "eu-west-1"
"""Nothing of the sandbox's own world is there."""

_SEARCH_PAGE, _LIST_PAGE = 500, 1000
_ELB = "elasticloadbalancing"

IMPORTED_EVERY = 7
"""One of so many that are not validated by email is imported."""


@dataclass(frozen=True)
class Shape:
    """So many *certificates*, *email* of them validated by email, and *listeners* on each load balancer."""

    certificates: int = 1000
    email: int = 300
    balancers: int = 200
    listeners: int = 3

    @property
    def issued(self) -> int:
        """Those that ACM has issued; a list tells them from the others, which need not be described."""
        return self.certificates - _pages(self.certificates - self.email, IMPORTED_EVERY)


@dataclass(frozen=True)
class Row:
    """A certificate that the inventory must find: its names, its end, and (listener's ARN, role) where it is.

    The role is ``default`` or ``sni``.
    """

    arn: str
    names: tuple[str, ...]
    not_after: datetime
    attached: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Row:
        """From what the world's process tells."""
        attached = frozenset((listener, role) for listener, role in told["attached"])
        return cls(told["arn"], tuple(told["names"]), datetime.fromisoformat(told["not_after"]), attached)


def rows_calls(shape: Shape, *, search: bool) -> Counter[str]:
    """The least calls after which names, end and in-use of every row are known, by their IAM names."""
    if search:
        return Counter({"acm:SearchCertificates": _pages(shape.email, _SEARCH_PAGE)})
    return Counter(
        {
            "acm:ListCertificates": _pages(shape.certificates, _LIST_PAGE),
            "acm:DescribeCertificate": shape.issued,
        }
    )


def attachment_calls(shape: Shape, rows: Sequence[Row], *, search: bool) -> Counter[str]:
    """The least calls after which every attachment is known as well.

    InUseBy comes with a description; then one question for each load balancer, and one for each listener.
    """
    calls = rows_calls(shape, search=search)
    calls["acm:DescribeCertificate"] = max(calls["acm:DescribeCertificate"], len(rows))
    held = {listener.rsplit("/", 1)[0] for row in rows for listener, _ in row.attached}
    calls[f"{_ELB}:DescribeListeners"] = len(held)
    calls[f"{_ELB}:DescribeListenerCertificates"] = len(held) * shape.listeners
    return calls


def least_s(calls: Mapping[str, int], limits: Limits, delay_s: float) -> float:
    """Seconds that *calls* take at the least where AWS has *limits* and answers after *delay_s*.

    Everything that can go side by side does; only what has to be known first is waited for, and that costs a
    delay at most: it is left out but for the last answer.
    """
    elb = sum(times for action, times in calls.items() if action.startswith(_ELB))
    waits = [limits.reads.least_s(elb) if limits.reads else 0.0]
    waits += [rate.least_s(calls.get(action, 0)) for action, rate in limits.actions.items()]
    return max(waits) + delay_s


def _pages(things: int, size: int) -> int:
    return -(-things // size)
