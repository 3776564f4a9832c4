"""Step 3, the DNS side: the records are looked for at every server, and each answer is shown as it lands."""

import asyncio

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, Observation, VerdictKind
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow.propagation import Watch
from tests.workflow.story import Operator

Landed = list[tuple[ValidationRecord, Observation]]


async def look(watch: Watch, records: tuple[ValidationRecord, ...]) -> tuple[tuple[Check, ...], Landed]:
    landed: Landed = []
    found = await watch.look(records, lambda record, row: landed.append((record, row)))
    return found, landed


async def test_absent_then_on_one_server_then_ready(operator: Operator, sandbox: Sandbox) -> None:
    migration = await asyncio.to_thread(operator.requested)
    watch = Watch(operator.services)

    found, landed = await look(watch, migration.records)
    assert [one.record for one in found] == list(migration.records)
    assert {one.verdict.kind for one in found} == {VerdictKind.ABSENT}

    await asyncio.to_thread(sandbox.move, "register-records", {"mistake": "one-server"})
    found, landed = await look(watch, migration.records)
    assert {one.verdict.text for one in found} == {"PARTIAL 1/2"}

    await asyncio.to_thread(sandbox.move, "register-records", {})
    found, landed = await look(watch, migration.records)
    assert {one.verdict.kind for one in found} == {VerdictKind.READY}
    assert {one.verdict.agreeing for one in found} == {2}
    for one in found:
        assert one.zone is not None
        rows = [row for record, row in landed if record == one.record]
        assert sorted(row.address for row in rows) == sorted(row.address for row in one.observations)
        assert all(row in one.observations for row in rows)


async def test_rows_land_before_the_look_ends_and_with_their_record(operator: Operator) -> None:
    migration = await asyncio.to_thread(operator.requested)
    ended = False
    landed: list[tuple[bool, ValidationRecord, Observation]] = []
    watch = Watch(operator.services)
    found = await watch.look(migration.records, lambda record, row: landed.append((ended, record, row)))
    ended = True
    assert landed
    assert not any(late for late, _, _ in landed)
    for check in found:
        assert {row for _, record, row in landed if record == check.record} == set(check.observations)


async def test_the_way_to_the_zone_is_remembered_from_look_to_look(operator: Operator) -> None:
    migration = await asyncio.to_thread(operator.requested)
    watch = Watch(operator.services)
    first, _ = await look(watch, migration.records)
    delegations = watch._delegations
    second, _ = await look(watch, migration.records)
    assert watch._delegations is delegations is not None
    assert [one.zone for one in first] == [one.zone for one in second]
    assert all(one.at.tzinfo is not None for one in second)


async def test_looking_for_nothing_finds_nothing(operator: Operator) -> None:
    assert await look(Watch(operator.services), ()) == ((), [])
