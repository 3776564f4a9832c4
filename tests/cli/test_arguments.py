"""What is given on the command line, and what is refused there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from acm_tui import __version__
from tests.cli.conftest import COMMAND, Run


def test_the_version(run: Run) -> None:
    result = run("--version")
    assert (result.returncode, result.stdout, result.stderr) == (0, f"acm-tui {__version__}\n", "")


def test_the_script_that_is_installed_is_the_same_program(environment: dict[str, str]) -> None:
    script = Path(sys.executable).with_name("acm-tui.exe" if os.name == "nt" else "acm-tui")
    said = subprocess.run([script, "--version"], env=environment, check=True, capture_output=True, text=True)
    assert said.stdout == f"acm-tui {__version__}\n"


@pytest.mark.parametrize(
    "word",
    [
        "inventory",
        "sessions",
        "dns-check",
        "paths",
        "sandbox",
        "--demo",
        "--read-only",
        "3 not",
        "4 a person",
        "130",
        "252",
        "253",
        "254",
        "255",
    ],
)
def test_the_help_names_every_command_and_exit_code(run: Run, word: str) -> None:
    result = run("--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert word in result.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--nonsense",), "unrecognized arguments: --nonsense"),
        (("nonsense",), "invalid choice: 'nonsense'"),
        (("--sess=5e55a0e1",), "unrecognized arguments: --sess"),
        (("--session",), "--session: expected one argument"),
        (("sessions", "--out=json"), "unrecognized arguments: --out"),
        (("sessions", "--output", "xml"), "invalid choice: 'xml'"),
        (("dns-check",), "the following arguments are required: NAME, VALUE"),
        (("dns-check", "a.example", "b.example", "--wait", "1.5"), "'1.5' is no time to wait"),
        (("dns-check", "a.example", "b.example", "--wait", "604801"), "'604801' is no time to wait"),
        (("sandbox", "--port", "http"), "'http' is no port"),
        (("sandbox", "--port", "65536"), "'65536' is no port"),
        (("sandbox", "--port=-1"), "'-1' is no port"),
    ],
)
def test_what_is_not_known_is_named(run: Run, arguments: tuple[str, ...], complaint: str) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (252, "")
    assert result.stderr.startswith("usage: acm-tui")
    assert complaint in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("arguments", [("--fresh",), ("--fresh", "sessions"), ("--demo", "--fresh", "paths")])
def test_starting_over_is_for_the_demo_alone(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (252, "")
    assert "--fresh is only for the demo." in result.stderr


def test_a_mistake_of_its_own_is_told_in_full_and_has_a_code(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "platformdirs.py").write_text("raise RuntimeError('broken \x1b[31m')")
    result = subprocess.run(
        [*COMMAND, "paths"],
        env=environment | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
    )
    assert (result.returncode, result.stdout) == (255, "")
    assert "RuntimeError: broken ␛[31m" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("This is a mistake in acm-tui itself.")
