"""A machine of the team, as a process of its own: it appends to the journal in S3, and says what it was told.

``python -m tests.journal.machine ENDPOINT DIRECTORY NAME COUNT``; begins when a line is written to it. It
waits less before it tries again than the program does: the subject is what becomes of the calls.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from botocore.retries.standard import ExponentialBackoff

from acm_tui import opening
from acm_tui.aws import objects
from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import HandedOver
from acm_tui.journal.shared import SharedJournal
from acm_tui.paths import Paths
from acm_tui.settings import Journal
from tests.journal.kinds import InObjects


def journal_at(endpoint: str, directory: Path) -> SharedJournal:
    """The team's journal as the settings of a machine open it."""
    section = Journal(store=InObjects.STORE.name, region="ap-northeast-1", endpoint=endpoint)
    journal = opening.journal_of(section, Paths(data=directory, config=directory / "config.toml"))
    assert isinstance(journal, SharedJournal)
    journal._reading._rest_s = 0
    return journal


def in_haste() -> None:
    """Wait hardly at all before a call is made again."""
    objects.PAUSES_S = tuple(pause_s / 50 for pause_s in objects.PAUSES_S)  # type: ignore[assignment]  # as many
    ExponentialBackoff.delay_amount = lambda *_: 0.001  # type: ignore[method-assign]


class Machine:
    """Appends so many entries to one migration, each of them as long as it does not find it there."""

    def __init__(self, journal: SharedJournal, name: str) -> None:
        self.name = name
        self.told: Counter[str] = Counter()
        self._journal = journal
        self._last = 0

    def say(self, how: str) -> None:
        """Have *how* in the journal, once."""
        while not self._said(how):
            while not self._look():
                self.told["read again"] += 1
            if any(entry.event == HandedOver(how) for entry in self._journal.read("m")[-20:]):
                self.told["found"] += 1  # it was written, and nobody could say so
                return

    def _said(self, how: str) -> bool:
        try:
            entry = self._journal.append("m", self._last, datetime.now(UTC), self.name, HandedOver(how))
        except SomebodyWasFirst:
            self.told["somebody was first"] += 1
            return False
        except JournalTrouble:
            self.told["trouble"] += 1
            return False
        self.told["acknowledged"] += 1
        self._last = entry.seq
        print(entry.seq, how, flush=True)  # noqa: T201 - this is how the test reads it
        return True

    def _look(self) -> bool:
        """Whether the journal was read as it is, and not as it was."""
        try:
            self._last = len(self._journal.read("m"))
        except JournalTrouble:
            return False
        return self._journal.standing().as_of is None


def main(endpoint: str, directory: str, name: str, count: str) -> None:
    in_haste()
    machine = Machine(journal_at(endpoint, Path(directory)), name)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    while not machine._look():
        machine.told["read again"] += 1
    for number in range(int(count)):
        machine.say(f"{name} {number}")
    print(json.dumps(machine.told), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
