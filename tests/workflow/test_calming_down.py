"""The watch calms down where nothing happens to the record, whatever else moves."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

import pytest

from acm_tui.dns.asking import Server
from acm_tui.dns.lookup import Lookup
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, Observation, conclude
from acm_tui.workflow.lookups import Lookups
from acm_tui.workflow.propagation import Watch
from acm_tui.workflow.services import Services
from tests.domain.propagation.seen import NAME, NOW, NS2, RECORD, VALUE, cname, nxdomain, probe, saw, silent
from tests.workflow.test_watching import StillClock, unseen

TWO = "192.0.2.12"
NO, YES = nxdomain(serial=19), cname(VALUE, serial=20)
NO_TOO, YES_TOO = nxdomain(NS2, serial=19, address=TWO), cname(VALUE, NS2, serial=20, address=TWO)
MUTE = silent(NS2, address=TWO)


def proxied(number: int) -> tuple[Observation, ...]:
    address = f"192.0.2.{number}"
    return saw(), saw(NS2, address=TWO), probe(NAME, address, type="A")


class Told:
    """Looks that are told: each shows the next of *rows*, the last one for ever."""

    def __init__(self, rows: Iterable[tuple[Observation, ...]]) -> None:
        self._rows = iter(rows)
        self._last: tuple[Observation, ...] = ()
        self.anew: list[bool] = []

    async def __call__(
        self, records: Iterable[ValidationRecord], *_: object, anew: bool, **__: object
    ) -> tuple[Check, ...]:
        self._last = next(self._rows, self._last)
        self.anew.append(anew)
        return tuple(conclude(record, None, self._last, NOW) for record in records)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def lookups(services: Services, clock: StillClock) -> AsyncGenerator[Lookups, None]:
    made = Lookups(replace(services, clock=clock))
    yield made
    await made.aclose()


@pytest.fixture
def watch(lookups: Lookups, monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr("acm_tui.workflow.propagation.random.uniform", lambda *_: 0.0)
    monkeypatch.setattr("acm_tui.workflow.propagation.next_pulse", lambda _: timedelta(seconds=0.005))
    return Watch(lookups)


def left(watch: Watch, clock: StillClock) -> float:
    """Seconds until the next look."""
    assert watch.next_at is not None
    return (watch.next_at - clock.now).total_seconds()


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([proxied(number) for number in range(1, 9)], id="a proxy's addresses take turns"),
        pytest.param([(NO, NO_TOO), (NO, MUTE)] * 4, id="one server is silent every other time"),
        pytest.param([(YES, YES_TOO), (YES, MUTE)] * 4, id="and so it is when the record is there"),
        pytest.param(
            [(nxdomain(serial=n), nxdomain(NS2, serial=n, address=TWO)) for n in range(8)], id="a serial"
        ),
    ],
)
async def test_what_differs_by_itself_does_not_keep_it_awake(
    watch: Watch, clock: StillClock, looks: list[tuple[Observation, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "look", Told(looks))
    monkeypatch.setattr(watch, "_move_of", lambda _: asyncio.Event().wait())
    waits = []
    async with aclosing(watch.looks(lambda: [RECORD], unseen)) as told, asyncio.timeout(10):
        for _ in looks:
            await anext(told)
            waits.append(left(watch, clock))
            clock.pass_(timedelta(minutes=1))
    assert waits[0] == 2
    assert waits[-1] == 30


async def test_what_happens_to_the_record_brings_the_close_look_back(
    watch: Watch, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = [(NO, NO_TOO), (NO, NO_TOO), (YES, NO_TOO), (YES, NO_TOO), (YES, YES_TOO)]
    monkeypatch.setattr(watch, "look", Told(looks))
    monkeypatch.setattr(watch, "_move_of", lambda _: asyncio.Event().wait())
    waits = []
    async with aclosing(watch.looks(lambda: [RECORD], unseen)) as told, asyncio.timeout(10):
        for _ in looks:
            await anext(told)
            waits.append(left(watch, clock))
            clock.pass_(timedelta(minutes=10))
    assert waits == [2, 30, 2, 30, 2]


async def test_a_zone_that_moves_all_the_time_is_looked_at_ever_less(
    watch: Watch, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its serial is another one whenever it is asked for, and the record is never there."""
    serials = itertools.count(100)

    async def moving(_: Lookup, __: Server) -> int:
        return next(serials)

    monkeypatch.setattr(Lookup, "serial", moving)
    monkeypatch.setattr(watch, "look", Told([(NO, NO_TOO)]))
    waits = []
    async with aclosing(watch.looks(lambda: [RECORD], unseen)) as told, asyncio.timeout(20):
        await anext(told)
        clock.pass_(timedelta(minutes=10))
        await anext(told)
        for _ in range(8):
            assert left(watch, clock) == 30
            following = asyncio.create_task(anext(told))
            waits.append(await hurried(watch, clock, following))
            await following
    assert waits == [0, 2, 3, 4.5, 6.75, 10.125, 15.1875, 22.78125]


async def hurried(watch: Watch, clock: StillClock, following: asyncio.Task[object]) -> float:
    """Let the time pass until the look that the zone brings; answers how many seconds that was."""
    while not following.done() and left(watch, clock) == 30:
        await asyncio.wait({following}, timeout=0.002)
    if following.done():
        return 0
    wait = left(watch, clock)
    clock.pass_(timedelta(seconds=wait))
    return wait


async def test_only_who_presses_the_key_has_resolvers_asked_before_they_can_have_forgotten(
    watch: Watch, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Told([(NO, NO_TOO)])
    monkeypatch.setattr(watch, "look", looks)
    monkeypatch.setattr(watch, "_move_of", lambda _: asyncio.Event().wait())
    async with aclosing(watch.looks(lambda: [RECORD], unseen)) as told, asyncio.timeout(10):
        await anext(told)
        clock.pass_(timedelta(minutes=1))
        await anext(told)
        watch.look_now()
        await anext(told)
    assert looks.anew == [False, False, True]


async def test_a_look_that_is_wanted_forgets_what_resolvers_said(
    lookups: Lookups, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[None] = []
    lookup = await lookups.ready()
    monkeypatch.setattr(lookup.public, "forget", lambda: times.append(None))
    watch = Watch(lookups)
    await watch.look((), unseen)
    assert len(times) == 0
    await watch.look((), unseen, anew=True)
    await watch.look((), unseen, resolvers=True)
    assert len(times) == 2
