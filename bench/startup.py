"""What the program costs before it does anything: time to start, time to the first screen, peak memory.

Run it from the checkout, on a machine that does nothing else:

    .venv/bin/python -m bench.startup

Each figure stands beside what a user would run instead. The two of a pair take turns on one machine, so that
whatever slows the machine down slows both; the table shows medians. The exit code is 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.bare_app import TEXT
from tests.in_terminal import Terminal

PYTHON = sys.executable
ACM_TUI = str(Path(PYTHON).with_name("acm-tui"))
HOME = "Nothing is saved yet."
INVENTORY = " migrates the one here."


@dataclass(frozen=True)
class Figure:
    """One row of the table. ``holds`` says whether the goal is met."""

    what: str
    ours: str
    other: str
    compared: str
    goal: str
    holds: bool


def main() -> int:
    """Measure, print the table, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.startup", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, metavar="N", help="runs of each (default: 15)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as directory:
        environment = plain_environment(Path(directory))
        figures = [version(runs, environment), first_frame(runs, environment), memory(environment)]
    print_table(figures)
    return 0 if all(figure.holds for figure in figures) else 1


def plain_environment(directory: Path) -> dict[str, str]:
    """An environment in which nothing is set that is not the same everywhere, with its own data directory."""
    kept = {
        name: value
        for name, value in os.environ.items()
        # Without cached bytecode every start would compile everything anew.
        if not name.startswith(("ACM_TUI_", "AWS_", "PYTHON", "TEXTUAL", "COLUMNS", "LINES"))
    }
    return kept | {
        "TERM": "xterm-256color",
        "ACM_TUI_DATA_DIR": str(directory / "data"),
        "ACM_TUI_CONFIG": str(directory / "config.toml"),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def version(runs: int, environment: Mapping[str, str]) -> Figure:
    """``acm-tui --version`` against an interpreter that does nothing."""

    def timed(command: list[str]) -> float:
        begun = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        return time.perf_counter() - begun

    ours, other = in_turn(runs, lambda: timed([ACM_TUI, "--version"]), lambda: timed([PYTHON, "-c", "pass"]))
    return compared("acm-tui --version", ours, "python -c pass", other, most=5)


def first_frame(runs: int, environment: Mapping[str, str]) -> Figure:
    """From the start to Home with its guide line, against a bare Textual app with its one line."""

    def timed(command: list[str], text: str) -> float:
        begun = time.perf_counter()
        with Terminal(command, environment) as terminal:
            terminal.wait_for(text)
            return time.perf_counter() - begun

    bare = [PYTHON, str(Path(__file__).with_name("bare_app.py"))]
    ours, other = in_turn(runs, lambda: timed([ACM_TUI], HOME), lambda: timed(bare, TEXT))
    return compared("first screen", ours, "bare Textual app", other, most=1.5)


def memory(environment: Mapping[str, str], most_mib: float = 100) -> Figure:
    """The peak of the wizard's own process with the inventory shown; the sandbox is another process."""
    with sandbox(environment) as pointing, Terminal([ACM_TUI], {**environment, **pointing}) as terminal:
        terminal.wait_for(HOME)
        terminal.press("n")
        terminal.wait_for(INVENTORY)
        peak = terminal.peak_mib()
    return Figure(
        "peak memory, inventory", f"{peak:.0f} MiB", "-", "-", f"< {most_mib:.0f} MiB", peak < most_mib
    )


@contextmanager
def sandbox(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """A sandbox in a process of its own; answers the variables that point a client to it."""
    with subprocess.Popen(
        [ACM_TUI, "sandbox"], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        found: dict[str, str] = {}
        try:
            for row in process.stdout:
                verb, *pairs = shlex.split(row)
                found |= dict(pair.split("=", 1) for pair in pairs if verb == "export")
                if "ACM_TUI_TLS_CA" in found:  # the last one
                    break
            yield found
        finally:
            process.terminate()


def in_turn(
    runs: int, ours: Callable[[], float], other: Callable[[], float]
) -> tuple[list[float], list[float]]:
    """Seconds of *runs* runs each, one after the other in turn, after one of each that does not count."""
    ours(), other()  # fills the caches: of bytecode, and of the disk
    pairs = [(ours(), other()) for _ in range(runs)]
    return [one for one, _ in pairs], [one for _, one in pairs]


def compared(what: str, ours: list[float], against: str, other: list[float], *, most: float) -> Figure:
    """The row for two lists of seconds, with the goal that the ratio of their medians is at most *most*."""
    ratio = statistics.median(ours) / statistics.median(other)
    return Figure(
        what, spread(ours), f"{spread(other)}  {against}", f"{ratio:.2f} ×", f"≤ {most} ×", ratio <= most
    )


def spread(seconds: list[float]) -> str:
    """The median and the range, in milliseconds."""
    low, middle, high = (round(1000 * f(seconds)) for f in (min, statistics.median, max))
    return f"{middle} ms ({low}-{high})"


def print_table(figures: list[Figure]) -> None:
    """Print the figures in columns."""
    rows = [("", "acm-tui", "beside it", "ratio", "goal", "")]
    rows += [(f.what, f.ours, f.other, f.compared, f.goal, "✔" if f.holds else "✖") for f in figures]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
