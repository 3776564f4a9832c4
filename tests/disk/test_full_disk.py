"""A disk without room: what is there is read and shown, what cannot be written is said, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from acm_tui.journal.sqlite import SqliteJournal
from tests.cli.conftest import Open, Run
from tests.domain.stories import DOMAIN, MIGRATION

FULL = "database or disk is full"


def said(stderr: str) -> list[str]:
    """What was told, without the log that cannot be written either."""
    return [row for row in stderr.splitlines() if not row.startswith("The log ")]


def test_everything_that_only_looks_goes_on(run: Run, data: Path, full_disk: Callable[[], None]) -> None:
    exported = run("sessions", "export", MIGRATION).stdout
    full_disk()
    assert DOMAIN in run("sessions").stdout
    assert run("report", MIGRATION).returncode == 0
    assert [row for row in run("sessions", "export", MIGRATION).stdout.splitlines() if '"seq"' in row] == [
        row for row in exported.splitlines() if '"seq"' in row
    ]


def test_a_log_without_room_is_said_once_and_no_hindrance(
    run: Run, data: Path, full_disk: Callable[[], None]
) -> None:
    (data / "acm-tui.log").touch()
    full_disk()
    result = run("sessions")
    assert (result.returncode, DOMAIN in result.stdout) == (0, True)
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("The log ")
    assert "No space left on device" in sentence


def test_what_cannot_be_taken_in_is_said_and_what_was_there_stays(
    run: Run, data: Path, tmp_path: Path, full_disk: Callable[[], None]
) -> None:
    text = run("sessions", "export", MIGRATION).stdout
    (tmp_path / "sent.json").write_text(text)
    journal = SqliteJournal(data / "journal.sqlite3")
    before = journal.read(MIGRATION)
    (data / "journal.sqlite3").rename(data / "kept")
    full_disk()
    result = run("sessions", "import", str(tmp_path / "sent.json"))
    assert result.returncode == 253
    sentence, cause, remedy = said(result.stderr)
    assert sentence.startswith(f"The journal {data / 'journal.sqlite3'} cannot be used.")
    assert FULL in cause or "No space left" in cause
    assert remedy.startswith("Next: See that the disk is not full")
    assert sorted(one.name for one in data.iterdir()) == ["filler", "kept"], "nothing half made is left"
    assert SqliteJournal(data / "kept").read(MIGRATION) == before


def test_a_damaged_journal_that_cannot_be_recovered_here_stays_as_it_is(
    run: Run, data: Path, full_disk: Callable[[], None]
) -> None:
    file = data / "journal.sqlite3"
    content = bytearray(file.read_bytes())
    at = content.rindex(b'"event":"certificate_seen"')
    content[at + 12] ^= 1
    file.write_bytes(content)
    full_disk()
    assert "damaged" in run("sessions").stderr
    result = run("sessions", "recover")
    assert result.returncode == 253
    sentence, cause, remedy = said(result.stderr)
    assert "cannot be " in sentence
    assert cause.startswith("Cause: ")
    assert remedy.startswith("Next: See that the disk is not full")
    assert file.read_bytes() == content
    (data / "filler").unlink()
    assert run("sessions", "recover").returncode == 0
    (aside,) = data.glob("journal.sqlite3.damaged-*")
    assert aside.read_bytes() == content, "the broken file is kept aside"
    assert DOMAIN in run("sessions").stdout


def test_the_wizard_opens_and_shows_what_is_saved(in_terminal: Open, full_disk: Callable[[], None]) -> None:
    full_disk()
    with in_terminal() as terminal:
        terminal.wait_for(DOMAIN)
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert terminal.painted.count("The log ") == 1
    assert "Traceback" not in terminal.painted
