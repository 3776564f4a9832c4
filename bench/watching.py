"""How long after the edit of a zone a watcher knows: ours, and ``dig`` in a loop."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, VerdictKind
from acm_tui.workflow.lookups import Lookups
from acm_tui.workflow.propagation import Watch
from bench.slow_world import SERVERS, SlowWorld

DIG = shutil.which("dig")
_LOOP = Path(__file__).with_name("dig_loop.sh")
_LONGEST_PHASE_S = 4.0

Started = Callable[[], None]
"""To be called after the first look that did not find the record."""
Watcher = Callable[[SlowWorld, ValidationRecord, Started], Awaitable[float]]
"""Answers the moment, on the monotonic clock, at which it knew."""


async def ours(place: SlowWorld, record: ValidationRecord, started: Started) -> float:
    """The watch of the DNS step, until it shows the verdict."""
    lookups = Lookups(place.services())
    ready = asyncio.Event()
    knew = 0.0

    def on_verdict(made: Check) -> None:
        nonlocal knew
        if made.verdict.kind is VerdictKind.READY and not ready.is_set():
            knew = time.monotonic()
            ready.set()

    looks = Watch(lookups).looks(lambda: [record], lambda _, __: None, on_verdict)
    async with aclosing(looks):
        async for _ in looks:
            if ready.is_set():
                break
            started()
    await lookups.aclose()
    return knew


async def dig(place: SlowWorld, record: ValidationRecord, started: Started) -> float:
    """``dig`` to each server in turn, two seconds, and again."""
    arguments = [str(place.port), record.name, record.value, *SERVERS.values()]
    process = await asyncio.create_subprocess_exec(_LOOP, *arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    while (line := await process.stdout.readline()) != b"everywhere\n":
        if not line:
            raise RuntimeError(f"{_LOOP.name} has ended with exit code {await process.wait()}")
        started()
    knew = time.monotonic()
    await process.wait()
    return knew


async def after_edits(place: SlowWorld, record: ValidationRecord, line: str, edits: int) -> list[list[float]]:
    """Seconds from the edit to each watcher's knowing, for :func:`ours` and, where it is installed, ``dig``.

    All watch the same edit. It comes at a random moment between two looks; *line* is the record as a line
    of the zone.
    """
    watchers: list[Watcher] = [ours, dig] if DIG is not None else [ours]
    phases = random.Random(4)
    waited: list[list[float]] = [[] for _ in watchers]
    for _ in range(edits):
        await asyncio.to_thread(place.world.publish)
        started = [asyncio.Event() for _ in watchers]
        watching = [
            asyncio.create_task(_of(watcher(place, record, event.set)))
            for watcher, event in zip(watchers, started, strict=True)
        ]
        await asyncio.gather(*(event.wait() for event in started))
        await asyncio.sleep(phases.uniform(0, _LONGEST_PHASE_S))
        edited = time.monotonic()
        await asyncio.to_thread(place.world.edit, line)
        for times, task in zip(waited, watching, strict=True):
            times.append(await task - edited)
    return waited


async def _of(knew: Awaitable[float]) -> float:
    return await knew
