"""Planted credentials are in nothing that the real program leaves or shows, whatever goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.canaries.parrot import parrot
from tests.canaries.planted import CANARIES, TOLD, files_below, left_in
from tests.cli.conftest import Open, Run
from tests.domain.stories import DOMAIN, MIGRATION
from tests.in_terminal import Terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX's")

CRASHING = """
import sys
import acm_tui.workflow.record as record
def crash(*_):
    told = sys.argv[1]
    raise ValueError(told)
record.saved = crash
from acm_tui.cli import main
sys.exit(main(sys.argv[2:]))
"""
"""The program with a mistake in it, of which the traceback quotes everything."""


def test_the_search_finds_them_all() -> None:
    assert {one.split(" in ")[0] for one in left_in(TOLD)} == set(CANARIES)


def test_a_refusal_that_quotes_everything(in_terminal: Open, data: Path) -> None:
    with parrot() as url, in_terminal("--profile", "canary", AWS_ENDPOINT_URL=url) as terminal:
        terminal.wait_for("You may not call sts:GetCallerIdentity")
        terminal.wait_for("[redacted]")
        terminal.press("n")
        terminal.wait_for("canary: You may not call sts:GetCallerIdentity")
        terminal.press("\x0c")  # Ctrl-L: the calls
        terminal.wait_for("sts:GetCallerIdentity")
    log = (data / "acm-tui.log").read_text()
    assert "DEBUG" in log
    assert "[redacted]" in log
    assert not left_in(terminal.painted, files=files_below(data))


@pytest.mark.parametrize("command", [("sessions",), ()], ids=["headless", "wizard"])
def test_a_mistake_of_the_program(environment: dict[str, str], data: Path, command: tuple[str, ...]) -> None:
    (data / "acm-tui.log").touch()
    program = [sys.executable, "-P", "-c", CRASHING, TOLD, *command]
    with Terminal(program, environment) as terminal:
        assert terminal.wait_for_end() == 255
    assert "This is a mistake in acm-tui itself" in terminal.painted
    log = (data / "acm-tui.log").read_text()
    assert "Traceback" in log
    assert "ValueError: The key [redacted]" in log
    assert not left_in(terminal.painted, files=files_below(data))


@pytest.mark.long
def test_a_mistake_where_there_is_no_log(environment: dict[str, str], data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", CRASHING, TOLD, "sessions"],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 255
    assert b"Traceback" in done.stderr
    assert not left_in(done.stdout, done.stderr, files=files_below(data))


@pytest.mark.long
def test_connections_that_are_lost(in_terminal: Open, data: Path) -> None:
    with parrot(hangs_up=True) as url, in_terminal("--profile", "canary", AWS_ENDPOINT_URL=url) as terminal:
        terminal.wait_for("AWS did not answer.", 120)
        terminal.press("q")
        terminal.wait_for_end()
    assert not left_in(terminal.painted, files=files_below(data))


@pytest.mark.long
def test_a_proxy_that_wants_a_password(in_terminal: Open, data: Path) -> None:
    """Its address, password and all, is in the environment and in what botocore says."""
    with in_terminal("--profile", "canary", AWS_MAX_ATTEMPTS="1") as terminal:
        terminal.wait_for("AWS cannot be reached from here.", 120)
        terminal.press("q")
        terminal.wait_for_end()
    assert not left_in(terminal.painted, files=files_below(data))


@pytest.mark.long
def test_a_process_for_credentials_that_fails_and_says_everything(in_terminal: Open, data: Path) -> None:
    with in_terminal("--profile", "failing") as terminal:
        terminal.wait_for("The credentials could not be obtained.", 60)
        terminal.press("q")
        terminal.wait_for_end()
    assert "[redacted]" in (data / "acm-tui.log").read_text()
    assert not left_in(terminal.painted, files=files_below(data))


@pytest.mark.long
def test_the_commands_that_look(run: Run, data: Path) -> None:
    (data / "acm-tui.log").touch()
    said = [
        run(*command)
        for command in (
            ("sessions",),
            ("sessions", "--output", "json"),
            ("report", MIGRATION),
            ("report", MIGRATION, "--output", "json"),
            ("sessions", "export", MIGRATION),
            ("paths",),
        )
    ]
    assert all(one.returncode == 0 for one in said)
    assert DOMAIN in said[0].stdout
    assert not left_in(*(one.stdout + one.stderr for one in said), files=files_below(data))
