"""Step 3, the DNS side: the records are looked for at every server, and each answer is shown as it lands."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from acm_tui.dns.asking import Server
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, Observation, VerdictKind
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow.lookups import Lookups
from acm_tui.workflow.propagation import Watch
from acm_tui.workflow.services import Services
from tests.workflow.story import Operator

Landed = list[tuple[ValidationRecord, Observation]]
Records = tuple[ValidationRecord, ...]


@dataclass
class StillClock:
    """Stands until it is moved: nothing becomes due by itself."""

    now: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def lookups(services: Services, clock: StillClock) -> AsyncIterator[Lookups]:
    """The way to the sandbox's DNS; nobody outside of the test is asked."""
    dns = replace(services.dns, public_resolvers=(services.dns.resolver,), doh="off", nobody="127.0.0.9")
    made = Lookups(replace(services, dns=dns, clock=clock))
    yield made
    await made.aclose()


@pytest.fixture
async def records(operator: Operator) -> Records:
    """Those that a request wants; nobody has registered them."""
    return (await asyncio.to_thread(operator.requested)).records


class Pulses:
    """The questions between two looks, counted."""

    def __init__(self, ask: Callable[[Server], Awaitable[int | None]]) -> None:
        self._ask = ask
        self._asked = asyncio.Condition()
        self.addresses: list[str] = []

    async def __call__(self, server: Server) -> int | None:
        serial = await self._ask(server)
        async with self._asked:
            self.addresses.append(server.address)
            self._asked.notify_all()
        return serial

    async def more(self, count: int) -> list[str]:
        """The addresses that the next *count* of them have gone to."""
        begin = len(self.addresses)
        async with asyncio.timeout(10), self._asked:
            await self._asked.wait_for(lambda: len(self.addresses) >= begin + count)
        return self.addresses[begin:]


@pytest.fixture
async def pulses(lookups: Lookups, monkeypatch: pytest.MonkeyPatch) -> Pulses:
    lookup = await lookups.ready()
    counted = Pulses(lookup.serial)
    monkeypatch.setattr(lookup, "serial", counted)
    return counted


async def look(watch: Watch, records: Records) -> tuple[tuple[Check, ...], Landed]:
    landed: Landed = []
    found = await watch.look(records, lambda record, row: landed.append((record, row)))
    return found, landed


async def register(sandbox: Sandbox, mistake: str | None = None) -> None:
    await asyncio.to_thread(sandbox.move, "register-records", {} if mistake is None else {"mistake": mistake})


def unseen(_: ValidationRecord, __: Observation) -> None:
    """Nobody looks on."""


def verdicts(checks: tuple[Check, ...]) -> set[str]:
    return {check.verdict.text for check in checks}


class FromResolvers:
    """Looks on, and notes for which records resolvers were asked."""

    def __init__(self) -> None:
        self.asked: set[ValidationRecord] = set()

    def __call__(self, record: ValidationRecord, row: Observation) -> None:
        if row.perspective.resolver:
            self.asked.add(record)


async def test_absent_then_on_one_server_then_ready(
    lookups: Lookups, records: Records, sandbox: Sandbox
) -> None:
    watch = Watch(lookups)

    found, landed = await look(watch, records)
    assert [one.record for one in found] == list(records)
    assert {one.verdict.kind for one in found} == {VerdictKind.ABSENT}

    await register(sandbox, "one-server")
    found, landed = await look(watch, records)
    assert verdicts(found) == {"PARTIAL 1/2"}

    await register(sandbox)
    found, landed = await look(watch, records)
    assert {one.verdict.kind for one in found} == {VerdictKind.READY}
    assert {one.verdict.agreeing for one in found} == {2}
    for one in found:
        assert one.zone is not None
        rows = [row for record, row in landed if record == one.record]
        assert sorted(row.address for row in rows) == sorted(row.address for row in one.observations)
        # The serials are asked for afterwards: the verdict does not wait for them.
        assert {(row.address, row.answers) for row in rows} == {
            (row.address, row.answers) for row in one.observations
        }


async def test_rows_land_before_the_look_ends_and_with_their_record(
    lookups: Lookups, records: Records
) -> None:
    ended = False
    landed: list[tuple[bool, ValidationRecord, Observation]] = []
    found = await Watch(lookups).look(records, lambda record, row: landed.append((ended, record, row)))
    ended = True
    assert landed
    assert not any(late for late, _, _ in landed)
    for check in found:
        assert {row for _, record, row in landed if record == check.record} == set(check.observations)


async def test_the_verdict_is_told_before_it_is_explained(lookups: Lookups, records: Records) -> None:
    told: list[Check] = []
    found = await Watch(lookups).look(records, unseen, told.append)
    assert {check.record for check in told} == set(records)
    assert verdicts(tuple(told)) == {"ABSENT"}
    full = {check.record: len(check.observations) for check in found}
    assert all(len(check.observations) < full[check.record] for check in told)


async def test_the_way_to_the_zone_is_remembered_from_look_to_look(
    lookups: Lookups, records: Records
) -> None:
    first, _ = await look(Watch(lookups), records)
    second, _ = await look(Watch(lookups), records)
    assert all(one.zone is two.zone is not None for one, two in zip(first, second, strict=True))
    assert all(one.at.tzinfo is not None for one in second)


async def test_looking_for_nothing_finds_nothing(lookups: Lookups) -> None:
    assert await look(Watch(lookups), ()) == ((), [])


