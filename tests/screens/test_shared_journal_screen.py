"""The wizard on a journal in S3: what is remembered stands there at once, and is marked where it is old."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from acm_tui.app import AcmTuiApp
from acm_tui.domain.events import SeatTaken
from acm_tui.journal.shared import SharedJournal
from acm_tui.screens.step import StepScreen
from tests.domain.seats import SEAT
from tests.domain.stories import MIGRATION, START, issued
from tests.journal.kinds import InMemory
from tests.journal.memory import MemoryObjects
from tests.journal.writing import write
from tests.screens.staging import LIMIT_S, NOW, Scene, Stage, rendered, settle
from tests.screens.test_presence import BOB

HOME = Scene(until=("shop.example.com", "Enter goes on where the facts say it is"))
SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def store(tmp_path: Path) -> InMemory:
    return InMemory(tmp_path)


def on(stage: Stage, store: InMemory, cache: Path) -> AcmTuiApp:
    """The app of a machine that has read the journal before."""
    earlier = SharedJournal(store.objects, store.STORE, cache, lambda: START)
    list(earlier.migrations())
    app = stage.app(HOME)
    journal = SharedJournal(store.objects, store.STORE, cache, lambda: NOW, rest_s=0)
    app.services = replace(app.services, journal=journal)
    return app


@pytest.mark.parametrize("size", SIZES)
async def test_out_of_reach_every_screen_says_as_of_when(
    stage: Stage, store: InMemory, tmp_path: Path, size: tuple[int, int]
) -> None:
    write(store.open(), MIGRATION, *issued())
    app = on(stage, store, tmp_path / "cache")
    store.objects.put_out_of_reach()
    async with app.run_test(size=size) as pilot:
        await settle(pilot, replace(HOME, until=(*HOME.until, "JOURNAL AS OF 09:00 UTC")))
        await pilot.press("enter")
        await settle(pilot, Scene(until=("4 Listeners", "JOURNAL AS OF 09:00 UTC")))
        assert "111122223333" in rendered(app)[0], "where one is has not been pushed out"
        store.objects.bring_back()
        await pilot.press("escape")
        await settle(pilot, HOME)
        assert "JOURNAL" not in rendered(app)[0]


async def test_what_is_remembered_is_shown_while_the_store_is_asked(
    stage: Stage, store: InMemory, tmp_path: Path
) -> None:
    write(store.open(), MIGRATION, *issued())
    app = on(stage, store, tmp_path / "cache")
    answers = threading.Event()

    def wait(call: str, key: str) -> None:
        answers.wait(10)

    store.objects.before = wait
    async with app.run_test(size=(80, 24)) as pilot:
        app._bearings._found = stage._answers.whereabouts  # AWS comes later
        await settle(pilot, Scene(until=("shop.example.com", "Reading the journal")))
        answers.set()
        await settle(pilot, HOME)
        assert "Reading the journal" not in "\n".join(rendered(app))


@pytest.mark.long
async def test_a_colleague_on_another_machine_is_seen_and_is_taken_over(
    stage: Stage, store: InMemory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acm_tui.screens.step.PRESENCE_ELSEWHERE_S", 0.05)
    colleague = store.open()
    write(colleague, MIGRATION, *issued())
    app = on(stage, store, tmp_path / "cache")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, HOME)
        await pilot.press("enter")
        await settle(pilot, Scene(until=("4 Listeners",)))
        colleague.append(MIGRATION, 5, NOW, BOB.actor, SeatTaken(BOB))
        await settle(pilot, Scene(until=("bob@laptop (process 42) is at work here",)))
        await settle(pilot, Scene(until=(), press=("t",), then=("Type bob@laptop to confirm.",)))
        await pilot.press("shift+tab", *"bob@laptop", "enter")
        async with asyncio.timeout(LIMIT_S):
            while colleague.last(MIGRATION) < 7:
                await pilot.pause(0.01)
    assert colleague.read(MIGRATION)[6].event == SeatTaken(SEAT, over=BOB.id)


async def test_a_journal_that_does_not_answer_is_not_asked_by_more_and_more(
    stage: Stage, store: InMemory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acm_tui.screens.step.PRESENCE_ELSEWHERE_S", 0.05)
    write(store.open(), MIGRATION, *issued())
    app = on(stage, store, tmp_path / "cache")
    beats, asked, answers = list[int](), list[str](), threading.Event()
    real = StepScreen._look_around_soon

    def beat(self: StepScreen) -> None:
        beats.append(1)
        real(self)

    def wait(call: str, key: str) -> None:
        asked.append(call)
        answers.wait(10)

    monkeypatch.setattr(StepScreen, "_look_around_soon", beat)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, HOME)
        store.objects.before = wait
        await pilot.press("enter")
        async with asyncio.timeout(LIMIT_S):
            while len(beats) < 5:
                await pilot.pause(0.01)
            under_way = len(asked)
            assert under_way, "the step has asked, and nobody answers"
            while len(beats) < 15:
                await pilot.pause(0.01)
        assert len(asked) == under_way
        answers.set()


async def test_a_store_that_was_never_read_is_a_trouble_and_not_an_empty_list(
    stage: Stage, store: InMemory, tmp_path: Path
) -> None:
    app = stage.app(HOME)
    objects = MemoryObjects()
    objects.put_out_of_reach()
    app.services = replace(app.services, journal=SharedJournal(objects, store.STORE, tmp_path / "new"))
    async with app.run_test(size=(80, 24)) as pilot:
        app._bearings._found = stage._answers.whereabouts
        await settle(pilot, Scene(until=("The journal cannot be used.",)))
        assert "Nothing is saved yet" not in "\n".join(rendered(app))
