"""A file that was not there before."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from acm_tui.handoff.new_file import create


def test_it_is_private_and_as_it_was_written(tmp_path: Path) -> None:
    create(tmp_path / "new", "Ä\r\n")
    assert (tmp_path / "new").read_bytes() == "Ä\r\n".encode()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600


def test_what_is_there_is_not_touched_nor_what_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("old", "link"):
        with pytest.raises(FileExistsError):
            create(tmp_path / name, "new")
    assert (tmp_path / "old").read_text() == "old"
    assert not (tmp_path / "nowhere").exists()


def test_half_a_file_does_not_stay(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        create(tmp_path / "new", "half a character: \ud800")
    assert list(tmp_path.iterdir()) == []
