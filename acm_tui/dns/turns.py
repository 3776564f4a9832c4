"""One question to one server after another, until one of them leads on."""

from __future__ import annotations

import asyncio
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from acm_tui.dns.asking import Asker, Heard, Server, cancel
from acm_tui.domain.propagation import NameServer, Observation, Perspective, Question, canonical

_T = TypeVar("_T")

_HURRY = 3
"""Turns that pass to the next server before a datagram is sent to the same one a second time."""


def rotated(servers: Sequence[_T], name: str) -> list[_T]:
    """*servers* from another one on for each *name*, for many names do not all go to the same server.

    The same name always begins at the same one, so that what it is told does not change from look to look.
    """
    begin = zlib.crc32(canonical(name).encode()) % len(servers) if servers else 0
    return [*servers[begin:], *servers[:begin]]


def by_rank(servers: Iterable[NameServer], zone: str) -> list[Server]:
    """The addresses of *zone*'s *servers*, the first one of each server before the second one of any."""
    ranked = [
        (rank, Server(server.name, address, zone))
        for server in servers
        for rank, address in enumerate(server.addresses)
    ]
    return [server for _, server in sorted(ranked, key=lambda one: one[0])]


async def ask_in_turn(
    asker: Asker,
    question: Question,
    servers: Iterable[Server],
    reads: Callable[[Heard], _T | None],
    show: Callable[[Observation], None],
) -> _T | None:
    """Put *question* to the first of *servers*, and to the next as soon as that one is slow or of no use.

    Connections are hurried along in the same way (Happy Eyeballs, RFC 8305 §5). The servers that were slower
    are not waited for.

    Args:
        asker: asks, and says how long a server may take: a third of the time until a datagram is repeated.
        question: what to ask.
        servers: in their order.
        reads: what an answer is good for; ``None``: nothing, and another server must help.
        show: is called with each observation until then.

    Returns:
        What was read from the first answer of use; ``None`` when no server gave one.
    """
    patience_s = asker.settings.retransmit_s / _HURRY
    waiting = deque(servers)
    begun: list[asyncio.Task[Heard]] = []
    try:
        running: list[asyncio.Task[Heard]] = []
        while waiting or running:
            if waiting:
                running.append(asker.begin(question, waiting.popleft(), Perspective.DELEGATION))
                begun.append(running[-1])
            timeout = patience_s if waiting else None
            await asyncio.wait(running, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            ended = [ask for ask in running if ask.done()]
            running = [ask for ask in running if not ask.done()]
            for heard in (ask.result() for ask in ended):
                show(heard.observation)
                if (found := reads(heard)) is not None:
                    return found
    except asyncio.CancelledError:
        await cancel(begun)
        raise
    finally:
        await asker.leave(begun)
    return None
