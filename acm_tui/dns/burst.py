"""Looking for the record where mistakes put it, all at once, when it is not where it should be."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Iterator

from acm_tui.dns.asking import Asker, Server
from acm_tui.dns.turns import rotated
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Observation,
    Perspective,
    Question,
    Zone,
    classify,
    probes,
    steps_behind,
)

_PARENTS = 3
"""How many servers of the zone above are asked."""


async def burst(
    record: ValidationRecord, rows: Iterable[Observation], zone: Zone | None, asker: Asker, token: str
) -> tuple[Observation, ...]:
    """Put the questions of the burst.

    Args:
        record: what is not there.
        rows: what the servers of its zone have said of it, at least one of them with authority.
        zone: its zone, where that is known with the one above, whose servers are asked for the record too.
        asker: asks.
        token: random letters and digits, for the name that nobody can have registered.

    Each question goes to one address; they take turns, so that none of them gets all.
    """
    copies = freshest(rows, record)
    questions = probes(record, copies[0].zone, token)
    asks = [
        (question, copies[turn % len(copies)], Perspective.AUTHORITATIVE)
        for turn, question in enumerate(questions)
    ]
    main = Question(record.name, record.type)
    asks += [(main, above, Perspective.PARENT) for above in _servers_above(zone)]
    heard = await asyncio.gather(*(asker.ask(*one) for one in asks))
    return tuple(one.observation for one in heard)


def freshest(rows: Iterable[Observation], record: ValidationRecord) -> list[Server]:
    """The addresses whose copy of the zone was changed last: a record just made is in those.

    They begin at another one for each record. One alone where nothing shows that several have the same copy:
    each primary (RFC 1035 §3.3.13, MNAME) counts its own serials.
    """
    answered = [row for row in rows if classify(row, record).conclusive]
    newest = _newest(answered)
    same = [
        row
        for row in answered
        if row.serial is not None and (row.serial, row.mname) == (newest.serial, newest.mname)
    ]
    return rotated([Server(row.server, row.address, row.zone) for row in same or [newest]], record.name)


def _newest(rows: list[Observation]) -> Observation:
    """The one whose serial is behind no other's; any of *rows* where none tells one."""
    serials = [row.serial for row in rows if row.serial is not None]

    def behind(row: Observation) -> float:
        return math.inf if row.serial is None else steps_behind(row.serial, serials)

    return min(rows, key=behind)


def _servers_above(zone: Zone | None) -> Iterator[Server]:
    above = zone.above if zone is not None else None
    if above is not None:
        named = (server for server in above.servers if server.addresses)
        for server, _ in zip(named, range(_PARENTS), strict=False):
            yield Server(server.name, server.addresses[0], above.name)
