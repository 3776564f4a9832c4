"""Opening the wizard: what it needs of the terminal, of the data directory and of the settings."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Open, Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX's")

Refused = Callable[..., tuple[int, str]]


@pytest.mark.parametrize("arguments", [(), ("--demo",), ("--read-only", "--session", "5e55a0e1")])
def test_without_a_terminal_it_says_what_else_there_is(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (252, "")
    assert "needs a terminal" in result.stderr
    assert "acm-tui sessions" in result.stderr
    assert not (tmp_path / "data").exists()


def test_a_dumb_terminal_will_not_do(refused: Refused) -> None:
    code, said = refused(TERM="dumb")
    assert code == 252
    assert "cannot move its cursor" in said


@pytest.mark.parametrize("size", [(79, 24), (80, 23)])
def test_a_small_terminal_will_not_do(refused: Refused, size: tuple[int, int]) -> None:
    code, said = refused(size=size)
    assert code == 252
    assert f"{size[0]}×{size[1]}" in said


def test_the_smallest_terminal_will_do(in_terminal: Open, tmp_path: Path) -> None:
    with in_terminal(size=(80, 24)) as terminal:
        terminal.wait_for("Nothing is saved yet.")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_read_only_is_shown(in_terminal: Open) -> None:
    with in_terminal("--read-only") as terminal:
        terminal.wait_for("READ-ONLY")


def test_a_data_directory_that_cannot_be(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code, said = refused(ACM_TUI_DATA_DIR=str(tmp_path / "file" / "data"))
    assert code == 253
    assert "cannot be written" in said
    assert "another one in ACM_TUI_DATA_DIR" in said


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ("[aws", "cannot be read"),
        ("[aws]\nregoins = ['eu-west-1']", "regoins"),
        ("[dns]\nport = 70000", "port"),
        ("theme = 'x'", "outside a section"),
    ],
)
def test_settings_that_cannot_be(refused: Refused, tmp_path: Path, settings: str, complaint: str) -> None:
    (tmp_path / "config.toml").write_text(settings)
    code, said = refused()
    assert code == 253
    assert complaint in said


def test_a_variable_that_is_no_setting(refused: Refused) -> None:
    code, said = refused(ACM_TUI_AWS_REGOINS="eu-west-1")
    assert code == 253
    assert "ACM_TUI_AWS_REGOINS is not a setting" in said
