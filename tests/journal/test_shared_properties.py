"""Whatever becomes of the calls: what was acknowledged is there once, and nothing is there twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, repeat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acm_tui.domain.errors import JournalTrouble, SomebodyWasFirst
from acm_tui.domain.events import HandedOver
from acm_tui.journal.shared import SharedJournal
from tests.domain.stories import START
from tests.domain.strategies import steady
from tests.journal.kinds import InObjects
from tests.journal.memory import Fate, MemoryObjects

IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""A disk would be waited for at every commit of every cache."""
WRITERS = ("ann", "bob", "cat")

_fates = st.lists(st.sampled_from([Fate.ARRIVES, Fate.ARRIVES, Fate.LOST, Fate.CUT]), max_size=60)
_turns = st.lists(st.tuples(st.sampled_from(WRITERS), st.integers(0, 3), st.booleans()), max_size=25)


class Writer:
    """Somebody who appends what he has to say, and tries again until he finds it in the journal."""

    def __init__(self, name: str, journal: SharedJournal) -> None:
        self.name = name
        self.acknowledged: dict[int, str] = {}
        self.told = count()
        self._journal = journal
        self._saying: str | None = None
        self._after = 0

    def turn(self, reads: bool) -> None:
        """Say the next thing once, after reading or from what he has read before."""
        if self._saying is None:
            self._saying = f"{self.name} {next(self.told)}"
        try:
            if reads or self._after == 0:
                self._look()
            if self._saying is not None:
                entry = self._journal.append("m", self._after, START, self.name, HandedOver(self._saying))
                self.acknowledged[entry.seq] = self._saying
                self._saying, self._after = None, entry.seq
        except SomebodyWasFirst:
            self._after = 0
        except JournalTrouble:
            return

    def _look(self) -> None:
        entries = self._journal.read("m")
        self._after = len(entries)
        if any(entry.event == HandedOver(self._saying or "") for entry in entries):
            self._saying = None


@settings(steady, max_examples=40)
@given(_fates, _turns, st.booleans())
def test_no_acknowledged_entry_is_lost_or_doubled(
    fates: list[Fate], turns: list[tuple[str, int, bool]], one_machine: bool
) -> None:
    tell(fates, turns, one_machine)


@pytest.mark.long
@settings(steady, max_examples=2000)
@given(_fates, _turns, st.booleans())
def test_none_in_two_thousand_tales(
    fates: list[Fate], turns: list[tuple[str, int, bool]], one_machine: bool
) -> None:
    tell(fates, turns, one_machine)


def tell(fates: list[Fate], turns: list[tuple[str, int, bool]], one_machine: bool) -> None:
    """Let the writers have their *turns* (who, how often, whether he reads), while calls meet *fates*."""
    coming: Iterator[Fate] = iter(fates)
    objects = MemoryObjects()
    with TemporaryDirectory(dir=IN_MEMORY) as directory:
        machines = repeat("one") if one_machine else iter(WRITERS)
        writers = {
            name: Writer(
                name,
                SharedJournal(objects, InObjects.STORE, Path(directory) / next(machines), rest_s=0),
            )
            for name in WRITERS
        }
        # The trial is another story (see test_proof.py).
        objects.held[f"{InObjects.LAYOUT.proof}passed.json"] = b"{}"
        objects.fate = lambda call: next(coming, Fate.ARRIVES)
        for name, times, reads in turns:
            for _ in range(times):
                writers[name].turn(reads)
        objects.bring_back()
        stranger = SharedJournal(objects, InObjects.STORE, Path(directory) / "new")
        entries = stranger.read("m")
        assert stranger.damage() == ()
        for writer in writers.values():
            assert writer._journal.read("m") == entries
    said = [entry.event.how for entry in entries if isinstance(entry.event, HandedOver)]
    assert [entry.seq for entry in entries] == list(range(1, len(said) + 1))
    assert len(set(said)) == len(said), "something is there twice"
    for writer in writers.values():
        for seq, text in writer.acknowledged.items():
            assert said[seq - 1] == text, "what was acknowledged is not where it was said to be"
