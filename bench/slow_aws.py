"""The AWS of the benchmarks: a sandbox and a line with a fixed delay to it, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from acm_tui.domain.listener import classic_listener
from acm_tui.sandbox.client import point
from bench.aws_line import Traffic
from bench.buckets import Limits

_UNLIMITED = Limits()

Holding = tuple[str | None, tuple[str, ...]]
"""The default certificate of a listener, and its sorted list."""


class Certificates(NamedTuple):
    """The ARNs of the two certificates that are swapped."""

    old: str
    new: str


@dataclass(frozen=True)
class Shape:
    """Load balancers, of *kinds* in turn, and *where* the old certificate sits on each of their listeners."""

    kinds: tuple[str, ...]
    where: str
    balancers: int = 1
    listeners: int = 1


@dataclass(frozen=True)
class SlowAws:
    """``environment`` points a client to the near end of the line, and to nothing else."""

    environment: dict[str, str]
    _sandbox: Process
    _line: Process

    def build(self, shape: Shape) -> Certificates:
        """Make all load balancers anew; nobody has called for a while."""
        order = {"kinds": shape.kinds, "where": shape.where}
        answer = self._sandbox.ask(
            json.dumps(order | {"balancers": shape.balancers, "listeners": shape.listeners})
        )
        self._line.ask("fill")
        return Certificates(answer["old"], answer["new"])

    def ask(self, order: Mapping[str, Any]) -> Any:
        """What the process with the sandbox answers to *order*; past the line."""
        return self._sandbox.ask(json.dumps(order))

    def fill(self) -> None:
        """Nobody has called for a while, and nothing is counted yet."""
        self._line.ask("fill")

    def held(self) -> dict[str, Any]:
        """All that the sandbox knows of its load balancers now; read past the line."""
        found: dict[str, Any] = self._sandbox.ask("{}")
        return found

    def traffic(self) -> Traffic:
        """What went through the line since this was last called."""
        told = self._line.ask("")
        return Traffic.of(told)


@contextmanager
def sandbox(module: str = "bench.balancers") -> Iterator[Process]:
    """The sandbox behind the line, as *module* runs it; it ends with the block."""
    with _started(module) as process:
        yield process


@contextmanager
def slow_aws(
    behind: Process, delay_ms: float, limits: Limits = _UNLIMITED, without: Sequence[str] = ()
) -> Iterator[SlowAws]:
    """A line to the sandbox *behind* it, where AWS has *limits*; it ends with the block.

    Operations in *without* (by their IAM names, ``acm:SearchCertificates``) are not known there.
    This process's own environment points there meanwhile.
    """
    before = dict(os.environ)
    environment: dict[str, str] = json.loads(behind.first)["environment"]
    arguments = ["--to", environment["AWS_ENDPOINT_URL"], "--delay-ms", str(delay_ms)]
    with _started("bench.aws_line", *arguments, *limits.arguments(), *_each("--without", without)) as line:
        environment["AWS_ENDPOINT_URL"] = line.first
        point(environment, os.environ)
        try:
            yield SlowAws(environment, behind, line)
        finally:
            os.environ.clear()
            os.environ.update(before)


def _each(name: str, values: Sequence[str]) -> list[str]:
    return [part for value in values for part in (name, value)]


@dataclass(frozen=True)
class Process:
    """A process that answers each line with a line. ``first`` is what it said when it stood."""

    process: subprocess.Popen[str]
    first: str

    def ask(self, line: str) -> Any:
        """Its answer to *line*."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextmanager
def _started(module: str, *arguments: str) -> Iterator[Process]:
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Process(process, process.stdout.readline().strip())
        finally:
            process.terminate()


def certificates(held: Mapping[str, Any]) -> dict[str, Holding]:
    """What each listener in *held* has, by its ARN; the port of a Classic Load Balancer counts as one."""
    found: dict[str, Holding] = {}
    for balancer in held["load_balancers"]:
        for one in balancer["listeners"]:
            found[one["arn"]] = one["default"], tuple(sorted(one["certificate_list"]))
    for balancer in held["classic"]:
        for one in balancer["listeners"]:
            found[classic_listener(balancer["name"], one["port"])] = one["certificate"], ()
    return found


def least_calls(before: Mapping[str, Holding], after: Mapping[str, Holding]) -> int:
    """The fewest calls that lead from *before* to *after*: each takes one certificate and one listener.

    (ELBv2 API reference, ModifyListener, AddListenerCertificates, RemoveListenerCertificates; ELB API
    reference, SetLoadBalancerListenerSSLCertificate.)
    """
    return sum(
        (default != after[arn][0]) + len({*listed} ^ {*after[arn][1]})
        for arn, (default, listed) in before.items()
    )


def all_else(held: Mapping[str, Any]) -> dict[str, Any]:
    """*held* without the certificates: every other setting and tag."""
    rest: dict[str, Any] = json.loads(json.dumps(held))
    for balancer in rest["load_balancers"]:
        for one in balancer["listeners"]:
            del one["default"], one["certificate_list"]
    for balancer in rest["classic"]:
        for one in balancer["listeners"]:
            del one["certificate"]
    return rest


def wanted(before: Mapping[str, Holding], swapped: Certificates) -> dict[str, Holding]:
    """*before* with the new certificate wherever the old one was."""

    def of(arn: str | None) -> str | None:
        return swapped.new if arn == swapped.old else arn

    def listed(arns: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted(swapped.new if arn == swapped.old else arn for arn in arns))

    return {arn: (of(default), listed(sni)) for arn, (default, sni) in before.items()}
