"""The log as an operator meets it: where it is, what is in it, and that it is in nobody's way."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from acm_tui import __version__
from acm_tui.journal.sqlite import SqliteJournal
from tests.cli.conftest import Open, Run
from tests.domain.stories import MIGRATION, issued
from tests.journal.writing import write

POSIX = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals and file modes are POSIX's")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "data" / "acm-tui.log"


def lines(log: Path) -> list[str]:
    """The messages, without time, process and place."""
    return [row.split(": ", 1)[1] for row in log.read_text().splitlines()]


def test_a_command_says_what_it_was_and_how_it_ended(run: Run, journal: SqliteJournal, log: Path) -> None:
    write(journal, MIGRATION, *issued())
    log.touch()
    assert run("sessions").stderr == ""
    assert run("report", "nobody").returncode == 255
    first, second, third, fourth, fifth = lines(log)
    assert first.startswith(f"acm-tui {__version__} starts: sessions")
    assert second == "ends with code 0"
    assert third.startswith(f"acm-tui {__version__} starts: report")
    assert fourth.startswith("Refused: There is no saved migration nobody.")
    assert fifth == "ends with code 255"


@pytest.mark.parametrize("arguments", [("sessions",), ("report", MIGRATION), ("paths",)])
def test_a_command_begins_none(run: Run, tmp_path: Path, log: Path, arguments: tuple[str, ...]) -> None:
    assert "log" not in run(*arguments).stderr
    assert not (tmp_path / "data").exists()
    log.parent.mkdir(mode=0o700)
    assert "log" not in run(*arguments).stderr
    assert not log.exists()


@pytest.mark.usefixtures("journal")
def test_to_ask_for_the_places_logs_nothing(run: Run, log: Path) -> None:
    log.touch()
    run("paths")
    assert log.read_text() == ""


@pytest.mark.usefixtures("journal")
def test_one_that_cannot_be_written_is_said_once_and_no_hindrance(run: Run, log: Path) -> None:
    log.mkdir()
    result = run("sessions")
    assert (result.returncode, result.stdout) == (0, "No migration is saved.\n")
    (said,) = result.stderr.splitlines()
    assert said.startswith(f"The log {log} cannot be written: ")


@POSIX
def test_the_wizard_logs_what_is_needed_to_read_the_rest(in_terminal: Open, log: Path) -> None:
    with in_terminal() as terminal:
        terminal.wait_for("Nothing is saved yet.")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    first, *_, last = lines(log)
    assert re.match(rf"acm-tui {re.escape(__version__)} starts: the wizard, Python 3\.\d+\.\d+, ", first)
    assert last == "ends with code 0"


@POSIX
def test_the_wizard_goes_on_without_one_and_has_said_so(in_terminal: Open, log: Path) -> None:
    log.mkdir(parents=True)
    log.parent.chmod(0o700)
    with in_terminal() as terminal:
        terminal.wait_for("Nothing is saved yet.")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert terminal.painted.count("cannot be written") == 1


@POSIX
@pytest.mark.parametrize(
    ("arguments", "settings", "more", "debugs"),
    [
        ((), "", {}, False),
        (("--log-level", "debug"), "", {}, True),
        ((), "[log]\nlevel = 'debug'", {}, True),
        ((), "", {"ACM_TUI_LOG_LEVEL": "debug"}, True),
        (("--log-level", "info"), "[log]\nlevel = 'debug'", {"ACM_TUI_LOG_LEVEL": "debug"}, False),
    ],
    ids=["default", "flag", "file", "environment", "the flag is stronger"],
)
def test_how_much_is_logged_can_be_set(
    in_terminal: Open,
    tmp_path: Path,
    log: Path,
    arguments: tuple[str, ...],
    settings: str,
    more: dict[str, str],
    debugs: bool,
) -> None:
    (tmp_path / "config.toml").write_text(settings)
    with in_terminal(*arguments, **more) as terminal:
        terminal.wait_for("Nothing is saved yet.")
        terminal.press("q")
        terminal.wait_for_end()
    assert ("DEBUG" in log.read_text()) == debugs


@POSIX
def test_settings_that_cannot_be_are_logged_as_well(in_terminal: Open, log: Path) -> None:
    with in_terminal(ACM_TUI_LOG_LEVEL="loud") as terminal:
        assert terminal.wait_for_end() == 253
    assert any(row.startswith("SettingsTrouble: ") for row in lines(log))
    assert lines(log)[-1] == "ends with code 253"
