"""A data directory that may only be read: whoever only looks is let in, others are told before anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Open, Run
from tests.domain.stories import DOMAIN, MIGRATION


def test_the_commands_that_look_need_no_more(run: Run, data: Path, only_to_read: Callable[[], None]) -> None:
    only_to_read()
    assert DOMAIN in run("sessions").stdout
    assert run("report", MIGRATION).returncode == 0
    assert run("sessions", "export", MIGRATION).returncode == 0


def test_a_command_that_writes_is_told_so(
    run: Run, data: Path, tmp_path: Path, only_to_read: Callable[[], None]
) -> None:
    (tmp_path / "sent.json").write_text(run("sessions", "export", MIGRATION).stdout)
    only_to_read()
    result = run("sessions", "import", str(tmp_path / "sent.json"))
    assert result.returncode == 253
    assert result.stderr.splitlines() == [
        f"The data directory {data} cannot be written.",
        "Cause: Read-only file system",
        "Next: Make it writable, or name another one in ACM_TUI_DATA_DIR."
        " To look only, the wizard opens with --read-only.",
    ]


def test_the_wizard_is_refused_before_it_takes_the_screen(
    refused: Callable[..., tuple[int, str]], data: Path, only_to_read: Callable[[], None]
) -> None:
    only_to_read()
    code, painted = refused()
    assert code == 253
    assert f"The data directory {data} cannot be written." in painted.replace("\r\n", "")
    assert "--read-only" in painted


def test_to_look_the_wizard_opens_and_says_that_nothing_is_kept(
    in_terminal: Open, data: Path, only_to_read: Callable[[], None]
) -> None:
    only_to_read()
    before = {one.name: one.read_bytes() for one in data.iterdir()}
    with in_terminal("--read-only") as terminal:
        terminal.wait_for(DOMAIN)
        terminal.wait_for("what is seen is shown")
        terminal.press("\r")
        terminal.wait_for("Listeners")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert "Traceback" not in terminal.painted
    assert {one.name: one.read_bytes() for one in data.iterdir()} == before
