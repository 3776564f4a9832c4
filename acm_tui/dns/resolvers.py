"""What resolvers say: the public ones, and the one that this machine uses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from acm_tui.dns.asking import Asker, OnObservation, Server, failed
from acm_tui.dns.exchange import NoAnswerError
from acm_tui.dns.settings import DNS_PORT
from acm_tui.dns.system_resolver import system_resolver
from acm_tui.domain.propagation import Observation, Perspective, Question

LOCAL_RESOLVER = "this machine's resolver"
"""Stands where a name server has its name."""

_Questions = tuple[Question, ...]
_Rows = tuple[Observation, ...]


async def ask_resolvers(
    questions: Iterable[Question],
    asker: Asker,
    on_observation: OnObservation | None = None,
    *,
    zone: str = ".",
) -> tuple[Observation, ...]:
    """Put each of *questions* to every public resolver and to this machine's.

    Args:
        questions: what to ask.
        asker: asks, and carries the settings.
        on_observation: called on the event loop with each row as it lands, in the order of landing.
        zone: the zone in which the names lie, where it is known; a “no” then carries its serial.

    Whoever answers SERVFAIL is asked again with checking disabled: an answer then means that it was the
    validation that failed (RFC 4035 §3.2.2). Failures are observations, never exceptions. The result's rows
    are in the order of the settings with this machine's resolver last, and each question's second row
    after its first.
    """
    asked = tuple(questions)
    publicly, locally = await asyncio.gather(
        ask_publicly(asked, asker, on_observation, zone=zone),
        _ask_locally(asked, zone, asker, on_observation or _ignore),
    )
    return (*publicly, *locally)


async def ask_publicly(
    questions: Iterable[Question],
    asker: Asker,
    on_observation: OnObservation | None = None,
    *,
    zone: str = ".",
) -> tuple[Observation, ...]:
    """As ``ask_resolvers``, but the public ones alone."""
    asked, show = tuple(questions), on_observation or _ignore
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_ask_all(asked, server, Perspective.PUBLIC, asker, show))
            for server in _public(asker, zone)
        ]
    return tuple(row for task in tasks for row in task.result())


def _ignore(_: Observation) -> None:
    """Nobody looks on."""


def _public(asker: Asker, zone: str) -> list[Server]:
    return [
        Server(endpoint.address, endpoint.address, zone, endpoint.port)
        for endpoint in asker.settings.public_endpoints
    ]


async def _ask_locally(questions: _Questions, zone: str, asker: Asker, show: OnObservation) -> _Rows:
    try:
        endpoint = asker.settings.resolver_endpoint or await system_resolver(asker.aside)
    except NoAnswerError as error:
        nowhere = Server(LOCAL_RESOLVER, "", zone, DNS_PORT)
        rows = tuple(
            failed(asker.blank(question, nowhere, Perspective.LOCAL), error, asker.now())
            for question in questions
        )
        for row in rows:
            show(row)
        return rows
    server = Server(LOCAL_RESOLVER, endpoint.address, zone, endpoint.port)
    return await _ask_all(questions, server, Perspective.LOCAL, asker, show)


async def _ask_all(
    questions: _Questions, server: Server, perspective: Perspective, asker: Asker, show: OnObservation
) -> _Rows:
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_ask(question, server, perspective, asker, show)) for question in questions
        ]
    return tuple(row for task in tasks for row in task.result())


async def _ask(
    question: Question, server: Server, perspective: Perspective, asker: Asker, show: OnObservation
) -> _Rows:
    first = (await asker.ask(question, server, perspective)).observation
    show(first)
    if first.rcode != "SERVFAIL":
        return (first,)
    unchecked = (await asker.ask(question, server, perspective, cd=True)).observation
    show(unchecked)
    return first, unchecked
