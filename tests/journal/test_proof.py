"""A store is proved before it is trusted: those that do not keep the first of two writes are refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from acm_tui.domain.errors import JournalTrouble
from acm_tui.domain.events import HandedOver
from acm_tui.domain.shared_store import Stored
from acm_tui.journal.proof import prove
from acm_tui.journal.shared import SharedJournal
from tests.domain.stories import ACTOR, START, started
from tests.journal.kinds import InMemory, InObjects
from tests.journal.memory import MemoryObjects, mark

LAYOUT = InObjects.LAYOUT


class Heedless(MemoryObjects):
    """Takes the condition and does not heed it."""

    def create(self, key: str, body: bytes) -> str | None:
        self.held[key] = body
        return mark(body)


class Unguarded(MemoryObjects):
    """Looks, and then writes: whoever comes at the same moment has looked as well."""

    def __init__(self) -> None:
        super().__init__()
        self._together = threading.Barrier(2)

    def create(self, key: str, body: bytes) -> str | None:
        if key in self.held:
            return None
        if "race" in key:
            self._together.wait(10)
        self.held[key] = body
        return mark(body)


class Forgetful(MemoryObjects):
    """Answers that it created what it has not."""

    def get(self, key: str) -> bytes | None:
        found = super().get(key)
        return None if "once" in key else found


class LastOneWins(MemoryObjects):
    """Tells the first one that he was, and keeps what the last one wrote."""

    def create(self, key: str, body: bytes) -> str | None:
        with self._lock:
            free = key not in self.held
            if free or "race" in key:
                self.held[key] = body
        return mark(body) if free else None


class Late(MemoryObjects):
    """Lists what was created only later."""

    def listed(self, prefix: str, after: str = "") -> Iterator[Stored]:
        return iter(list(super().listed(prefix, after))[1:])


class FromTheStart(MemoryObjects):
    """Does not know where a listing is to begin."""

    def listed(self, prefix: str, after: str = "") -> Iterator[Stored]:
        return super().listed(prefix)


class NoOne(MemoryObjects):
    """Creates nothing."""

    def create(self, key: str, body: bytes) -> str | None:
        return None


@pytest.mark.parametrize(
    ("objects", "why"),
    [
        (NoOne(), "could not be created"),
        (Heedless(), "created a second time"),
        (Forgetful(), "is not what was written"),
        (Unguarded(), "at the same moment, "),
        (LastOneWins(), "another object is there"),
        (Late(), "a listing does not show what was created"),
        (FromTheStart(), "does not begin where it is asked to"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, MemoryObjects) else "",
)
def test_a_store_that_cannot_keep_a_journal_is_refused_and_nothing_is_written(
    objects: MemoryObjects, why: str, kept: InMemory
) -> None:
    journal = SharedJournal(objects, InObjects.STORE, kept.cache())
    for _ in range(2):
        with pytest.raises(
            JournalTrouble, match="s3://team-journal/acm-tui/prod cannot keep a shared journal"
        ) as caught:
            journal.append("m", 0, START, ACTOR, started())
    assert why in caught.value.cause
    assert "If-None-Match" in caught.value.remedy
    assert all(key.startswith(LAYOUT.proof) for key in objects.held)
    assert f"{LAYOUT.proof}passed.json" not in objects.held


def test_a_store_is_proved_once_and_remembers_it(kept: InMemory, objects: MemoryObjects) -> None:
    kept.open().append("m", 0, START, ACTOR, started())
    assert f"{LAYOUT.proof}passed.json" in objects.held
    objects.calls.clear()
    other = kept.open()
    other.append("m", 1, START, ACTOR, HandedOver("CSV"))
    other.append("m", 2, START, ACTOR, HandedOver("zone"))
    assert objects.calls["create"] == 2
    assert objects.calls["get"] == 1 + 1, "whether it is proved, and what the other wrote"


def test_reading_proves_nothing_and_writes_nothing(kept: InMemory, objects: MemoryObjects) -> None:
    """Who may only look has no permission to write."""
    journal = kept.open()
    assert list(journal.migrations()) == []
    assert journal.read("m") == ()
    assert objects.calls["create"] == 0


def test_two_that_prove_at_once_do_not_disturb_each_other(objects: MemoryObjects) -> None:
    failed: list[BaseException] = []

    def one() -> None:
        try:
            prove(objects, LAYOUT, "s3://team-journal")
        except JournalTrouble as trouble:
            failed.append(trouble)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def test_a_store_out_of_reach_is_not_said_to_be_unfit(kept: InMemory, objects: MemoryObjects) -> None:
    objects.put_out_of_reach()
    journal = kept.open()
    with pytest.raises(JournalTrouble, match="cannot be used"):
        journal.append("m", 0, START, ACTOR, started())
    objects.bring_back()
    assert journal.append("m", 0, START, ACTOR, started()).seq == 1
