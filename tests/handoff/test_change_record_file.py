"""A change record as a file: private, named after migration and moment, and never over another one."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from acm_tui.domain.errors import Refused
from acm_tui.handoff.change_record import file
from acm_tui.handoff.change_record.file import save

AT = datetime(2026, 11, 26, 18, 0, 5, tzinfo=UTC)


def test_it_is_private_and_named_after_migration_and_moment(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    saved = save("# Ä\n", "5e55a0e1", AT.astimezone(timezone(timedelta(hours=9))), directory)
    assert saved == directory / "acm-tui-5e55a0e1-20261126T180005Z.md"
    assert saved.read_bytes() == "# Ä\n".encode()
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_a_directory_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    assert save("text", "5e55a0e1", AT, tmp_path).parent == tmp_path
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


def test_another_one_is_never_overwritten(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    saved = [save(text, "5e55a0e1", AT, directory) for text in ("one", "two", "three")]
    assert [one.name[-6:] for one in saved] == ["05Z.md", "Z-2.md", "Z-3.md"]
    assert [one.read_text() for one in saved] == ["one", "two", "three"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    directory.mkdir()
    target = tmp_path / "precious"
    (directory / "acm-tui-5e55a0e1-20261126T180005Z.md").symlink_to(target)
    assert save("text", "5e55a0e1", AT, directory).name.endswith("-2.md")
    assert not target.exists()


def test_an_id_does_not_lead_out_of_the_directory(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    saved = save("text", "../../etc/x", AT, directory)
    assert saved.parent == directory
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(Refused) as caught:
        save("text", "5e55a0e1", AT, tmp_path / "data")
    assert caught.value.cause
    assert caught.value.remedy == "Copy it instead."


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("acm_tui.handoff.new_file.os.open", full)
    with pytest.raises(Refused) as caught:
        save("text", "5e55a0e1", AT, tmp_path / "data")
    assert caught.value.cause == "No space left on device"


def test_there_is_an_end_to_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "_MOST", 2)
    save("one", "5e55a0e1", AT, tmp_path / "data")
    with pytest.raises(Refused, match="too many"):
        save("two", "5e55a0e1", AT, tmp_path / "data")
