"""How many calls the cutover of one listener takes, by what they are for, against the fewest possible."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from acm_tui.settings import Cutover
from bench.slow_aws import Certificates, Shape, SlowAws, all_else, certificates, least_calls, wanted
from bench.swapping import Part, from_the_plan

SHAPES = (
    *(Shape((kind,), where) for kind in ("application", "network") for where in ("default", "list", "both")),
    Shape(("classic",), "default"),
    # Where several load balancers wait for their turn.
    Shape(("application", "network"), "both", balancers=6, listeners=2),
    Shape(("classic",), "default", balancers=6, listeners=2),
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
    FRESHNESS: "what the listeners hold and where they listen, compared with the plan: all when it is "
    "confirmed and before the first change; then each before its own first change, but for those that the "
    "first load balancers begin with: they were looked at just then. And once whether the new certificate "
    "is still issued",
    PLANNING: "the certificates, load balancers, their listeners and tags as they are now",
    GATE: "whose credentials they are: once an access key",
}
_A_CALL = 20
"""Listeners or load balancers that one call tells of, where it tells of several."""


@dataclass(frozen=True)
class Counted:
    """The calls of one cutover by what they are for, and the fewest that change as much.

    ``reached``: every listener held what it should in the end, and nothing else was changed. ``readings`` is
    how often everything was read before anything was confirmed.
    """

    shape: Shape
    least: int
    reached: bool
    readings: int
    calls: Mapping[str, Counter[str]]

    @property
    def holds(self) -> bool:
        """Whether all is changed, nothing needlessly, and there is no call but those with a name."""
        return self.reached and self.calls[CHANGE].total() == self.least and not self.unexpected

    @property
    def unexpected(self) -> dict[str, tuple[Counter[str], Counter[str]]]:
        """By what they are for: the calls that were made, and those that should have been."""
        expected = {
            FRESHNESS: freshness(self.shape, Cutover().lanes),
            PLANNING: planning(self.shape, self.readings),
            GATE: Counter({"GetCallerIdentity": 1}),
            UNNAMED: Counter[str](),
        }
        return {
            purpose: (self.calls[purpose], due)
            for purpose, due in expected.items()
            if self.calls[purpose] != due
        }


def freshness(shape: Shape, lanes: int) -> Counter[str]:
    """The calls that compare the plan with the present; *lanes* load balancers are changed at a time."""
    every, begin = shape.balancers * shape.listeners, min(lanes, shape.balancers)
    if shape.kinds == ("classic",):
        looks = {"DescribeLoadBalancers": 2 * _calls(shape.balancers) + every - begin}
    else:
        looks = {
            "DescribeListenerCertificates": 2 * every + every - begin,
            "DescribeListeners": 2 * _calls(every) + every - begin,
        }
    return Counter({"DescribeCertificate": 1} | looks)


def planning(shape: Shape, readings: int) -> Counter[str]:
    """The calls that tell what is there, so many times; the last time the other certificates as well."""
    balancers, every = shape.balancers, shape.balancers * shape.listeners
    certificates = {"DescribeCertificate": 2, "ListTagsForCertificate": 2}
    if shape.kinds == ("classic",):
        # First the load balancers with their tags, then their listeners: the same call tells of both.
        once = {"DescribeLoadBalancers": 2 * _calls(balancers), "DescribeTags": _calls(balancers)}
        others = Counter[str]()
    else:
        once = {
            "DescribeLoadBalancers": _calls(balancers),
            "DescribeTags": _calls(balancers) + _calls(every),
            "DescribeListeners": balancers,
            "DescribeListenerCertificates": every,
        }
        others = Counter({"DescribeCertificate": 1})
    return others + Counter({name: calls * readings for name, calls in (certificates | once).items()})


def _calls(things: int) -> int:
    return -(-things // _A_CALL)


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
    readings = sum(name in parts for name in PARTS_BEFORE_CONFIRMING)
    return parts, Counted(shape, least_calls(holding, expected), reached, readings, _by_purpose(parts))


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
    for one in found:
        for purpose, (made, due) in one.unexpected.items():
            print(f"{_label(one.shape)}, {purpose}: {named(made) or 'none'}; due {named(due) or 'none'}")


def _label(shape: Shape) -> str:
    kinds = "/".join(_LABELS[kind] for kind in shape.kinds)
    many = "" if shape.balancers * shape.listeners == 1 else f" {shape.balancers} × {shape.listeners}"
    return f"{kinds}{many}, {shape.where}"


def named(calls: Counter[str]) -> str:
    """Each operation with how often it was called."""
    return ", ".join(f"{operation} {times}" for operation, times in sorted(calls.items()))
