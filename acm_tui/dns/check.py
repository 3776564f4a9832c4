"""The check of one validation record at every authoritative server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import dns.exception
import dns.name
import msgspec

from acm_tui.dns.asking import Asker, Server
from acm_tui.dns.delegation import Delegations
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Check,
    Failure,
    Observation,
    Perspective,
    Question,
    VerdictKind,
    Zone,
    classify,
    conclude,
    parent,
    probe_names,
    verdict,
)

OnObservation = Callable[[Observation], None]


async def check(
    record: ValidationRecord, delegations: Delegations, on_observation: OnObservation | None = None
) -> Check:
    """Look for *record* at every address of every name server of its zone.

    Args:
        record: what must be there.
        delegations: the way to the zone, remembered from look to look; it also says how to ask.
        on_observation: called on the event loop with each row as it lands, in the order of landing.

    Failures of the network are observations; the result's rows are in the order of the zone's servers.

    Raises:
        ValueError: the record's name is not one that DNS can be asked for.
    """
    _check_name(record.name)
    show = on_observation or _ignore
    asker = delegations.asker
    walk = await delegations.zone_of(parent(record.name))
    if walk.zone is None:
        for row in walk.observations:
            show(row)
        return conclude(record, None, walk.observations, asker.now())
    rows = await _ask_all(record, walk.zone, asker, show)
    if verdict(rows, record).kind in (VerdictKind.ABSENT, VerdictKind.WRONG):
        rows = (*rows, *await _probe(record, rows, asker, show))
    return conclude(record, walk.zone, rows, asker.now())


def _check_name(name: str) -> None:
    try:
        dns.name.from_text(name)
    except dns.exception.DNSException as error:
        raise ValueError(f"{name!r} is not a DNS name: {error}") from error


def _ignore(_: Observation) -> None:
    """Nobody looks on."""


async def _ask_all(
    record: ValidationRecord, zone: Zone, asker: Asker, show: OnObservation
) -> tuple[Observation, ...]:
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_look(record, Server(server.name, address, zone.name), asker, show))
            for server in zone.servers
            for address in server.addresses or ("",)
        ]
    return tuple(task.result() for task in tasks)


async def _look(record: ValidationRecord, server: Server, asker: Asker, show: OnObservation) -> Observation:
    """What *server* says of *record*, with the serial that its copy of the zone has."""
    question = Question(record.name, record.type)
    if not server.address:
        row = msgspec.structs.replace(
            asker.blank(question, server, Perspective.AUTHORITATIVE),
            failure=Failure.UNREACHABLE,
            error=f"no address was found for {server.name}",
        )
    else:
        row = await _ask_with_serial(question, server, asker)
    show(row)
    return row


async def _ask_with_serial(question: Question, server: Server, asker: Asker) -> Observation:
    # A positive answer does not carry the SOA, so its serial is asked for beside it.
    heard, soa = await asyncio.gather(
        asker.ask(question, server, Perspective.AUTHORITATIVE),
        asker.ask(Question(server.zone, "SOA"), server, Perspective.AUTHORITATIVE),
    )
    row = heard.observation
    if row.serial is not None or not soa.observation.aa:
        return row
    return msgspec.structs.replace(
        row, serial=soa.observation.serial, negative_ttl_s=soa.observation.negative_ttl_s
    )


async def _probe(
    record: ValidationRecord, rows: tuple[Observation, ...], asker: Asker, show: OnObservation
) -> tuple[Observation, ...]:
    """Look for the record where mistakes put it, at one address that answered for the zone."""
    # The copy that was changed last is the one in which a record that was just made can be.
    answered = [row for row in rows if classify(row, record).conclusive]
    row = max(answered, key=lambda row: -1 if row.serial is None else row.serial)
    server = Server(row.server, row.address, row.zone)
    heard = await asyncio.gather(
        *(
            asker.ask(Question(name, record.type), server, Perspective.AUTHORITATIVE)
            for name in probe_names(record.name, row.zone)
        )
    )
    for one in heard:
        show(one.observation)
    return tuple(one.observation for one in heard)
