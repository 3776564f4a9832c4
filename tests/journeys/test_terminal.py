"""The demo in a real terminal of 80×24, from the first key to the last, with two power cuts in between."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from acm_tui.domain.events import Intended
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import RequestCertificate
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.workflow import record
from tests.journeys.tmux import LIMIT_S, Tmux

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux for a real terminal"),
]

SHOP = "shop.example.com"
DEMO = (sys.executable, "-P", "-m", "acm_tui.cli", "--demo")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing of whoever runs the tests, and a private place."""
    own = ("ACM_TUI_", "AWS_", "COLUMNS", "LINES", "NO_COLOR", "TEXTUAL", "TMUX")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)} | {
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "TMUX_TMPDIR": str(tmp_path),
        "ACM_TUI_DATA_DIR": str(tmp_path / "data"),
        "ACM_TUI_CONFIG": str(tmp_path / "config.toml"),
    }


def choose(terminal: Tmux, command: str, says: str) -> None:
    """Find *command* in the palette and run it; *says* is the line below it."""
    terminal.press("C-p")
    terminal.wait_for("Search for commands…", "72 hours pass")  # before anything is typed, all are offered
    terminal.type(command)
    terminal.wait_until_gone("72 hours pass")
    terminal.wait_for(says)
    terminal.press("Enter")
    terminal.wait_until_gone(says)


def confirm(terminal: Tmux, verb: str) -> None:
    """Type the name that the dialogue asks for and go."""
    terminal.wait_for("to confirm.", "Cancel", verb)
    asked = re.search(r"Type (\S+) to confirm\.", terminal.words)
    assert asked is not None, terminal.text
    terminal.wait_until(lambda: terminal.has_focus("Cancel"), "the focus is on Cancel")
    terminal.press("BTab")
    terminal.wait_until(lambda: not terminal.has_focus("Cancel"), "the focus is in the field")
    terminal.type(asked[1])
    terminal.press("Enter")


def go_to_the_shop(terminal: Tmux) -> None:
    """Put the cursor on the shop's certificate, which is not the most urgent one."""
    terminal.wait_for("certificates validated by email.")
    for _ in range(12):
        if (name := _named(terminal)) == SHOP:
            return
        terminal.press("Down")
        terminal.wait_until(lambda name=name: _named(terminal) not in (name, ""), "the cursor moves")  # type: ignore[misc]  # a default binds it
    raise AssertionError(terminal.text)


def _named(terminal: Tmux) -> str:
    """The first name of the certificate under the cursor, as the details show it."""
    found = re.search(r" Names +([^\s,]+)", terminal.text)
    return found[1] if found else ""


@contextmanager
def stopped_in_the_cutover(journal: Path) -> Iterator[Migration]:
    """Hold the journal from a moment at which a listener is being touched and the last was not.

    The program waits for the journal as long as the block runs.
    """
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        if _halfway(journal) is not None:
            with closing(sqlite3.connect(journal, timeout=5, isolation_level=None)) as held:
                held.execute("BEGIN IMMEDIATE")
                migration = _halfway(journal)
                assert migration is not None, "the cutover was over before it could be stopped"
                yield migration
                held.execute("ROLLBACK")
            return
        time.sleep(0.001)
    raise AssertionError("the cutover never began")


def _halfway(journal: Path) -> Migration | None:
    (migration,) = record.saved(SqliteJournal(journal))
    begun = migration.cutover_begun or (migration.plan is not None and migration.in_flight)
    return migration if begun and migration.changes_left else None


def test_the_demo_is_played_to_the_end_through_two_power_cuts(
    environment: dict[str, str], tmp_path: Path
) -> None:
    journal = tmp_path / "data" / "demo" / "journal.sqlite3"
    with Tmux([*DEMO, "--fresh"], environment, tmp_path) as terminal:
        terminal.wait_for("DEMO", "Nothing is saved yet.")
        terminal.press("n")
        go_to_the_shop(terminal)
        terminal.press("Enter")
        terminal.wait_for("Recommended", "migrates it.")
        terminal.press("Enter")
        terminal.wait_for("2 Request ●", "recommended")
        terminal.press("Right")
        terminal.wait_for("requests it.")
        terminal.press("Enter")
        terminal.wait_for("3 DNS ●", "Not registered yet.", "ABSENT")

        terminal.kill()
        terminal.restart(DEMO)
        terminal.wait_for(SHOP, "3 DNS", "Hand the CNAME to the DNS team", "1 open.")
        terminal.press("Enter")
        terminal.wait_for("3 DNS ●", "Not registered yet.", "ABSENT")
        terminal.press("m")
        terminal.wait_for("other form", "acm-validations.aws")
        terminal.press("c")
        terminal.wait_for("copied, if your terminal allows it")
        terminal.press("Escape")
        # Esc and a key right behind it would be one key with Alt. The step shown again proves that Esc was
        # taken; no dialogue shown does not, since a terminal can be read while it is half painted.
        terminal.wait_for("3 DNS ●", "Not registered yet.")

        choose(
            terminal,
            "DNS team: registers them with the zone typed twice",
            "The records land at NAME.ZONE.ZONE",
        )
        terminal.wait_for("MISPLACED")
        choose(
            terminal,
            "DNS team: registers them on one of two servers only",
            "The second name server stays behind.",
        )
        terminal.wait_for("PARTIAL")
        choose(terminal, "DNS team: registers the records", "Every record that is waited for")
        terminal.wait_for("READY", "ACM has issued the certificate.")
        terminal.press("n")

        terminal.wait_for("3 of 3 attachments ticked.", "corporate-alb", "shop-alb")
        terminal.press("Enter")
        terminal.wait_for("5 Cutover ●", "asks for the name, then swaps.")
        terminal.press("Enter")
        terminal.wait_for("Account 111122223333 shop-prod · ap-northeast-1")
        confirm(terminal, "Swap")
        with stopped_in_the_cutover(journal) as halfway:
            terminal.kill()

        terminal.restart(DEMO)
        terminal.wait_for(SHOP, "5 Cutover", "1 open.")
        (found,) = record.saved(SqliteJournal(journal))
        assert found.plan == halfway.plan
        terminal.press("Enter")
        terminal.wait_for("5 Cutover ●", "asks for the name, then swaps.")
        terminal.press("Enter")
        confirm(terminal, "Swap")
        terminal.wait_for(
            "6 Finish ●", "handshakes show the new certificate.", "is kept for the way back until"
        )
        choose(terminal, "24 hours pass", "The clock of the demo moves on by a day.")
        terminal.wait_for("deletes the old certificate.")
        terminal.press("d")
        confirm(terminal, "Delete")
        terminal.wait_for("Done. The CNAME must stay for ever")
        terminal.press("Escape")
        terminal.wait_for("✔ done", "Nothing: done", "Every saved migration is done.")
        terminal.press("q")
        assert terminal.wait_for_end() == 0

    (finished,) = record.saved(SqliteJournal(journal))
    assert not finished.in_flight, "the call that the power cut hit has its outcome"
    asked = [
        entry.event.mutation
        for entry in SqliteJournal(journal).read(finished.id)
        if isinstance(entry.event, Intended)
    ]
    assert sum(isinstance(one, RequestCertificate) for one in asked) == 1
