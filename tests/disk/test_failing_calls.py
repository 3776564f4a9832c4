"""Every call on the journal's files fails: what was acknowledged is there, and AWS is not asked for more."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.disk.failing import FOR_EVER, armed
from tests.domain.stories import DOMAIN, MIGRATION

KINDS = {"write": "ENOSPC", "fsync": "EIO", "open": "EACCES", "unlink": "EIO"}
"""The calls that change files, and an error that each is known to fail with."""
ONCE = 1


Sweep = tuple[str, str, int, int, str]
"""The calls that fail, with what error, how many, every which of them, and with what journal."""


def swept(library: Path, directory: Path, what: str, sweeps: list[Sweep]) -> list[list[dict[str, Any]]]:
    """What became of every attempt of each sweep."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.disk.sweep", what, str(directory)],
        input=json.dumps(sweeps),
        env={**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=1800,
    )
    assert (done.returncode, done.stderr) == (0, "")
    attempts = [json.loads(row) for row in done.stdout.splitlines()]
    found = [[one for one in attempts if one["sweep"] == number] for number in range(len(sweeps))]
    assert all(found), "no call has failed: the test says nothing"
    return found


def is_told(one: dict[str, Any]) -> bool:
    return bool(one["sentence"] and one["cause"] and one["remedy"])


def test_an_append_is_acknowledged_and_there_or_refused_and_told(library: Path, tmp_path: Path) -> None:
    sweeps: list[Sweep] = [
        (calls, error, count, 1, kind)
        for calls, error in KINDS.items()
        for count in (ONCE, FOR_EVER)
        for kind in ("held", "new")
    ]
    attempts = [one for sweep in swept(library, tmp_path, "append", sweeps) for one in sweep]
    assert len(attempts) > 100
    for one in attempts:
        if "after" in one:
            assert one["held"] == one["after"]
        else:
            assert is_told(one)
            # A commit whose last flush fails may be there all the same; nobody was told that it is.
            assert one["before"] <= one["held"] <= one["before"] + 1
        assert one["next"] == one["held"] + 1, "the next one goes on"


def look_at_requests(attempts: list[dict[str, Any]]) -> None:
    """What has to be true of every request during which a call on a file failed."""
    for one in attempts:
        assert one.get("after") or is_told(one), one
        assert one["sent"] in ([], ["RequestCertificate"]), one
        assert not one["sent"] or "Intended" in one["held"], "nothing is asked for that was not written down"
        assert (one["successors"], one["new"]) == (1, True), "the next start finds it or requests it, once"
        unwritten = one.get("kind") == "OutcomeUnwritten"
        assert unwritten or "after" in one or not one["sent"], one
        # Where the journal cannot even be asked who sits, no call is made, and that cannot be written either.
        told = (
            "AWS has carried out the change: arn:aws:acm:"
            if one["sent"]
            else "The change was not carried out."
        )
        assert not unwritten or one["sentence"].startswith(told), one
        assert unwritten or "Nothing is changed in AWS" in one.get("sentence", "Nothing is changed in AWS")
        if one["held"][-1] == "Intended":
            assert one["found"] == [bool(one["sent"])], "what became of it is known at the next start"


def test_no_certificate_is_requested_that_is_not_written_down(library: Path, tmp_path: Path) -> None:
    (attempts,) = swept(library, tmp_path, "request", [("fsync", "EIO", FOR_EVER, 8, "new")])
    look_at_requests(attempts)
    assert {one["kind"] for one in attempts} == {"JournalTrouble", "OutcomeUnwritten"}


@pytest.mark.long
@pytest.mark.parametrize("count", [ONCE, FOR_EVER], ids=["once", "from then on"])
def test_no_certificate_is_requested_whichever_call_fails(library: Path, tmp_path: Path, count: int) -> None:
    sweeps: list[Sweep] = [(calls, error, count, 1, "new") for calls, error in KINDS.items()]
    for attempts in swept(library, tmp_path, "request", sweeps):
        look_at_requests(attempts)


@pytest.mark.parametrize(
    ("calls", "error", "cause"),
    [
        ("read", errno.EIO, "disk I/O error"),
        ("open", errno.EACCES, "unable to open database file"),
    ],
)
def test_a_journal_that_cannot_be_read_is_a_plain_sentence(
    run: Run, data: Path, library: Path, calls: str, error: int, cause: str
) -> None:
    for command in (("sessions",), ("report", MIGRATION)):
        result = run(*command, **armed(library, data / "journal.sqlite3", calls, error))
        assert (result.returncode, result.stdout) == (253, "")
        sentence, told, remedy = result.stderr.splitlines()
        assert sentence.startswith(f"The journal {data / 'journal.sqlite3'} cannot be used.")
        assert told == f"Cause: {cause}"
        assert remedy.startswith("Next: ")


def test_what_is_taken_in_is_there_or_said_not_to_be(
    run: Run, data: Path, tmp_path: Path, library: Path
) -> None:
    (tmp_path / "sent.json").write_text(run("sessions", "export", MIGRATION).stdout)
    file = data / "journal.sqlite3"
    file.unlink()
    result = run(
        "sessions", "import", str(tmp_path / "sent.json"), **armed(library, data, "fsync", errno.EIO)
    )
    assert result.returncode == 253
    assert result.stderr.startswith(f"The journal {file} cannot be used.")
    assert run("sessions").stdout == "No migration is saved.\n"
    assert run("sessions", "import", str(tmp_path / "sent.json")).returncode == 0
    assert DOMAIN in run("sessions").stdout
