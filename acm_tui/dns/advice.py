"""What could keep a certificate from being issued: CAA at the zones' own servers, DNSSEC at resolvers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import msgspec

from acm_tui.dns.asking import OnObservation, Server, is_name
from acm_tui.dns.delegation import Walk
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.resolvers import ask_publicly
from acm_tui.dns.turns import by_rank
from acm_tui.domain.propagation import (
    Advice,
    Failure,
    Observation,
    Perspective,
    Question,
    Zone,
    base_name,
    caa_questions,
    conclude_advice,
    parent,
    tells_caa,
)

_AT_MOST = 4
"""Addresses of a zone that are asked, one after the other, until one can tell."""

_Rows = tuple[Observation, ...]


async def advise(names: Iterable[str], lookup: Lookup, on_observation: OnObservation | None = None) -> Advice:
    """See whether CAA or DNSSEC stand in the way of a certificate of *names*.

    CAA is asked for at one server of each zone on the way to the root, once for all the names that share it.
    Public resolvers validate: they are asked for the SOA of each zone, which is there, so that they remember
    no “no”. This machine's resolver has no part in it. Where the servers cannot be asked, or nothing but
    HTTPS is wanted, public resolvers are asked for CAA instead, over HTTPS; they validate that too.

    Args:
        names: the certificate's names, wildcards as ``*.example.com``; what is no name is left out.
        lookup: how to ask, and what is known of the way.
        on_observation: called on the event loop with each row as it lands, in the order of landing.

    Failures of the network are observations.
    """
    wanted = tuple(dict.fromkeys(name for name in names if is_name(base_name(name))))
    bases = tuple(dict.fromkeys(base_name(name) for name in wanted))
    look = _Look(lookup, on_observation or _ignore)
    zones = await look.zones_of(bases)
    async with asyncio.TaskGroup() as group:
        climbing = group.create_task(look.climb(bases))
        validating = group.create_task(look.validate(zones))
    return conclude_advice(wanted, (*climbing.result(), *validating.result()), lookup.now())


def _ignore(_: Observation) -> None:
    """Nobody looks on."""


class _Look:
    """One look at the names of one certificate."""

    def __init__(self, lookup: Lookup, show: OnObservation) -> None:
        self._lookup = lookup
        self._asker = lookup.asker
        self._doh = lookup.settings.doh
        # Where somebody is known to answer in the servers' place, asking them is of no use either.
        self._only_https = self._doh == "on" or lookup.control.answered
        self._show = show

    async def zones_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The zones of *names*, each once; none where nothing but HTTPS is wanted, or of use."""
        if self._only_https:
            return ()
        walks = await asyncio.gather(*(self._lookup.delegations.zone_of(name) for name in names))
        return tuple(dict.fromkeys(walk.zone.name for walk in walks if walk.zone is not None))

    async def climb(self, names: tuple[str, ...]) -> _Rows:
        """Ask for CAA until it is known what decides for each of *names*, or that nobody tells."""
        rows: _Rows = ()
        # Every question gets at least one row, so none is put again, and the climb comes to its end.
        while questions := caa_questions(rows, names):
            found = await asyncio.gather(*(self._caa(question) for question in questions))
            rows = (*rows, *(row for of_one in found for row in of_one))
        return rows

    async def validate(self, zones: tuple[str, ...]) -> _Rows:
        """Ask those who validate for the SOA of each zone; again without validation where they refuse."""
        found = await asyncio.gather(
            *(ask_publicly((Question(zone, "SOA"),), self._asker, self._show, zone=zone) for zone in zones)
        )
        return tuple(row for of_one in found for row in of_one)

    async def _caa(self, question: Question) -> _Rows:
        walk = Walk(None, ()) if self._only_https else await self._walk(question.name)
        rows = await self._at_the_servers(question, walk.zone) if walk.zone is not None else ()
        if self._doh != "off" and not any(_own_word(row) for row in rows):
            rows = (*rows, *await self._over_https(question, walk.zone.name if walk.zone else "."))
        return rows or (self._nobody(question, walk),)

    async def _walk(self, name: str) -> Walk:
        """The way to the zone in which *name* lies, be it one that holds nobody's records.

        A name directly below the top has no zone that a walk would name, but CAA may stand there, as at
        ``co.jp``, or the name may not exist: the zone above can tell.
        """
        walk = await self._lookup.delegations.zone_of(name)
        while walk.zone is None and (name := parent(name)) != ".":
            walk = await self._lookup.delegations.zone_of(name)
        return walk

    async def _at_the_servers(self, question: Question, zone: Zone) -> _Rows:
        """What the zone's servers say, until one of them can tell."""
        rows: _Rows = ()
        for server in by_rank(zone.servers, zone.name)[:_AT_MOST]:
            heard = await self._asker.ask(question, server, Perspective.AUTHORITATIVE)
            self._show(heard.observation)
            rows = (*rows, heard.observation)
            if tells_caa(heard.observation):
                break
        return rows

    async def _over_https(self, question: Question, zone: str) -> _Rows:
        doh = self._lookup.doh
        rows = await doh.ask(question, zone, on_observation=self._show)
        if any(row.rcode == "SERVFAIL" for row in rows):
            rows = (*rows, *await doh.ask(question, zone, cd=True, on_observation=self._show))
        return rows

    def _nobody(self, question: Question, walk: Walk) -> Observation:
        """Why *question* could not even be put."""
        last = walk.observations[-1] if walk.observations else None
        zone = walk.zone.name if walk.zone is not None else last.zone if last is not None else "."
        server = Server(last.server if last is not None else zone, "", zone)
        row = msgspec.structs.replace(
            self._asker.blank(question, server, Perspective.AUTHORITATIVE),
            failure=Failure.UNREACHABLE,
            error="no server of its zone was found",
        )
        self._show(row)
        return row


def _own_word(row: Observation) -> bool:
    """Whether a server of the zone was heard, and not somebody who offers to search in its place."""
    return row.rcode is not None and (row.aa or not row.ra)
