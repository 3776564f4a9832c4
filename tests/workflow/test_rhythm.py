"""What is done again and again: when it is due, when it is wanted, and not otherwise."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta

import pytest

from acm_tui.workflow.rhythm import Rhythm
from tests.workflow.test_watching import StillClock


@pytest.fixture(autouse=True)
def short_naps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acm_tui.workflow.rhythm._NAP_S", 0.002)


class Every:
    """How long between two beats; counts how often that is looked at."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.looked = 0

    def __call__(self) -> timedelta | None:
        self.looked += 1
        return None if self.seconds is None else timedelta(seconds=self.seconds)

    async def looked_at(self, times: int) -> None:
        begin = self.looked
        async with asyncio.timeout(5):
            while self.looked < begin + times:  # noqa: ASYNC110 - it is looked at in naps, there is no event
                await asyncio.sleep(0.001)


class Beats:
    """Takes the beats one by one."""

    def __init__(self, beats: AsyncGenerator[None, None], every: Every) -> None:
        self._beats = beats
        self._every = every
        self._next: asyncio.Task[None] | None = None

    async def due(self) -> None:
        async with asyncio.timeout(5):
            await (self._next or asyncio.ensure_future(anext(self._beats)))
        self._next = None

    async def not_due(self) -> None:
        self._next = self._next or asyncio.ensure_future(anext(self._beats))
        await self._every.looked_at(3)
        assert not self._next.done()

    async def aclose(self) -> None:
        if self._next is not None:
            self._next.cancel()
            await asyncio.gather(self._next, return_exceptions=True)
        await self._beats.aclose()


async def test_it_is_due_at_once_and_then_when_its_time_has_passed() -> None:
    clock, every = StillClock(), Every(30)
    async with aclosing(Beats(Rhythm(clock).beats(every), every)) as beats:
        await beats.due()
        await beats.not_due()
        clock.pass_(timedelta(seconds=29))
        await beats.not_due()
        clock.pass_(timedelta(seconds=1))
        await beats.due()
        await beats.not_due()


async def test_the_time_runs_from_when_it_was_done() -> None:
    clock, every = StillClock(), Every(30)
    async with aclosing(Beats(Rhythm(clock).beats(every), every)) as beats:
        await beats.due()
        clock.pass_(timedelta(seconds=80))  # for so long it takes
        await beats.not_due()


async def test_it_comes_sooner_as_soon_as_that_is_wished() -> None:
    clock, every = StillClock(), Every(30)
    async with aclosing(Beats(Rhythm(clock).beats(every), every)) as beats:
        await beats.due()
        await beats.not_due()
        clock.pass_(timedelta(seconds=2))
        await beats.not_due()
        every.seconds = 2
        await beats.due()


async def test_whoever_wants_it_has_it_now_and_once_more_while_it_is_being_done() -> None:
    clock, every = StillClock(), Every(30)
    rhythm = Rhythm(clock)
    async with aclosing(Beats(rhythm.beats(every), every)) as beats:
        await beats.due()
        rhythm.want()
        await beats.due()
        await beats.not_due()
        rhythm.want()
        await beats.due()
        await beats.not_due()


async def test_where_there_is_nothing_to_do_nobody_gets_it() -> None:
    clock, every = StillClock(), Every(None)
    rhythm = Rhythm(clock)
    async with aclosing(Beats(rhythm.beats(every), every)) as beats:
        rhythm.want()
        clock.pass_(timedelta(hours=1))
        await beats.not_due()
        every.seconds = 30
        await beats.due()
