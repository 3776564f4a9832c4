"""Handshakes on a steady beat: what clients would see of the certificates, several times a second."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime
from typing import NoReturn

from acm_tui.domain.monitor import USUAL_INTERVAL_MS
from acm_tui.domain.served import Handshake
from acm_tui.tls.handshake import Target, handshake, unverified

INTERVAL_S = USUAL_INTERVAL_MS / 1000
"""Each address and name is asked about four times a second."""

PER_SECOND = 120.0
"""Handshakes begun in a second, over all: no load that anybody would notice, here or there."""

_GOODBYE_S = 0.1
"""Our closing is sent at once. Waiting long for the peer's would slow the beat down."""


def beat(count: int, interval_s: float, per_second: float) -> float:
    """The real interval, in seconds, at which each of *count* targets is asked.

    It is *interval_s*, or longer where that would be more than *per_second* handshakes a second over all.
    """
    return max(interval_s, count / per_second)


async def watch(
    targets: Sequence[Target],
    *,
    interval_s: float = INTERVAL_S,
    per_second: float = PER_SECOND,
    proxy: str | None,
    timeout_s: float,
    now: Callable[[], datetime],
) -> AsyncGenerator[Handshake, None]:
    """Shake hands with every one of *targets* each :func:`beat`, for ever; yields each as it lands.

    The targets take turns within a beat. One that has not answered yet is passed over, so that a slow one
    delays no other. Nothing is verified and no session is resumed, see :func:`handshake`. Leaving the
    iteration cancels what is under way, once the iterator is closed.

    Raises:
        OSError: this machine has no file descriptor left.
    """
    if not targets:
        return
    context = unverified()  # shared: making one anew costs as much as a quarter of a handshake
    landed: asyncio.Queue[asyncio.Task[Handshake] | asyncio.Task[NoReturn]] = asyncio.Queue()
    under_way: dict[Target, asyncio.Task[Handshake]] = {}

    def begin(target: Target) -> None:
        if target in under_way:
            return
        task = under_way[target] = asyncio.create_task(
            handshake(
                target.load_balancer,
                target.address,
                target.port,
                target.server_name,
                proxy=proxy,
                timeout_s=timeout_s,
                now=now,
                context=context,
                goodbye_s=_GOODBYE_S,
            )
        )
        task.add_done_callback(lambda _: under_way.pop(target))
        task.add_done_callback(landed.put_nowait)

    step_s = beat(len(targets), interval_s, per_second) / len(targets)
    beating = asyncio.create_task(_take_turns(targets, step_s, begin))
    beating.add_done_callback(landed.put_nowait)
    try:
        while True:
            yield (await landed.get()).result()
    finally:
        tasks = (beating, *under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _take_turns(
    targets: Sequence[Target], step_s: float, begin: Callable[[Target], object]
) -> NoReturn:
    """Begin with one target after the other, every *step_s* seconds, round and round."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    for target in itertools.cycle(targets):
        await asyncio.sleep(due - loop.time())
        begin(target)
        # Turns that a busy machine has missed are left out: making up for them would be a burst.
        due = max(due + step_s, loop.time())
    raise AssertionError("a cycle of targets has no end")
