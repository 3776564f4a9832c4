"""What a cutover costs: calls for a listener, and time for 20 load balancers at 80 ms a call.

Run it from the checkout, on a machine that does nothing else:

    .venv/bin/python -m bench.cutover

Beside it runs what people do by hand: a shell loop of the AWS CLI's own commands (``aws_loop.sh``). The CLI
is installed from PyPI into a directory that is gone afterwards; ``--cli`` takes another one. Both go over one
line to a sandbox with a fixed time for each call, without TLS: the loop does not pay for a new session with
each command, as it would at AWS. Both find the old certificate by themselves, with no connection open before,
and must end with the same certificates on every listener and nothing else changed.

The goal is for a line that throttles nothing. On another one what is described is throttled as Elastic Load
Balancing does it: 40 calls at once, then 10 a second; the loop never comes near that. The program's operator
chooses listeners, reads a plan and types a name, for five seconds each, which is quicker than anybody is; the
bucket fills meanwhile, and that time counts for nothing. Beside it stands the time without any pause. How AWS
throttles changes is not among the facts that this rests on; ``--changes 20:3`` shows what such a bucket would
do.

The table shows medians. The exit code is 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from bench.aws_cli import by_hand, installed, startup_s, version
from bench.buckets import Limits, Rate
from bench.calls_a_listener import SHAPES, Counted, Parts, Run, counted, print_counted, to_the_end
from bench.slow_aws import Certificates, Shape, SlowAws, sandbox, slow_aws
from bench.startup import Figure, print_table
from bench.swapping import ours

DELAY_MS = 80
READS = Rate(40, 10)
PAUSE_S = 5.0
MANY = Shape(("application", "network"), "both", balancers=20, listeners=3)
FEW = Shape(("application", "network"), "both", balancers=2)
TIMES = 10
"""How many times faster than the loop it has to be, for many load balancers."""


def main() -> int:
    """Measure, print the tables, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.cutover", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="runs of the program (default: 3)")
    parser.add_argument("--loops", type=int, default=1, metavar="N", help="runs of the loop (default: 1)")
    parser.add_argument(
        "--quick", action="store_true", help="2 load balancers, one run of each, no goal for the time"
    )
    parser.add_argument("--cli", type=Path, metavar="PATH", help="an AWS CLI that is installed already")
    parser.add_argument("--changes", type=Rate.of, metavar="CAPACITY:REFILL", help="throttle changes as well")
    options = parser.parse_args()
    logging.getLogger("acm_tui").addHandler(logging.NullHandler())  # what is throttled stands in the table
    shape, runs, loops = (FEW, 1, 1) if options.quick else (MANY, options.runs, options.loops)
    limits = Limits(READS, options.changes)
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor() as aside:
        directory = Path(name)
        # What is counted takes no time that counts: the CLI is installed meanwhile.
        getting = None if options.cli else aside.submit(installed, directory)
        with sandbox() as behind:
            with slow_aws(behind, 0) as place:
                calls = [counted(place, one) for one in SHAPES]
            try:
                cli = getting.result() if getting else options.cli
            except subprocess.CalledProcessError as error:
                parser.exit(2, f"the AWS CLI cannot be installed; name one with --cli ({error})\n")
            race = Race(shape, cli, directory)
            with slow_aws(behind, DELAY_MS, limits) as place:
                race.run(place, runs, loops)
            with slow_aws(behind, DELAY_MS) as place:
                race.run_free(place, runs)
            startup = statistics.median(startup_s(cli, directory) for _ in range(5))
        calls.append(race.called[0])
        print_counted(calls)
        print(f"\n{version(cli, directory)}, {DELAY_MS} ms a call, {limits}")
    figures = race.figures(startup, TIMES if shape == MANY else None)
    print_table(figures)
    return 0 if all([*(one.holds for one in calls), *(one.holds for one in figures)]) else 1


