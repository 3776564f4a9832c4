"""The sandbox from the command line: as a server for any client, and behind the demo."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import boto3
import pytest

from acm_tui.journal.sqlite import SqliteJournal
from tests.cli.conftest import COMMAND, Open, Run
from tests.domain.stories import MIGRATION, issued
from tests.journal.writing import write

POSIX = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals and signals are POSIX's")


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A sandbox in a process of its own, and the variables that it prints for a shell."""
    with subprocess.Popen(
        [*COMMAND, "sandbox", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        printed: dict[str, str] = {}
        try:
            for row in process.stdout:
                verb, *pairs = shlex.split(row)
                if verb == "export":
                    printed |= dict(pair.split("=", 1) for pair in pairs)
                if "ACM_TUI_TLS_CA" in printed:  # the last one
                    break
            yield process, printed
        finally:
            process.kill()


@POSIX
def test_it_serves_any_client_until_it_is_interrupted(environment: dict[str, str]) -> None:
    with serving(environment) as (process, printed):
        session = boto3.Session(
            aws_access_key_id=printed["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=printed["AWS_SECRET_ACCESS_KEY"],
            region_name=printed["AWS_REGION"],
        )
        with closing(session.client("acm", endpoint_url=printed["AWS_ENDPOINT_URL"])) as acm:
            names = {one["DomainName"] for one in acm.list_certificates()["CertificateSummaryList"]}
        assert "shop.example.com" in names
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=30)
    assert (process.returncode, complaint) == (0, "")


@POSIX
def test_its_dns_can_be_checked(environment: dict[str, str], run: Run) -> None:
    with serving(environment) as (_, printed):
        result = run("dns-check", "_a.shop.example.com", "_b.acm-validations.aws", **printed)
    assert (result.returncode, result.stderr) == (3, "")
    assert "· ABSENT" in result.stdout


def test_a_port_that_is_taken_is_said(run: Run) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        result = run("sandbox", "--port", str(holder.getsockname()[1]))
    assert (result.returncode, result.stdout) == (255, "")
    assert result.stderr.startswith("The sandbox cannot start.\nCause: [Errno")
    assert "another port" in result.stderr


@pytest.fixture
def without_moto(tmp_path: Path) -> dict[str, str]:
    """What makes an interpreter believe that one of the packages is not installed."""
    directory = tmp_path / "no-moto"
    directory.mkdir()
    (directory / "sitecustomize.py").write_text("import sys; sys.modules['moto'] = None")
    return {"PYTHONPATH": str(directory)}


def test_the_sandbox_without_its_packages_says_how_to_get_them(
    run: Run, without_moto: dict[str, str]
) -> None:
    result = run("sandbox", **without_moto)
    assert (result.returncode, result.stdout) == (253, "")
    assert "missing: moto\n" in result.stderr
    assert "pip install" in result.stderr


@POSIX
def test_so_does_the_demo(in_terminal: Open, without_moto: dict[str, str]) -> None:
    with in_terminal("--demo", **without_moto) as terminal:
        assert terminal.wait_for_end() == 253
    assert "missing: moto\r\n" in terminal.painted
    assert "pip install" in terminal.painted
    assert "\x1b" not in terminal.painted


@POSIX
def test_the_demo_opens_goes_on_and_starts_over(in_terminal: Open, run: Run, tmp_path: Path) -> None:
    demo = tmp_path / "data" / "demo"
    with in_terminal("--demo") as terminal:
        terminal.wait_for("DEMO")
        terminal.wait_for("Nothing is saved yet.")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    world = demo / "world.json"
    assert stat.S_IMODE(world.stat().st_mode) == 0o600
    write(SqliteJournal(demo / "journal.sqlite3"), MIGRATION, *issued())
    with in_terminal("--demo") as terminal:
        terminal.wait_for("1 open.")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    with in_terminal("--demo", "--fresh") as terminal:
        terminal.wait_for("Nothing is saved yet.")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert run("--demo", "sessions").stdout == "No migration is saved.\n"
