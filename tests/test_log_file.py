"""The file behind the log: private, shared by several processes, never longer than it may be."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from acm_tui.log_file import LogFile

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
_WRITER = """
import sys
from pathlib import Path
from acm_tui.log_file import LogFile
path, who, lines, most, kept = sys.argv[1:]
file = LogFile(Path(path), most_bytes=int(most), kept=int(kept))
sys.stdin.readline()
for number in range(int(lines)):
    file.append(f"{who} {number} {'x' * 80}\\n")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "acm-tui.log"


@POSIX
def test_it_is_private_and_made_so_where_it_is_not(path: Path) -> None:
    old = os.umask(0)
    try:
        LogFile(path).append("one\n")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    LogFile(path).append("two\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "one\ntwo\n"


def test_a_full_one_is_put_aside_and_the_oldest_goes(path: Path) -> None:
    file = LogFile(path, most_bytes=10, kept=2)
    for number in range(8):
        file.append(f"line {number}\n")
    assert {one.name: one.read_text() for one in path.parent.iterdir()} == {
        "acm-tui.log": "line 6\nline 7\n",
        "acm-tui.log.1": "line 3\nline 4\nline 5\n",
        "acm-tui.log.2": "line 0\nline 1\nline 2\n",
        "acm-tui.log.lock": "",
    }


@POSIX
def test_everything_beside_it_is_private_too(path: Path) -> None:
    file = LogFile(path, most_bytes=1, kept=1)
    for _ in range(3):
        file.append("line\n")
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}


def test_text_that_is_no_unicode_is_escaped(path: Path) -> None:
    LogFile(path).append("name \udc80\n")
    assert path.read_bytes() == b"name \\udc80\n"


def test_one_that_was_taken_away_begins_anew(path: Path) -> None:
    file = LogFile(path)
    file.append("one\n")
    path.unlink()
    file.append("two\n")
    assert path.read_text() == "two\n"


def test_a_directory_that_is_not_there_is_a_failure_for_as_long_as_it_is_not(tmp_path: Path) -> None:
    file = LogFile(tmp_path / "data" / "acm-tui.log")
    with pytest.raises(FileNotFoundError):
        file.append("one\n")
    (tmp_path / "data").mkdir()
    file.append("two\n")
    assert (tmp_path / "data" / "acm-tui.log").read_text() == "two\n"


@pytest.mark.parametrize(("most", "kept"), [(1 << 30, 1), (20_000, 200)], ids=["one file", "many files"])
def test_processes_side_by_side_lose_and_tear_no_line(path: Path, most: int, kept: int) -> None:
    """Nobody waits for whoever puts the file aside: meanwhile it may grow."""
    lines, writers = 400, "abcdef"
    command = [sys.executable, "-P", "-c", _WRITER, str(path)]
    running = [
        subprocess.Popen([*command, who, str(lines), str(most), str(kept)], stdin=subprocess.PIPE)
        for who in writers
    ]
    for one in running:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.close()
    assert [one.wait(60) for one in running] == [0] * len(writers)
    files = [one for one in path.parent.iterdir() if not one.name.endswith(".lock")]
    assert (len(files) > 1) == (most == 20_000)
    written = [row for one in files for row in one.read_text().splitlines()]
    assert sorted(written) == sorted(f"{who} {n} {'x' * 80}" for who in writers for n in range(lines))
