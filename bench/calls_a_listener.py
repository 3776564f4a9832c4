"""How many calls the cutover of one listener takes, by what they are for, against the fewest possible."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.slow_aws import Certificates, Shape, SlowAws, all_else, certificates, least_calls, wanted
from bench.swapping import Part, from_the_plan

SHAPES = (
    *(Shape((kind,), where) for kind in ("application", "network") for where in ("default", "list", "both")),
    Shape(("classic",), "default"),
)
Parts = Mapping[str, Part]
Run = Callable[[Certificates], Parts]
"""A cutover from the first certificate to the second; answers its parts."""

_LABELS = {"application": "ALB", "network": "NLB", "classic": "Classic"}

_CHANGES = (
    "AddListenerCertificates",
    "ModifyListener",
    "RemoveListenerCertificates",
    "SetLoadBalancerListenerSSLCertificate",
)
_CERTIFICATES = ("DescribeCertificate", "ListTagsForCertificate")
_HOLDING = ("DescribeListeners", "DescribeListenerCertificates")
_BALANCERS = ("DescribeLoadBalancers", "DescribeTags")

PARTS_BEFORE_CONFIRMING = ("find", "plan")
GATE, PLANNING, FRESHNESS, CHANGE, UNNAMED = "gate", "planning", "freshness", "changes", "unnamed"
WHY = {
    CHANGE: "what the plan says, one certificate and one listener a call",
    FRESHNESS: "what the listeners hold, compared with the plan: when it is confirmed, before the first "
    "change, and for the listeners after the first one before their own first change; and once whether the "
    "new certificate is still issued",
    PLANNING: "the certificates, load balancers, their listeners and tags as they are now",
    GATE: "whose credentials they are: once an access key",
}


@dataclass(frozen=True)
class Counted:
    """The calls of one cutover by what they are for, and the fewest that change as much.

    ``reached``: every listener held what it should in the end, and nothing else was changed.
    """

    shape: Shape
    least: int
    reached: bool
    calls: Mapping[str, Counter[str]]

    @property
    def holds(self) -> bool:
        """Whether all is changed, nothing needlessly, and every other call is for something with a name."""
        return self.reached and self.calls[CHANGE].total() == self.least and not self.calls[UNNAMED]


def counted(place: SlowAws, shape: Shape) -> Counted:
    """Carry the cutover of *shape* out, and count."""
    with tempfile.TemporaryDirectory() as directory:
        return to_the_end(place, shape, lambda swapped: from_the_plan(place, swapped, Path(directory)))[1]


def to_the_end(place: SlowAws, shape: Shape, run: Run) -> tuple[Parts, Counted]:
    """What *run* took, and what it called; *shape* is made anew for it."""
    swapped = place.build(shape)
    before = place.held()
    parts = run(swapped)
    after = place.held()
    holding = certificates(before)
    expected = wanted(holding, swapped)
    reached = certificates(after) == expected != holding and all_else(after) == all_else(before)
    return parts, Counted(shape, least_calls(holding, expected), reached, _by_purpose(parts))


def _by_purpose(parts: Parts) -> dict[str, Counter[str]]:
    """The calls of a cutover, given part by part, by what they are for."""
    found = {purpose: Counter[str]() for purpose in (*WHY, UNNAMED)}
    for name, one in parts.items():
        for operation, calls in one.traffic.calls.items():
            found[_purpose(name, operation)][operation] += calls
    return found


def _purpose(part: str, operation: str) -> str:
    """What a call of *operation* is for in a *part* of the cutover."""
    if operation == "GetCallerIdentity":
        return GATE
    if part == "apply" and operation in _CHANGES:
        return CHANGE
    if part in PARTS_BEFORE_CONFIRMING and operation in (*_CERTIFICATES, *_HOLDING, *_BALANCERS):
        return PLANNING
    # A Classic Load Balancer tells what its listeners hold with all else.
    if part in ("confirm", "apply") and operation in (
        *_HOLDING,
        "DescribeLoadBalancers",
        "DescribeCertificate",
    ):
        return FRESHNESS
    return UNNAMED


def print_counted(found: list[Counted]) -> None:
    """Print a row for each; then what the calls are for, and their names."""
    print(f"{'calls':24}{'least':>8}" + "".join(f"{purpose:>11}" for purpose in WHY))
    for one in found:
        figures = "".join(f"{one.calls[purpose].total():>11}" for purpose in WHY)
        print(f"{_label(one.shape):24}{one.least:>8}{figures}  {'✔' if one.holds else '✖'}")
    for purpose, why in {**WHY, UNNAMED: "nobody knows what for"}.items():
        names: dict[str, list[str]] = defaultdict(list)
        for one in found:
            if one.calls[purpose]:
                names[named(one.calls[purpose])].append(_label(one.shape))
        if names:
            print(f"{purpose}: {why}")
        for text, labels in names.items():
            print(f"    {'; '.join(labels)}:\n        {text}")


def _label(shape: Shape) -> str:
    kinds = "/".join(_LABELS[kind] for kind in shape.kinds)
    many = "" if shape.balancers * shape.listeners == 1 else f" {shape.balancers} × {shape.listeners}"
    return f"{kinds}{many}, {shape.where}"


def named(calls: Counter[str]) -> str:
    """Each operation with how often it was called."""
    return ", ".join(f"{operation} {times}" for operation, times in sorted(calls.items()))
