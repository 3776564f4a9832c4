"""What public resolvers have said over HTTPS: none is asked again before it could say something new."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import msgspec

from acm_tui.dns.asking import OnObservation
from acm_tui.dns.doh import Doh
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    BURST_REST,
    Heard,
    Observation,
    Question,
    answers_heard,
    canonical,
    rests_until,
    tells_something_new,
)

_Rows = tuple[Observation, ...]


class _Key(NamedTuple):
    url: str
    name: str
    type: str
    cd: bool


@dataclass(frozen=True)
class _Burst:
    heard: Heard
    at: datetime
    rows: _Rows


class PublicAnswers:
    """Asks public resolvers, each of them the same question only once in a while. Shared by all records.

    Looking for a record that is not there makes them remember that: looks that follow one another closely
    would see to it that they never forget.

    Args:
        doh: the way to them.
        now: the present moment, aware.
    """

    def __init__(self, doh: Doh, now: Callable[[], datetime]) -> None:
        self._doh = doh
        self._now = now
        self._rows: dict[_Key, Observation] = {}
        self._bursts: dict[ValidationRecord, _Burst] = {}
        self._asking = defaultdict[_Key, asyncio.Lock](asyncio.Lock)

    def forget(self) -> None:
        """Ask everything anew: somebody wants to know now."""
        self._rows.clear()
        self._bursts.clear()

    async def ask(
        self, question: Question, zone: str, on_observation: OnObservation, *, cd: bool = False
    ) -> _Rows:
        """A row for each resolver, in the order of the settings: what it says, or what it said last.

        Args:
            question: what to ask.
            zone: the zone in which the name lies; ``.`` where it is not known.
            on_observation: called on the event loop with each row that is new, as it lands.
            cd: ask them not to validate.
        """
        urls = self._doh.settings.doh_servers
        rows = await asyncio.gather(*(self._at(url, question, zone, on_observation, cd) for url in urls))
        return tuple(rows)

    async def ask_now(self, question: Question, zone: str, on_observation: OnObservation) -> _Rows:
        """As ``ask``, but whatever was said before; nothing of it is kept."""
        return await self._doh.ask(question, zone, on_observation=on_observation)

    async def _at(
        self, url: str, question: Question, zone: str, on_observation: OnObservation, cd: bool
    ) -> Observation:
        key = _Key(url, canonical(question.name), question.type, cd)
        # Many records want to know the same of the zone: one asks, the others profit.
        async with self._asking[key]:
            row = self._rows.get(key)
            if row is None or rests_until(row) <= self._now():
                row = await self._doh.ask_at(url, question, zone, cd, on_observation)
                self._rows[key] = row
        return msgspec.structs.replace(row, zone=zone)

    def last_burst(self, record: ValidationRecord, main: Iterable[Observation]) -> _Rows | None:
        """What was found last where mistakes put *record*; ``None``: it is time to look there.

        *main*: what is said of the record itself now.
        """
        last = self._bursts.get(record)
        if last is None or self._now() - last.at >= BURST_REST:
            return None
        return None if tells_something_new(last.heard, answers_heard(main, record)) else last.rows

    def keep_burst(self, record: ValidationRecord, main: Iterable[Observation], rows: _Rows) -> None:
        """Remember *rows*, what was found there, with what is said of the record itself."""
        if any(row.rcode is not None for row in rows):
            self._bursts[record] = _Burst(answers_heard(main, record), self._now(), rows)
