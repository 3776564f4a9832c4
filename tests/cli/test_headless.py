"""The commands that need no terminal: for scripts, cron and screen readers."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from acm_tui.domain.events import Intended, Succeeded
from acm_tui.domain.mutation import RequestCertificate
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.journal.sqlite_file import LAYOUT
from tests.cli.conftest import COMMAND, Run
from tests.domain.stories import (
    ACTOR,
    EXPIRY,
    MIGRATION,
    NEW,
    OLD,
    PLACE,
    certificate_request,
    email_certificate,
    issued,
    started,
)
from tests.journal.writing import write


def test_the_places(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    result = run("paths")
    assert (result.returncode, result.stderr) == (0, "")
    assert dict(row.split(maxsplit=1) for row in result.stdout.splitlines()) == {
        "data": str(data),
        "journal": str(data / "journal.sqlite3"),
        "settings": str(tmp_path / "config.toml"),
        "log": str(data / "acm-tui.log"),
    }
    assert not data.exists()


def test_the_demo_has_places_of_its_own(run: Run, tmp_path: Path) -> None:
    demo = tmp_path / "data" / "demo"
    rows = run("--demo", "paths").stdout.splitlines()
    assert [row.split(maxsplit=1)[1] for row in rows] == [
        str(demo / part) for part in ("", "journal.sqlite3", "config.toml", "acm-tui.log")
    ]


def test_no_session(run: Run) -> None:
    assert run("sessions").stdout == "No migration is saved.\n"
    result = run("sessions", "--output", "json")
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {"schema_version": 1, "sessions": []}


def test_the_contract_of_json(run: Run, journal: SqliteJournal) -> None:
    write(journal, MIGRATION, *issued())
    assert json.loads(run("sessions", "--output", "json").stdout) == {
        "schema_version": 1,
        "sessions": [
            {
                "id": MIGRATION,
                "certificate_arn": OLD,
                "domain": "shop.example.com",
                "account": "111122223333",
                "region": "ap-northeast-1",
                "way": "replace",
                "state": "open",
                "step": "listeners",
                "next_action": "Choose the listeners",
                "deadline": f"{EXPIRY:%Y-%m-%dT%H:%M:%SZ}",
                "updated_at": "2026-11-23T09:00:00Z",
                "updated_by": ACTOR,
                "found": [],
            }
        ],
    }


def test_the_table(run: Run, journal: SqliteJournal) -> None:
    write(journal, MIGRATION, *issued())
    heading, row = run("sessions").stdout.splitlines()
    assert heading.split() == ["ID", "CERTIFICATE", "ACCOUNT", "REGION", "STEP", "NEXT", "DEADLINE"]
    assert row.split()[:5] == [MIGRATION, "shop.example.com", PLACE.account, PLACE.region, "listeners"]


def test_hostile_text_is_harmless_in_the_table_and_whole_in_json(run: Run, journal: SqliteJournal) -> None:
    hostile = "\x1b]0;owned\x07\u202emoc.elpmaxe\nx"
    write(journal, MIGRATION, started(email_certificate(names=(hostile,))))
    table = run("sessions").stdout
    assert len(table.splitlines()) == 2
    assert "␛]0;owned␇⟨U+202E⟩moc.elpmaxe␊x" in table
    assert not {"\x1b", "\x07", "\u202e"} & set(table)
    (one,) = json.loads(run("sessions", "--output", "json").stdout)["sessions"]
    assert one["domain"] == hostile


def test_the_demo_has_sessions_of_its_own(run: Run, journal: SqliteJournal) -> None:
    write(journal, MIGRATION, *issued())
    assert run("--demo", "sessions").stdout == "No migration is saved.\n"


def test_what_the_encoding_lacks_is_escaped(run: Run, journal: SqliteJournal) -> None:
    write(journal, MIGRATION, started(email_certificate(names=("店ü.example",))))
    assert "\\u5e97\\xfc.example" in run("sessions", PYTHONIOENCODING="ascii").stdout


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1"])
def test_json_is_utf_8_whatever_the_terminal_is(run: Run, journal: SqliteJournal, encoding: str) -> None:
    write(journal, MIGRATION, started(email_certificate(names=("店ü.example",))))
    (one,) = json.loads(run("sessions", "--output", "json", PYTHONIOENCODING=encoding).stdout)["sessions"]
    assert one["domain"] == "店ü.example"


def test_a_journal_of_a_newer_program_is_left_alone(run: Run, journal: SqliteJournal, tmp_path: Path) -> None:
    write(journal, MIGRATION, *issued())
    file = tmp_path / "data" / "journal.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version = {LAYOUT + 1}")
    before = file.read_bytes()
    result = run("sessions", "--output", "json")
    assert (result.returncode, result.stdout) == (253, "")
    assert "newer acm-tui" in result.stderr
    assert file.read_bytes() == before


@pytest.mark.usefixtures("journal")
def test_a_journal_that_is_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data" / "journal.sqlite3").write_text("not a database at all " * 100)
    result = run("sessions")
    assert (result.returncode, result.stdout) == (253, "")
    assert "is damaged" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_said(environment: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [*COMMAND, "paths"], env=environment, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert result.returncode == 255
    assert result.stderr.startswith("The output cannot be written.\nCause: [Errno 28]")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such pipes")
def test_a_reader_that_went_away_is_no_matter(environment: dict[str, str]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        result = subprocess.run([*COMMAND, "paths"], env=environment, stdout=theirs, stderr=subprocess.PIPE)
    finally:
        os.close(theirs)
    assert (result.returncode, result.stderr) == (141, b"")


def test_what_became_of_a_call_without_an_outcome_is_told(run: Run, journal: SqliteJournal) -> None:
    asked = RequestCertificate(certificate_request())
    write(journal, MIGRATION, started(), Intended(asked), Succeeded(2, NEW, reconciled=True))
    sentence = f"The request of 2026-11-23 09:00 UTC was carried out: ACM has {NEW}, found by its tag."
    assert run("sessions").stderr == f"{MIGRATION}: {sentence}\n"
    assert json.loads(run("sessions", "--output", "json").stdout)["sessions"][0]["found"] == [sentence]
