"""One environment for every test, whatever machine it runs on.

Pytest's plugins import Textual before this file is read, so what Textual remembers of the environment is
read again here.
"""

from __future__ import annotations

import gc
import importlib
import importlib.metadata
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from acm_tui.garbage import collect_seldom
from tests.stylesheets import read_once

KEPT = ("TEXTUAL_SNAPSHOT_",)
"""The snapshot plugin talks to its workers through the environment."""
TOO_LATE = ("TEXTUAL_DIM_FACTOR",)
"""What Textual keeps copies of when it is imported: it cannot be taken back."""
FROZEN = {
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "TZ": "UTC",
    "TEXTUAL_ANIMATIONS": "none",
    "LC_ALL": "C.UTF-8",
}

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"


def _freeze() -> None:
    for name in TOO_LATE:
        if name in os.environ:
            raise pytest.UsageError(f"Unset {name}: it changes every colour on the screen.")
    for name in tuple(os.environ):
        own = name.startswith(("AWS_", "TEXTUAL_", "ACM_TUI_")) and not name.startswith(KEPT)
        if own or name in ("NO_COLOR", "COLUMNS", "LINES", "ESCDELAY", "TERM_PROGRAM", "LC_TERMINAL"):
            del os.environ[name]
    os.environ.update(FROZEN)
    time.tzset()
    if (constants := sys.modules.get("textual.constants")) is not None:
        importlib.reload(constants)


_freeze()


def _keep_byte_code() -> None:
    """Compile each source once, not once for each process of the tests and each program that they start.

    Containers often say otherwise, to stay small. Compiling is most of what a start takes: a command then
    takes five times as long, and thousands of tests are read by every worker.
    """
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


_keep_byte_code()
read_once()

FEWER_EXAMPLES = 50
"""Examples of a generated test that names no number of its own; in the long form as many as is usual."""


def _draw_fewer_examples(config: pytest.Config) -> None:
    settings.register_profile("short", max_examples=FEWER_EXAMPLES)
    if not _long_forms(config):
        settings.load_profile("short")


def _long_forms(config: pytest.Config) -> bool:
    return "long" in config.getoption("markexpr", default="")


# Thousands of tests are imported before the first one runs, and stay: to look for garbage among them, again
# and again, takes a fifth of the time.
gc.disable()


def pytest_collection_finish() -> None:
    """From now on there is garbage; what is there already is none. Each app makes much of it at once."""
    gc.freeze()
    collect_seldom()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """More than there are processors: half of the time, tests wait for servers, clocks and disks."""
    processors = os.cpu_count() or 1
    return processors + max(2, processors // 2)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Who is done takes tests from who is not: the slow ones stand together, and were one worker's alone."""
    from xdist.scheduler import WorkStealingScheduling  # type: ignore[import-untyped]  # no stubs

    return WorkStealingScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long forms are left out unless they are asked for by their marker, or pictures are taken anew.

    Last, so that the plugin for pictures knows of those that belong to what is left out.
    """
    if _long_forms(config) or config.getoption("update_snapshots", default=False):
        return
    if left_out := [one for one in items if one.get_closest_marker("long")]:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [one for one in items if not one.get_closest_marker("long")]


def pytest_configure(config: pytest.Config) -> None:
    """Draw fewer examples; and take pictures only with the Textual that is pinned: others draw otherwise."""
    _draw_fewer_examples(config)
    pinned = re.search(r"^textual==(\S+)$", CONSTRAINTS.read_text(encoding="utf-8"), re.MULTILINE)
    present = importlib.metadata.version("textual")
    if config.getoption("update_snapshots", default=False) and (pinned is None or present != pinned[1]):
        raise pytest.UsageError(
            f"Snapshots are taken with the textual of {CONSTRAINTS.name}, and this is {present}."
        )
