"""``acm-tui report``: the change record at a shell, from the journal alone."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from acm_tui import __version__
from acm_tui.journal.sqlite import SqliteJournal
from tests.cli.conftest import Run
from tests.domain.recorded import PLAN, carried_out, confirmed
from tests.domain.stories import ACTOR, DOMAIN, MIGRATION, NEW, OLD, email_certificate, issued, started
from tests.handoff.record_story import everything
from tests.journal.writing import write
from tests.test_import_hygiene import after


def test_markdown_is_what_one_gets(run: Run, journal: SqliteJournal) -> None:
    write(journal, MIGRATION, *carried_out(confirmed(), PLAN.changes))
    result = run("report", MIGRATION)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"# Change record: `{DOMAIN}`\n")
    assert f"`{__version__}`, from the journal alone.\n" in result.stdout
    assert not result.stdout.endswith("\n\n")
    for told in (OLD, NEW, ACTOR, PLAN.fingerprint, "request-8", "aws elbv2 modify-listener"):
        assert told in result.stdout
    assert (
        run("report", MIGRATION, "--output", "md").stdout.splitlines()[:-1]
        == (result.stdout.splitlines()[:-1])
    ), "but for when it was written"


def test_json(run: Run, journal: SqliteJournal) -> None:
    write(journal, MIGRATION, *everything())
    result = run("report", MIGRATION, "--output", "json")
    assert (result.returncode, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert (found["schema_version"], found["program_version"]) == (1, __version__)
    assert (found["migration"]["id"], found["plans"][0]["by"]) == (MIGRATION, ACTOR)


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1"])
def test_json_is_utf_8_whatever_the_terminal_is(run: Run, journal: SqliteJournal, encoding: str) -> None:
    write(journal, MIGRATION, started(email_certificate(names=("店ü.example",))))
    shown = run("report", MIGRATION, "--output", "json", PYTHONIOENCODING=encoding).stdout
    assert json.loads(shown)["migration"]["domain"] == "店ü.example"
    assert "\\u5e97\\xfc.example" in run("report", MIGRATION, PYTHONIOENCODING="ascii").stdout


@pytest.mark.parametrize("output", ["md", "json"])
def test_an_id_that_nobody_knows(run: Run, journal: SqliteJournal, output: str) -> None:
    write(journal, MIGRATION, *issued())
    result = run("report", "0badcafe", "--output", output)
    assert (result.returncode, result.stdout) == (255, "")
    assert result.stderr == (
        "There is no saved migration 0badcafe.\nNext: `acm-tui sessions` lists those there are.\n"
    )


def test_an_id_must_be_given(run: Run) -> None:
    result = run("report")
    assert (result.returncode, result.stdout) == (252, "")
    assert run("report", MIGRATION, "--output", "table").returncode == 252


def test_without_a_journal_there_is_no_migration_and_none_is_made(run: Run, tmp_path: Path) -> None:
    assert run("report", MIGRATION).returncode == 255
    assert not (tmp_path / "data").exists()


def test_the_demo_has_records_of_its_own(run: Run, journal: SqliteJournal) -> None:
    write(journal, MIGRATION, *issued())
    assert run("--demo", "report", MIGRATION).returncode == 255


def test_a_hostile_id_is_harmless(run: Run) -> None:
    result = run("report", "\x1b]0;owned\x07")
    assert "␛]0;owned␇" in result.stderr
    assert "\x1b" not in result.stderr


def test_a_journal_that_is_none(run: Run, journal: SqliteJournal, tmp_path: Path) -> None:
    (tmp_path / "data" / "journal.sqlite3").write_text("not a database at all " * 100)
    result = run("report", MIGRATION)
    assert (result.returncode, result.stdout) == (253, "")
    assert "is damaged" in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_directory_that_may_only_be_read_is_enough(
    run: Run, journal: SqliteJournal, tmp_path: Path
) -> None:
    write(journal, MIGRATION, *issued())
    data, file = tmp_path / "data", tmp_path / "data" / "journal.sqlite3"
    file.chmod(0o400)
    data.chmod(0o500)
    before = file.read_bytes()
    try:
        result = run("report", MIGRATION)
        # Permissions do not hold back everybody: nothing was even tried.
        assert [one.name for one in data.iterdir()] == [file.name]
        assert (stat.S_IMODE(data.stat().st_mode), file.read_bytes()) == (0o500, before)
    finally:
        data.chmod(0o700)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("output", ["md", "json"])
def test_it_needs_no_screen_and_no_aws(
    journal: SqliteJournal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    write(journal, MIGRATION, *everything())
    monkeypatch.setenv("ACM_TUI_DATA_DIR", str(tmp_path / "data"))
    does = "import acm_tui.cli; sys.exit(acm_tui.cli.main())"
    ended, packages = after(does, "report", MIGRATION, "--output", output)
    assert ended == 0
    assert packages.isdisjoint({"textual", "rich", "boto3", "botocore", "dns", "moto", "cryptography"})
