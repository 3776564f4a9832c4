"""Credentials that work, all the way: nothing that the program shows, keeps or hands over has them."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from acm_tui import log, paths
from acm_tui.log_file import MOST_BYTES
from acm_tui.screens.calls import CallsScreen
from acm_tui.widgets.call_log import CallLog
from acm_tui.widgets.page import Page
from acm_tui.widgets.say import line
from tests.canaries.planted import KEY_ID, SECRET, SESSION_TOKEN, files_below, left_in, plant
from tests.canaries.witness import Witness
from tests.cli.conftest import COMMAND
from tests.journeys import ways
from tests.journeys.conftest import operator, running, sandbox
from tests.journeys.display import View
from tests.journeys.operators import Operator

__all__ = ["operator", "running", "sandbox"]

DEVICES = "mqtt.example.net"
"""One listener of an NLB holds its certificate."""
IN_THE_ENVIRONMENT = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
ROOM = 8_000
"""Bytes that an earlier log leaves before it is put aside: less than the way takes."""
PRINTED = (("sessions", "export"), ("report",), ("report", "--output", "json"))


class Calls(View):
    """The list of calls, over any screen."""

    KIND = CallsScreen

    async def looked_at(self) -> None:
        """Open it, read and copy the last call, and close it."""
        await self.display.press("ctrl+l")
        await self.shown()
        await self.display.wait_for(
            lambda: self.screen.query_one(CallLog).row_count > 0, "there are calls in the list"
        )
        await self.display.press("c")
        await self.shows("The call is copied")
        await self.display.press("escape")
        await self.display.wait_for(lambda: not self.is_shown, "the list is closed")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    directory = tmp_path / "data"
    paths.make_private(directory)
    return directory


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, in which documents are saved."""
    directory = tmp_path / "work"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return directory


@pytest.fixture
def witness(
    operator: Operator, data: Path, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Witness]:
    """Of a program with canaries for credentials, and a log at its most talkative that is nearly full."""
    (tmp_path / "aws").mkdir()
    told = plant(tmp_path / "aws") | {
        "ACM_TUI_LOG_LEVEL": "debug",
        "ACM_TUI_DATA_DIR": str(data),
        "ACM_TUI_CONFIG": str(tmp_path / "config.toml"),
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    (data / "acm-tui.log").write_text("an earlier night\n" * ((MOST_BYTES - ROOM) // 17))
    log.start(data / "acm-tui.log", "debug", "the wizard", lambda _: None)
    watching = Witness()
    watching.watches(monkeypatch)
    yield watching
    log.stop(0)


def with_a_profile(patch: pytest.MonkeyPatch) -> None:
    """From now on the keys are those of a file."""
    for name in IN_THE_ENVIRONMENT:
        patch.delenv(name)
    patch.setenv("ACM_TUI_AWS_PROFILES", "canary")


def handed_over(migration: str, work: Path) -> bytes:
    """What programs of their own print for somebody else; it is kept in files besides."""
    printed = b""
    for number, command in enumerate(PRINTED):
        done = subprocess.run([*COMMAND, *command, migration], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        assert migration.encode() in done.stdout
        (work / f"printed-{number}").write_bytes(done.stdout)
        printed += done.stdout + done.stderr
    return printed


async def test_a_whole_migration_with_credentials_that_work(
    operator: Operator, witness: Witness, data: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left(*more: bytes | str) -> list[str]:
        seen = "\n".join((*witness.shown, *witness.copied))
        files = files_below(data) + files_below(work)
        return left_in(seen, *more, files=files, also=witness.signatures)

    async with operator:
        await operator.arrives()
        await ways.to_request(operator, DEVICES)
        await Calls(operator.display).looked_at()
        await operator.request.request_it()
        await operator.dns.wait_for_verdict("ABSENT")
        await operator.dns.open_the_message()
        await operator.handoff.save()
        await operator.handoff.shows("Saved as")
        await operator.display.press("c", "escape")
        await ways.until_issued(operator)
        await Calls(operator.display).looked_at()
        sent_from_the_environment = len(witness.authorizations)

        with_a_profile(monkeypatch)
        await operator.comes_back()
        await operator.home.lists(DEVICES, "4 Listeners", "Choose the listeners")
        await operator.home.take_up(DEVICES)
        await operator.listeners.says("Enter")
        await Calls(operator.display).looked_at()
        await operator.listeners.choose()
        await operator.cutover.planned()
        await Calls(operator.display).looked_at()
        await operator.cutover.confirm("devices-nlb")
        await operator.finish.shows("handshakes show the new certificate.")
        await operator.finish.keep_the_old_one_for(0)
        await operator.finish.delete_old(DEVICES)
        await operator.finish.says("Done. The CNAME must stay for ever")
        await Calls(operator.display).looked_at()
        await operator.finish.open_the_record()
        await operator.change_record.shows("# Change record")
        await operator.display.press("c", "s")
        await operator.change_record.shows("Saved as")
        printed = handed_over(operator.saved(DEVICES).id, work)
        assert left(printed) == []

        # They were in force: AWS was shown them, from the environment and from the file.
        assert 0 < sent_from_the_environment < len(witness.authorizations)
        assert witness.tokens == {SESSION_TOKEN}
        assert all(f"Credential={KEY_ID}/" in one for one in witness.authorizations)
        # And everything was looked at that is meant to be.
        assert {"acm-tui.log", "acm-tui.log.1", "journal.sqlite3"} <= {one.name for one in files_below(data)}
        for part in ("acm-tui.log", "acm-tui.log.1"):
            assert " DEBUG " in (data / part).read_text()
        assert len(files_below(work)) == 2 + len(PRINTED)
        assert any("DeleteCertificate" in one for one in witness.shown)
        assert any("# Change record" in one for one in witness.copied)

        # One that had been told would have been found: on the screen, in the log, in what was sent.
        operator.display.app.screen.query(Page).first().show([line(KEY_ID)])
        await operator.change_record.shows(KEY_ID)
    monkeypatch.setattr(log, "redact", lambda text: text)
    logging.getLogger("acm_tui.test").debug("signed with %s: %s", SECRET, witness.authorizations[-1])
    told = {"secret key", "access key id", list(witness.signatures)[-1]}
    assert set(left()) == {"access key id in a text"} | {f"{one} in {data / 'acm-tui.log'}" for one in told}