async def test_the_next_look_comes_when_it_is_due_and_not_before(
    lookups: Lookups,
    records: Records,
    clock: StillClock,
    pulses: Pulses,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("acm_tui.workflow.propagation.random.uniform", lambda _, high: high)
    watch = Watch(lookups)
    async with aclosing(watch.looks(lambda: records, unseen)) as looks, asyncio.timeout(20):
        await anext(looks)
        assert watch.next_at is not None
        assert watch.next_at - clock.now == timedelta(seconds=2), "what has changed is never looked at later"
        clock.pass_(timedelta(minutes=10))
        await anext(looks)
        assert watch.next_at - clock.now == timedelta(seconds=36), "a fifth more than the 30 s"
        third = asyncio.create_task(anext(looks))
        await pulses.more(2)
        assert not third.done()
        clock.pass_(timedelta(seconds=36))
        await third


async def test_while_a_look_is_under_way_none_is_due(lookups: Lookups, records: Records) -> None:
    watch = Watch(lookups)
    due: list[datetime | None] = []
    async with aclosing(watch.looks(lambda: records, lambda *_: due.append(watch.next_at))) as looks:
        await anext(looks)
        watch.look_now()
        await anext(looks)
    assert set(due) == {None}


async def test_who_wants_to_look_now_does(
    lookups: Lookups, records: Records, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse = asyncio.Event()

    async def never(_: Server) -> int | None:
        pulse.set()
        await asyncio.Event().wait()
        return None

    monkeypatch.setattr(await lookups.ready(), "serial", never)
    watch = Watch(lookups)
    async with aclosing(watch.looks(lambda: records, unseen)) as looks, asyncio.timeout(20):
        await anext(looks)
        second = asyncio.create_task(anext(looks))
        await pulse.wait()
        assert not second.done()
        watch.look_now()  # a server that does not answer in between is not waited for
        await second
        assert len(asyncio.all_tasks()) == 1, "nothing goes on between the looks"


async def test_looking_on_demand_is_close_again(
    lookups: Lookups, records: Records, clock: StillClock
) -> None:
    watch = Watch(lookups)
    async with aclosing(watch.looks(lambda: records, unseen)) as looks, asyncio.timeout(20):
        await anext(looks)
        clock.pass_(timedelta(minutes=10))
        await anext(looks)
        watch.look_now()
        await anext(looks)
        assert watch.next_at is not None
        assert watch.next_at - clock.now <= timedelta(seconds=2.4)


async def test_a_zone_that_changes_is_looked_at_at_once(
    lookups: Lookups, records: Records, sandbox: Sandbox, clock: StillClock, pulses: Pulses
) -> None:
    watch = Watch(lookups)
    async with aclosing(watch.looks(lambda: records, unseen)) as looks, asyncio.timeout(30):
        assert verdicts(await anext(looks)) == {"ABSENT"}
        clock.pass_(timedelta(minutes=10))
        assert verdicts(await anext(looks)) == {"ABSENT"}
        changed = asyncio.create_task(anext(looks))
        assert len(set(await pulses.more(2))) == 2, "the servers take turns"
        await register(sandbox, "one-server")
        partial = await changed
        assert verdicts(partial) == {"PARTIAL 1/2"}
        assert watch.next_at is not None
        assert watch.next_at - clock.now <= timedelta(seconds=2), "things are moving"

        changed = asyncio.create_task(anext(looks))
        behind = {row.address for row in partial[0].verdict.evidence if row.rcode == "NXDOMAIN"}
        assert len(behind) == 1
        assert set(await pulses.more(3)) == behind, "only who is behind can bring news"
        await register(sandbox)
        clock.pass_(timedelta(seconds=2))  # two looks that an edit brings are not closer than any others
        assert verdicts(await changed) == {"READY"}


async def test_when_every_record_is_there_no_serial_is_asked_for(
    lookups: Lookups, records: Records, sandbox: Sandbox, clock: StillClock, pulses: Pulses
) -> None:
    await register(sandbox)
    watch = Watch(lookups)
    async with aclosing(watch.looks(lambda: records, unseen)) as looks, asyncio.timeout(20):
        assert verdicts(await anext(looks)) == {"READY"}
        second = asyncio.create_task(anext(looks))
        clock.pass_(timedelta(seconds=3))
        await second
    assert pulses.addresses == []


async def test_resolvers_are_asked_once_the_servers_agree_and_not_before(
    lookups: Lookups, records: Records, sandbox: Sandbox
) -> None:
    watch = Watch(lookups)
    resolvers = FromResolvers()
    async with aclosing(watch.looks(lambda: records, resolvers)) as looks, asyncio.timeout(30):
        assert verdicts(await anext(looks)) == {"ABSENT"}
        await register(sandbox, "one-server")
        watch.look_now()
        assert verdicts(await anext(looks)) == {"PARTIAL 1/2"}
        assert resolvers.asked == set(), "asking would make them remember the “no”"
        await register(sandbox)
        watch.look_now()
        assert verdicts(await anext(looks)) == {"READY"}
        assert resolvers.asked == set(records)


async def test_resolvers_are_asked_on_demand_for_one_look(lookups: Lookups, records: Records) -> None:
    watch = Watch(lookups)
    resolvers = FromResolvers()
    async with aclosing(watch.looks(lambda: records, resolvers)) as looks, asyncio.timeout(30):
        await anext(looks)
        assert resolvers.asked == set()
        watch.look_now(resolvers=True)
        watch.look_now()
        assert verdicts(await anext(looks)) == {"ABSENT"}
        assert resolvers.asked == set(records)
        resolvers.asked.clear()
        watch.look_now()
        await anext(looks)
        assert resolvers.asked == set()
