"""``acm-tui sessions export``, ``import`` and ``recover``, as a shell sees them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from acm_tui.domain.events import HandedOver
from acm_tui.journal.sqlite import SqliteJournal
from tests.cli.conftest import Run
from tests.domain.stories import ACTOR, MIGRATION, START, issued
from tests.journal.writing import write


@pytest.fixture
def handed_over(run: Run, journal: SqliteJournal, tmp_path: Path) -> Path:
    """A file that was exported."""
    write(journal, MIGRATION, *issued())
    exported = run("sessions", "export", MIGRATION)
    assert (exported.returncode, exported.stderr) == (0, "")
    assert json.loads(exported.stdout)["migration"] == MIGRATION
    file = tmp_path / "handed-over.json"
    file.write_text(exported.stdout, encoding="utf-8")
    return file


def test_a_colleague_takes_it_in_goes_on_and_gives_it_back(
    run: Run, journal: SqliteJournal, handed_over: Path, tmp_path: Path
) -> None:
    theirs = {"ACM_TUI_DATA_DIR": str(tmp_path / "theirs")}
    taken = run("sessions", "import", str(handed_over), **theirs)
    assert (taken.returncode, taken.stdout) == (0, f"Migration {MIGRATION} was taken in: 5 new lines.\n")
    SqliteJournal(tmp_path / "theirs" / "journal.sqlite3").append(
        MIGRATION, 5, START, "bunji@laptop", HandedOver("CSV")
    )
    handed_over.write_text(run("sessions", "export", MIGRATION, **theirs).stdout, encoding="utf-8")
    assert "1 new line." in run("sessions", "import", str(handed_over)).stdout
    assert [one.actor for one in journal.read(MIGRATION)] == [ACTOR] * 5 + ["bunji@laptop"]
    assert "nothing was new" in run("sessions", "import", str(handed_over)).stdout


@pytest.mark.usefixtures("handed_over")
def test_what_was_gone_on_with_here_is_not_replaced(
    run: Run, journal: SqliteJournal, handed_over: Path, tmp_path: Path
) -> None:
    theirs = SqliteJournal(tmp_path / "theirs.sqlite3")
    theirs.adopt(journal.lines(MIGRATION))
    journal.append(MIGRATION, 5, START, ACTOR, HandedOver("message"))
    theirs.append(MIGRATION, 5, START, "bunji@laptop", HandedOver("CSV"))
    (tmp_path / "their-data").mkdir(mode=0o700)
    (tmp_path / "theirs.sqlite3").rename(tmp_path / "their-data" / "journal.sqlite3")
    exported = run("sessions", "export", MIGRATION, ACM_TUI_DATA_DIR=str(tmp_path / "their-data"))
    handed_over.write_text(exported.stdout, encoding="utf-8")
    result = run("sessions", "import", str(handed_over))
    assert result.returncode == 253
    assert "gone on differently here" in result.stderr
    assert journal.read(MIGRATION)[-1].event == HandedOver("message")


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\x00", b"[" * 100_000])
def test_a_file_that_is_none_of_ours_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    result = run("sessions", "import", str(tmp_path / "x.json"))
    assert (result.returncode, result.stdout) == (253, "")
    assert "no exported migration" in result.stderr


def test_what_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    assert "There is no saved migration nosuch." in run("sessions", "export", "nosuch").stderr
    missing = run("sessions", "import", str(tmp_path / "missing.json"))
    assert missing.returncode == 253
    assert "No such file" in missing.stderr


def test_damage_is_told_beside_the_list_and_recovered_from(
    run: Run, journal: SqliteJournal, tmp_path: Path
) -> None:
    write(journal, MIGRATION, *issued())
    write(journal, "other", *issued())
    with closing(sqlite3.connect(tmp_path / "data" / "journal.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM entries WHERE migration = 'other' AND seq = 5")
    listed = run("sessions")
    assert listed.returncode == 0
    assert MIGRATION in listed.stdout
    assert "other" not in listed.stdout
    assert "Migration other is damaged behind entry 4" in listed.stderr
    recovered = run("sessions", "recover")
    assert recovered.returncode == 0
    assert "2 migrations can be gone on with." in recovered.stdout
    assert "journal.sqlite3.damaged-" in recovered.stdout
    again = run("sessions")
    assert "other" in again.stdout
    assert again.stderr == ""
    assert run("sessions", "recover").returncode == 255
