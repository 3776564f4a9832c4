"""Network file systems are recognised by the mount that is nearest."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from acm_tui.domain.events import Closed
from acm_tui.journal.filesystem import network_kind
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.store import Archive
from tests.domain.stories import started
from tests.journal.writing import write


def mount(patch: pytest.MonkeyPatch, *mounts: tuple[str | Path, str, str]) -> None:
    found = [SimpleNamespace(mountpoint=str(at), fstype=kind, opts=opts) for at, kind, opts in mounts]
    patch.setattr("psutil.disk_partitions", lambda all: found)  # noqa: A006 - psutil's own name


@pytest.mark.parametrize(
    ("kind", "opts", "expected"),
    [
        ("nfs4", "rw,relatime", "nfs4"),
        ("cifs", "rw", "cifs"),
        ("fuse.sshfs", "rw", "fuse.sshfs"),
        ("smbfs", "rw", "smbfs"),
        ("9p", "rw", "9p"),
        ("NTFS", "rw,remote", "NTFS"),
        ("", "rw,remote", "a network drive"),
        ("ext4", "rw", None),
        ("apfs", "rw", None),
        ("fuse.gocryptfs", "rw", None),
        ("btrfs", "rw,remote_is_no_word_of_its_own", None),
    ],
)
def test_what_is_kept_elsewhere_is_recognised(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, opts: str, expected: str | None
) -> None:
    mount(monkeypatch, ("/", "ext4", "rw"), (tmp_path, kind, opts))
    assert network_kind(tmp_path / "not there yet" / "journal.sqlite3") == expected


def test_the_nearest_mount_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mount(monkeypatch, (tmp_path / "here", "tmpfs", "rw"), (tmp_path, "nfs", "rw"), ("/", "ext4", "rw"))
    assert network_kind(tmp_path / "here" / "x") is None
    assert network_kind(tmp_path / "hereabouts") == "nfs"


def test_this_machine_is_asked(tmp_path: Path) -> None:
    assert network_kind(tmp_path) is None


def test_the_journal_says_so_beside_its_damage(
    journal: Archive, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(journal, "m", started(), Closed())
    assert journal.notes() == ()
    mount(monkeypatch, (file.parent, "nfs4", "rw"))
    (note,) = SqliteJournal(file).notes()
    assert "is on a network file system (nfs4)" in note
    assert "[journal] store" in note
