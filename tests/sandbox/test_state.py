"""The saved world: whole or not at all, kept aside when unreadable, written a moment after a change."""

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from acm_tui.sandbox import state
from acm_tui.sandbox.lock import StateInUseError, StateLock

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")


class Recorder:
    """A world that counts how often it is dumped."""

    def __init__(self) -> None:
        self.value = 0
        self.dumps = 0
        self.dumped = threading.Event()

    def dump(self) -> dict[str, int]:
        self.dumps += 1
        self.dumped.set()
        return {"value": self.value}


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def saver(tmp_path: Path, recorder: Recorder, complaints: list[str]) -> Iterator[state.Saver]:
    saver = state.Saver(tmp_path / "world.json", recorder.dump, complaints.append, quiet_s=0.02)
    saver.start()
    yield saver
    saver.stop()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "world.json"
    state.write(path, {"a": [1, "ü"]})
    assert state.read(path) == state.Restored({"a": [1, "ü"]})


def test_no_file_is_a_fresh_world_without_a_word(tmp_path: Path) -> None:
    assert state.read(tmp_path / "world.json") == state.Restored(None, None)


@POSIX
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "private" / "world.json"
    state.write(path, {})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not readable"),
        (b'{"version": 1, "wor', "not readable"),
        (b"\xff\xfe\x00", "not readable"),
        (b"[]", "not a saved sandbox"),
        (b'{"version": 1}', "not a saved sandbox"),
        (b'{"version": 99, "world": {}}', "of version 99"),
    ],
)
def test_an_unusable_file_is_kept_aside(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "world.json"
    path.write_bytes(content)
    restored = state.read(path)
    assert restored.world is None
    assert restored.notice is not None
    assert why in restored.notice
    (kept,) = tmp_path.glob("world.json.unreadable-*")
    assert kept.name in restored.notice
    assert kept.read_bytes() == content
    assert not path.exists()


def test_a_failed_write_leaves_the_former_file_and_no_rubbish(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    state.write(path, {"good": True})
    with pytest.raises(TypeError):
        state.write(path, {"bad": object()})
    assert state.read(path).world == {"good": True}
    assert [file.name for file in tmp_path.iterdir()] == ["world.json"]


def test_a_change_is_saved_by_itself(saver: state.Saver, recorder: Recorder, tmp_path: Path) -> None:
    recorder.value = 7
    saver.touch()
    assert recorder.dumped.wait(5)
    saver.flush()  # takes the writer's lock: the write under way is over when this returns
    assert state.read(tmp_path / "world.json").world == {"value": 7}


def test_a_burst_of_changes_costs_few_writes(saver: state.Saver, recorder: Recorder) -> None:
    for _ in range(500):
        saver.touch()
    assert recorder.dumped.wait(5)
    assert recorder.dumps < 10


def test_nothing_is_written_without_a_change(saver: state.Saver, recorder: Recorder, tmp_path: Path) -> None:
    saver.flush()
    assert recorder.dumps == 0
    assert not (tmp_path / "world.json").exists()


def test_the_end_saves_what_is_left(tmp_path: Path, recorder: Recorder, complaints: list[str]) -> None:
    saver = state.Saver(tmp_path / "world.json", recorder.dump, complaints.append, quiet_s=60)
    saver.start()
    recorder.value = 3
    saver.touch()
    saver.stop()
    assert state.read(tmp_path / "world.json").world == {"value": 3}


def test_a_disk_that_refuses_is_complained_of_and_the_next_change_is_saved(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the directory should be")
    complained = threading.Event()
    said: list[str] = []

    def complain(sentence: str) -> None:
        said.append(sentence)
        complained.set()

    saver = state.Saver(blocked / "world.json", lambda: {"value": 1}, complain, quiet_s=0.01)
    saver.start()
    saver.touch()
    assert complained.wait(5)
    assert "could not be saved" in said[0]
    blocked.unlink()
    saver.touch()
    saver.stop()
    assert state.read(blocked / "world.json").world == {"value": 1}


def test_a_write_that_failed_is_still_owed(tmp_path: Path, recorder: Recorder) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the directory should be")
    saver = state.Saver(blocked / "world.json", recorder.dump, print)
    saver.touch()
    with pytest.raises(OSError, match="blocked"):
        saver.flush()
    blocked.unlink()
    saver.flush()
    assert state.read(blocked / "world.json").world == {"value": 0}


def test_a_second_holder_is_told_who_is_first(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    with (
        StateLock(path),
        pytest.raises(StateInUseError, match=rf"in use by process {os.getpid()}\b") as refusal,
    ):
        StateLock(path).acquire()
    assert refusal.value.holder == os.getpid()
    with StateLock(path):
        pass


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    script = (
        "import sys, pathlib; from acm_tui.sandbox.lock import StateLock\n"
        "StateLock(pathlib.Path(sys.argv[1])).acquire(); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(StateInUseError) as refusal:
            StateLock(path).acquire()
        assert refusal.value.holder == holder.pid
        holder.kill()
        holder.wait()
    with StateLock(path):
        pass


def test_the_saved_form_names_its_version(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    state.write(path, {})
    assert json.loads(path.read_text())["version"] == state.VERSION


def test_a_change_that_nobody_told_of_shows_in_the_stamp(tmp_path: Path, recorder: Recorder) -> None:
    path = tmp_path / "world.json"
    saver = state.Saver(path, recorder.dump, print, stamp=lambda: recorder.value, quiet_s=0.01)
    saver.start()
    recorder.value = 5
    assert recorder.dumped.wait(5)
    saver.stop()
    assert state.read(path).world == {"value": 5}
