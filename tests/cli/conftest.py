"""The program as a shell sees it: a process with nobody's settings and a data directory of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from acm_tui.journal.sqlite import SqliteJournal
from tests.domain.stories import PLACE
from tests.in_terminal import Terminal

COMMAND = (sys.executable, "-P", "-m", "acm_tui.cli")

Result = subprocess.CompletedProcess[str]
Run = Callable[..., Result]
Open = Callable[..., Terminal]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """No way to an AWS account, and nothing in the program's own variables but a private place."""
    own = ("ACM_TUI_", "AWS_", "COLUMNS", "LINES", "NO_COLOR", "PYTHONUNBUFFERED", "TEXTUAL")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)} | {
        "TERM": "xterm-256color",
        "ACM_TUI_DATA_DIR": str(tmp_path / "data"),
        "ACM_TUI_CONFIG": str(tmp_path / "config.toml"),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": PLACE.region,
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run the program without a terminal; whatever happens, it shows no traceback."""

    def run(*arguments: str, **more: str) -> Result:
        result = subprocess.run(
            [*COMMAND, *arguments],
            env=environment | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        assert "Traceback" not in result.stderr
        return result

    return run


@pytest.fixture
def in_terminal(environment: dict[str, str]) -> Open:
    """Open the program in a terminal; the test leaves it by ``with``."""

    def in_terminal(*arguments: str, size: tuple[int, int] = (120, 30), **more: str) -> Terminal:
        return Terminal([*COMMAND, *arguments], environment | more, size)

    return in_terminal


@pytest.fixture
def refused(in_terminal: Open) -> Callable[..., tuple[int, str]]:
    """Open the program in a terminal where it must end by itself: its exit code and what it said."""

    def refused(*arguments: str, size: tuple[int, int] = (120, 30), **more: str) -> tuple[int, str]:
        with in_terminal(*arguments, size=size, **more) as terminal:
            code = terminal.wait_for_end()
        assert "Traceback" not in terminal.painted
        assert "\x1b" not in terminal.painted, "the screen was taken"
        return code, terminal.painted

    return refused


@pytest.fixture
def journal(tmp_path: Path) -> SqliteJournal:
    """The journal that the program will find."""
    (tmp_path / "data").mkdir(mode=0o700)
    return SqliteJournal(tmp_path / "data" / "journal.sqlite3")
