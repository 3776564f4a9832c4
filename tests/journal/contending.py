"""A program that is one of several at the same migration.

Its arguments: what to do, the directory, its name, how often. It says
``ready``, waits for a line, does it, and says what became of it in a line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from acm_tui.aws.recent import RecentCalls
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.errors import Occupied, SomebodyWasFirst
from acm_tui.domain.events import HandedOver, WayChosen
from acm_tui.domain.seat import Seat
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.seat_lock import SeatLocks
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow.record import load, record
from acm_tui.workflow.services import Services
from tests.domain.stories import MIGRATION

JOURNAL = "journal.sqlite3"


def append(directory: Path, name: str, count: int) -> dict[str, Any]:
    """Append *count* entries, each behind what the others have written meanwhile."""
    journal = SqliteJournal(directory / JOURNAL)
    written: dict[int, str] = {}
    refused = 0
    last = journal.last(MIGRATION)
    while len(written) < count:
        how = f"{name} {len(written)}"
        try:
            last = journal.append(MIGRATION, last, datetime.now(UTC), name, HandedOver(how)).seq
        except SomebodyWasFirst:
            last, refused = journal.last(MIGRATION), refused + 1
        else:
            written[last] = how
    return {"written": written, "refused": refused}


def sit_down(directory: Path, name: str, count: int) -> dict[str, Any]:
    """Decide something, which needs the seat; whoever has it is told by the refusal."""
    services = Services(
        journal=SqliteJournal(directory / JOURNAL),
        accesses=(),
        regions=(),
        dns=DnsSettings(),
        tls=TlsSettings(),
        clock=lambda: datetime.now(UTC),
        actor=name,
        seat=Seat(name, name, os.getpid()),
        locks=SeatLocks(directory / "seats"),
        calls=RecentCalls(),
    )
    begun = time.monotonic()
    try:
        record(services, load(services, MIGRATION), WayChosen("replace"))
    except Occupied as refused:
        return {"refused": refused.sentence, "within_s": time.monotonic() - begun}
    return {"sits": f"{name} (process {os.getpid()})"}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Wait for the others, then do it; the end comes with a second line, or with that of the input."""
    what, directory, name, count = sys.argv[1:]
    doing = {"append": append, "sit down": sit_down}[what]
    _say("ready")
    sys.stdin.readline()
    _say(json.dumps(doing(Path(directory), name, int(count))))
    sys.stdin.readline()


if __name__ == "__main__":
    main()
