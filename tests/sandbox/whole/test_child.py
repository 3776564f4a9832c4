"""The sandbox as a process: started, shared with nobody, ended with its parent, never losing a change."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from acm_tui.sandbox import child as child_module
from acm_tui.sandbox.client import SandboxClient, SandboxUnavailableError
from acm_tui.sandbox.launch import Child, start_child
from acm_tui.sandbox.lock import StateInUseError, StateLock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "demo" / "world.json"


@pytest.fixture
def child(path: Path) -> Iterator[Child]:
    started = start_child(path)
    yield started
    started.stop()


def desk(child: Child) -> SandboxClient:
    return SandboxClient(child.environment["AWS_ENDPOINT_URL"])


def until(condition: Callable[[], bool], limit_s: float = 10) -> None:
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def is_free(path: Path) -> bool:
    try:
        with StateLock(path):
            return True
    except StateInUseError:
        return False


def offset_saved(path: Path) -> float:
    return float(json.loads(path.read_text())["world"]["clock_offset_s"])


def test_it_goes_on_where_it_stopped_unless_told_otherwise(path: Path) -> None:
    started = start_child(path)
    client = desk(started)
    assert client.status()["environment"] == started.environment
    client.move("advance", hours=24)
    started.stop()
    with pytest.raises(SandboxUnavailableError, match="does not answer"):
        client.status()
    again = start_child(path)
    assert desk(again).status()["offset_s"] == 24 * 3600
    assert again.notices == ()
    again.stop()
    anew = start_child(path, fresh=True)
    assert desk(anew).status()["offset_s"] == 0
    anew.stop()


def test_a_second_demo_is_told_who_holds_the_state(path: Path, child: Child) -> None:
    with pytest.raises(SandboxUnavailableError, match=f"in use by process {child.pid}"):
        start_child(path)
    assert desk(child).status()["offset_s"] == 0


def test_a_saved_world_that_cannot_be_read_is_mentioned(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{ torn")
    started = start_child(path)
    (notice,) = started.notices
    assert "is kept as world.json.unreadable-" in notice
    started.stop()


def test_a_killed_sandbox_keeps_every_change_that_was_answered(path: Path) -> None:
    started = start_child(path)
    desk(started).move("advance", hours=24)
    os.kill(started.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    with pytest.raises(SandboxUnavailableError, match="ended with code"):
        started.stop()
    again = start_child(path)
    assert desk(again).status()["offset_s"] == 24 * 3600
    again.stop()


def test_it_ends_and_saves_when_its_parent_is_killed(path: Path) -> None:
    script = (
        "import sys, pathlib; from acm_tui.sandbox.launch import start_child\n"
        "child = start_child(pathlib.Path(sys.argv[1]))\n"
        "print(child.environment['AWS_ENDPOINT_URL'], flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        SandboxClient(parent.stdout.readline().decode().strip()).move("advance", hours=24)
        assert not is_free(path)
        parent.kill()
        parent.wait()
        until(lambda: is_free(path))
    assert offset_saved(path) == 24 * 3600


@pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without asking it")
def test_a_polite_termination_ends_it_in_order(path: Path) -> None:
    started = start_child(path)
    os.kill(started.pid, signal.SIGTERM)
    started.stop()  # raises for any other exit code than 0
    assert is_free(path)


def test_a_profile_of_the_operator_is_no_hindrance(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path.parent / "none"))
    start_child(path).stop()


def test_what_breaks_at_the_start_is_told_with_its_log(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.mkdir()  # a directory cannot be read as a file
    with pytest.raises(SandboxUnavailableError, match=r"world\.json\.log") as problem:
        start_child(path)
    assert "Error" in str(problem.value)


def test_the_working_directory_is_not_imported_from(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "elsewhere"
    trap.mkdir()
    (trap / "argparse.py").write_text("raise SystemExit('imported from the working directory')")
    monkeypatch.chdir(trap)
    start_child(path).stop()


def test_the_start_script_of_a_shell() -> None:
    script = child_module.shell_lines(
        {"AWS_REGION": "x", "B": "it's"}, ["AWS_ENDPOINT_URL_ACM", "AWS_REGION"], windows=False
    )
    lines = script.splitlines()
    dropped = lines[0].split()
    assert dropped[0] == "unset"
    assert {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_ACM"} <= set(dropped)
    assert "AWS_REGION" not in dropped
    assert lines[1:] == ["export AWS_REGION=x", """export B='it'"'"'s'"""]
    windows = child_module.shell_lines({"B": "it's"}, windows=True).splitlines()
    assert "$env:B = 'it''s'" in windows
    assert "Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue" in windows


def test_serving_in_the_foreground_prints_the_environment_and_ends_on_interrupt(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(sys, "stdout", printed)
    monkeypatch.setattr(os, "environ", {**os.environ, "AWS_PROFILE": "production"})
    before = signal.getsignal(signal.SIGTERM)

    def interrupted(seconds: float) -> None:
        endpoint = next(
            line for line in printed.getvalue().splitlines() if line.startswith("export AWS_ENDPOINT_URL=")
        )
        SandboxClient(endpoint.partition("=")[2]).move("advance", hours=1)
        assert not is_free(path)
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupted)
    try:
        child_module.serve(state=path)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert is_free(path)
    assert offset_saved(path) == 3600


def test_a_child_that_hangs_is_ended(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spawned: list[Any] = []
    popen = subprocess.Popen

    def hanging(command: list[str], **keywords: Any) -> Any:
        spawned.append(popen([sys.executable, "-c", "import time; time.sleep(60)"], **keywords))
        return spawned[-1]

    monkeypatch.setattr(subprocess, "Popen", hanging)
    with pytest.raises(SandboxUnavailableError, match="did not start within"):
        start_child(path, timeout_s=0.3)
    assert spawned[0].poll() is not None
