"""Where things live: named by the environment, otherwise by the platform; private, or a trouble."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from acm_tui.domain.errors import JournalTrouble, SettingsTrouble
from acm_tui.paths import Paths, find, make_private

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")


@POSIX
def test_without_a_word_the_platform_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("sys.platform", "linux")
    found = find({})
    assert (found.data.name, found.config.name) == ("acm-tui", "config.toml")
    assert found.config.parent.name == "acm-tui"


def test_the_environment_moves_the_data_and_the_file(tmp_path: Path) -> None:
    found = find({"ACM_TUI_DATA_DIR": str(tmp_path / "d"), "ACM_TUI_CONFIG": str(tmp_path / "c.toml")})
    assert found == Paths(data=tmp_path / "d", config=tmp_path / "c.toml")
    assert found.journal == tmp_path / "d" / "journal.sqlite3"


def test_each_is_moved_alone(tmp_path: Path) -> None:
    usual = find({})
    assert find({"ACM_TUI_DATA_DIR": str(tmp_path)}) == Paths(data=tmp_path, config=usual.config)
    assert find({"ACM_TUI_CONFIG": str(tmp_path)}) == Paths(data=usual.data, config=tmp_path)


def test_an_empty_variable_is_none() -> None:
    assert find({"ACM_TUI_DATA_DIR": "", "ACM_TUI_CONFIG": ""}) == find({})


def test_a_tilde_is_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    found = find({"ACM_TUI_DATA_DIR": "~/data", "ACM_TUI_CONFIG": "~/c.toml"})
    assert found == Paths(data=tmp_path / "data", config=tmp_path / "c.toml")


@POSIX
def test_a_home_that_does_not_exist_is_said() -> None:
    with pytest.raises(SettingsTrouble, match="no home directory behind ~nobody-has-this-name/x"):
        find({"ACM_TUI_DATA_DIR": "~nobody-has-this-name/x"})


def test_the_demo_has_its_own_places(tmp_path: Path) -> None:
    paths = Paths(data=tmp_path, config=tmp_path / "real.toml")
    demo = paths.for_demo()
    assert demo.data == paths.demo == tmp_path / "demo"
    assert demo.journal != paths.journal
    assert demo.config == tmp_path / "demo" / "config.toml"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@POSIX
def test_the_directory_is_created_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a" / "b") == 0o700


@POSIX
@pytest.mark.parametrize("before", [0o755, 0o777, 0o500])
def test_a_directory_that_is_there_becomes_private_and_keeps_its_files(tmp_path: Path, before: int) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kept").write_text("x")
    (tmp_path / "data").chmod(before)
    make_private(tmp_path / "data")
    assert mode(tmp_path / "data") == 0o700
    assert (tmp_path / "data" / "kept").read_text() == "x"


@pytest.mark.parametrize("below", ["", "deeper", "deeper/still"])
def test_where_nothing_can_be_created_it_is_said(tmp_path: Path, below: str) -> None:
    """Below a regular file nothing can be created, not even by root."""
    (tmp_path / "file").write_text("x")
    directory = tmp_path / "file" / below
    with pytest.raises(JournalTrouble, match="cannot be written") as caught:
        make_private(directory)
    assert str(directory) in caught.value.sentence
    assert caught.value.cause in ("Not a directory", "File exists")
    assert "ACM_TUI_DATA_DIR" in caught.value.remedy


def test_a_directory_without_permission_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only file system answers so; root is refused nowhere else, so the answer is put in its mouth."""
    monkeypatch.setattr("acm_tui.paths.os.access", lambda *_: False)
    with pytest.raises(JournalTrouble, match="cannot be written") as caught:
        make_private(tmp_path)
    assert caught.value.cause == "no permission"