class Race:
    """The same cutover, by the program and by the loop, from the same state each time."""

    def __init__(self, shape: Shape, cli: Path, directory: Path) -> None:
        self._shape = shape
        self._cli = cli
        self._directory = directory
        self._quiet: list[Parts] = []
        self._watched: list[Parts] = []
        self._hurried: list[Parts] = []
        self._free: list[Parts] = []
        self._loop: list[Parts] = []
        self.called: list[Counted] = []
        """What each run called; the first is the program's, unwatched."""

    def run(self, place: SlowAws, runs: int, loops: int) -> None:
        """*runs* of the program and *loops* of the loop in turn, where AWS throttles."""
        for number in range(max(runs, loops)):
            if number < runs:
                self._quiet.append(self._ours(place))
                self._watched.append(self._ours(place, watched=True))
                self._hurried.append(self._ours(place, pause_s=0))
            if number < loops:
                self._loop.append(self._to_the_end(place, partial(self._by_hand, place)))

    def run_free(self, place: SlowAws, runs: int) -> None:
        """*runs* of the program where nothing is throttled."""
        self._free += [self._ours(place, pause_s=0) for _ in range(runs)]

    def _ours(self, place: SlowAws, *, watched: bool = False, pause_s: float = PAUSE_S) -> Parts:
        def run(swapped: Certificates) -> Parts:
            with tempfile.TemporaryDirectory(dir=self._directory) as name:
                return ours(place, swapped, Path(name), watched=watched, pause_s=pause_s)

        return self._to_the_end(place, run)

    def _by_hand(self, place: SlowAws, swapped: Certificates) -> Parts:
        return by_hand(place, swapped, self._cli, self._directory)

    def _to_the_end(self, place: SlowAws, run: Run) -> Parts:
        """The parts of *run*, from the start anew; what it called is kept."""
        parts, called = to_the_end(place, self._shape, run)
        self.called.append(called)
        return parts

    def figures(self, startup: float, goal: float | None) -> list[Figure]:
        """Every row of the table; a command of the CLI takes *startup* seconds before it does anything."""
        what = f"{self._shape.balancers} × {self._shape.listeners} listeners"
        quiet, watched, loop = self._quiet, self._watched, self._loop
        commands = sum(one.calls for one in loop[0].values())
        changes = self.called[0].least
        ended = [one.reached for one in self.called]
        return [
            _compared(f"{what}, find, plan and apply", _whole(self._free), _whole(loop), goal),
            _compared("  throttled", _whole(quiet), _whole(loop), None),
            _compared("  throttled, without a pause", _whole(self._hurried), _whole(loop), None),
            _compared("  throttled and watched, until it stands", _whole(watched), _whole(loop), None),
            _compared(
                "  throttled and watched, to the last change", _whole(watched, "settle"), _whole(loop), None
            ),
            *(
                _row(f"  {name}, throttled", quiet, loop, name)
                for name in ("find", "plan", "confirm", "apply")
            ),
            _row("  apply, throttled and watched", watched, [], "apply"),
            _row("  apply, nothing throttled", self._free, [], "apply"),
            _aside(
                f"  {changes} changes, one after the other", f"{changes * DELAY_MS / 1000:.1f} s", "the least"
            ),
            _aside(f"  aws --version × {commands}", "-", f"{startup * commands:.1f} s"),
            Figure("  the same end state", f"{sum(ended)} of {len(ended)} runs", "-", "-", "all", all(ended)),
        ]


def _whole(runs: Iterable[Parts], *without: str) -> list[float]:
    """Seconds from the first call to the last, of each run."""
    return [sum(one.seconds for name, one in run.items() if name not in without) for run in runs]


def _compared(what: str, mine: list[float], other: list[float], least: float | None) -> Figure:
    times = statistics.median(other) / statistics.median(mine)
    return Figure(
        what,
        _spread(mine),
        f"{_spread(other)}  aws in a loop",
        f"{times:.1f} × faster",
        "-" if least is None else f"≥ {least:g} ×",
        least is None or times >= least,
    )


def _row(what: str, mine: list[Parts], other: list[Parts], name: str) -> Figure:
    """One part of it: time, calls, and for how much of the time a call was under way."""
    return _aside(what, _part(mine, name), _part(other, name) if other and name in other[0] else "-")


def _aside(what: str, mine: str, other: str) -> Figure:
    """A row that explains, and has no goal."""
    return Figure(what, mine, other, "-", "-", True)


def _part(runs: list[Parts], name: str) -> str:
    seconds = [run[name].seconds for run in runs]
    busy = statistics.median(run[name].traffic.busy_s for run in runs)
    throttled = round(statistics.median(run[name].traffic.throttled for run in runs))
    calls = f"{runs[0][name].calls} calls" + (f" and {throttled} throttled" if throttled else "")
    return f"{statistics.median(seconds):.2f} s, {calls}, under way for {busy:.2f} s"


def _spread(seconds: list[float]) -> str:
    """The median and the range, in seconds."""
    low, middle, high = (f(seconds) for f in (min, statistics.median, max))
    return f"{middle:.1f} s ({low:.1f}-{high:.1f})" if len(seconds) > 1 else f"{middle:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
