"""The public view of a record, over HTTPS: what is left where no server of the zone can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from acm_tui.dns.doh import Doh
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Observation,
    Question,
    Zone,
    is_public_suffix,
    parent,
    probes,
    same_name,
)

_Rows = tuple[Observation, ...]


class PublicView:
    """Asks public resolvers about *record*; every question may make them remember a “no”.

    *show* is called on the event loop with each row as it lands.
    """

    def __init__(self, record: ValidationRecord, doh: Doh, show: Callable[[Observation], None]) -> None:
        self._record = record
        self._doh = doh
        self._show = show

    async def zone(self) -> Zone | None:
        """The zone of the record's domain, which of the names above has a SOA; its servers stay unknown."""
        name, names = parent(self._record.name), []
        while not is_public_suffix(name):
            names.append(name)
            name = parent(name)
        found = await asyncio.gather(*(self._doh.ask(Question(one, "SOA"), ".") for one in names))
        apexes = [one for one, rows in zip(names, found, strict=True) if _has_soa(rows, one)]
        return Zone(apexes[0], (), confirmed=False) if apexes else None

    async def main(self, zone: Zone | None) -> _Rows:
        """The main question; who fails is asked again without validation, which tells a bogus zone."""
        question = Question(self._record.name, self._record.type)
        rows = await self._ask(question, zone)
        if any(row.rcode == "SERVFAIL" for row in rows):
            rows = (*rows, *await self._doh.ask(question, _name(zone), cd=True, on_observation=self._show))
        return rows

    async def burst(self, zone: Zone | None, token: str) -> _Rows:
        """Look where mistakes put the record, all at once."""
        questions = probes(self._record, _name(zone), token)
        found = await asyncio.gather(*(self._ask(question, zone) for question in questions))
        return tuple(row for rows in found for row in rows)

    async def _ask(self, question: Question, zone: Zone | None) -> _Rows:
        return await self._doh.ask(question, _name(zone), on_observation=self._show)


def _name(zone: Zone | None) -> str:
    return zone.name if zone is not None else "."


def _has_soa(rows: Iterable[Observation], name: str) -> bool:
    return any(
        answer.type == "SOA" and same_name(answer.name, name) for row in rows for answer in row.answers
    )
