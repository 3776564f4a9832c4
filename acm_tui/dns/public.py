"""The public view of a record, over HTTPS: what is left where no server of the zone can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from acm_tui.dns.public_answers import PublicAnswers
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
    """Looks for *record* at public resolvers; every question may make them remember a “no”.

    *show* is called on the event loop with each new row as it lands.
    """

    def __init__(
        self, record: ValidationRecord, answers: PublicAnswers, show: Callable[[Observation], None]
    ) -> None:
        self._record = record
        self._answers = answers
        self._show = show

    async def zone(self) -> Zone | None:
        """The zone of the record's domain, which of the names above has a SOA; its servers stay unknown."""
        name, names = parent(self._record.name), []
        while not is_public_suffix(name):
            names.append(name)
            name = parent(name)
        found = await asyncio.gather(
            *(self._answers.ask(Question(one, "SOA"), ".", _ignore) for one in names)
        )
        apexes = [one for one, rows in zip(names, found, strict=True) if _has_soa(rows, one)]
        return Zone(apexes[0], (), confirmed=False) if apexes else None

    async def main(self, zone: Zone | None) -> _Rows:
        """The main question; who fails is asked again without validation, which tells a bogus zone."""
        question = Question(self._record.name, self._record.type)
        rows = await self._answers.ask(question, _name(zone), self._show)
        if any(row.rcode == "SERVFAIL" for row in rows):
            rows = (*rows, *await self._answers.ask(question, _name(zone), self._show, cd=True))
        return rows

    async def burst(self, main: _Rows, zone: Zone | None, token: str) -> _Rows:
        """Look where mistakes put the record, all at once, unless that was done a moment ago.

        *main*: what has been said to the main question.
        """
        if (known := self._answers.last_burst(self._record, main)) is not None:
            return known
        questions = probes(self._record, _name(zone), token)
        found = await asyncio.gather(
            *(self._answers.ask_now(one, _name(zone), self._show) for one in questions)
        )
        rows = tuple(row for of_one in found for row in of_one)
        self._answers.keep_burst(self._record, main, rows)
        return rows


def _ignore(_: Observation) -> None:
    """What is said of the names above is no row of the record's."""


def _name(zone: Zone | None) -> str:
    return zone.name if zone is not None else "."


def _has_soa(rows: Iterable[Observation], name: str) -> bool:
    return any(
        answer.type == "SOA" and same_name(answer.name, name) for row in rows for answer in row.answers
    )
