"""Reads that do not depend on each other, a few at a time. Nothing that changes AWS goes through here."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Generic, TypeVar

from acm_tui.aws.patience import patiently

Item = TypeVar("Item")
Seen = TypeVar("Seen")

AT_ONCE = 8
"""Reads under way at the same time. ELBv2 answers bursts of some forty, then about ten a second."""


def at_once(read: Callable[[Item], Seen], items: Iterable[Item], most: int = AT_ONCE) -> list[Seen]:
    """``read(item)`` for every one of *items*, at most *most* at a time; the answers in the order of *items*.

    Each read sees a copy of the caller's context variables and runs on some thread. One that AWS asks to slow
    down is made again after a pause: reading twice does no harm.

    Raises:
        Trouble: the first that any read raised. Reads that were not begun never are; those under way end by
            themselves, and hold up neither the caller nor the end of the program.
    """
    wanted = list(items)
    if len(wanted) <= 1 or most <= 1:
        return [copy_context().run(patiently, partial(read, item), time.sleep) for item in wanted]
    reads = _Reads(read, wanted)
    try:
        reads.start(min(most, len(wanted)))
        return reads.answers()
    finally:
        # Also when the caller is interrupted while it waits.
        reads.enough.set()


def as_they_come(
    read: Callable[[Item], Seen], items: Iterable[Item], together_s: float, most: int = AT_ONCE
) -> Generator[list[tuple[Item, Seen]]]:
    """``read(item)`` for every one of *items*, at most *most* at a time, each on a thread of its own.

    Yields:
        Each item with its answer. First all that are answered within *together_s* seconds (or else the first
        that is), in the order of *items*; then whatever has been answered since.

    Raises:
        Trouble: as for :func:`at_once`.
    """
    wanted = list(items)
    reads = _Reads(read, wanted)
    try:
        reads.start(min(most, len(wanted)))
        until, left = time.monotonic() + together_s, len(wanted)
        while left:
            batch = reads.landed(left, until)
            left -= len(batch)
            yield [(wanted[number], seen) for number, seen in sorted(batch, key=lambda one: one[0])]
    finally:
        reads.enough.set()


class _Reads(Generic[Item, Seen]):
    """One round of reads, and the threads that make them."""

    def __init__(self, read: Callable[[Item], Seen], wanted: list[Item]) -> None:
        self.enough = Event()
        self._read = read
        self._wanted = wanted
        self._context = copy_context()
        self._next = itertools.count()
        self._landed: SimpleQueue[tuple[int, Seen] | BaseException] = SimpleQueue()

    def start(self, threads: int) -> None:
        for _ in range(threads):
            Thread(target=self._work, name="aws-read", daemon=True).start()

    def answers(self) -> list[Seen]:
        seen = dict(self._one_landed() for _ in self._wanted)
        return [seen[number] for number in range(len(self._wanted))]

    def landed(self, most: int, until: float) -> list[tuple[int, Seen]]:
        """The next answer, whenever it comes, and those behind it that are here by *until*, as they came."""
        batch = [self._one_landed()]
        with suppress(Empty):
            while len(batch) < most:
                batch.append(self._one_landed(max(0.0, until - time.monotonic())))
        return batch

    def _one_landed(self, timeout_s: float | None = None) -> tuple[int, Seen]:
        landed = self._landed.get(timeout=timeout_s)
        if isinstance(landed, BaseException):
            raise landed
        return landed

    def _work(self) -> None:
        for number in self._next:
            if self.enough.is_set() or number >= len(self._wanted):
                return
            try:
                self._landed.put((number, self._one(number)))
            except BaseException as problem:  # noqa: BLE001 - whatever it is, the caller raises it
                self._landed.put(problem)
                return

    def _one(self, number: int) -> Seen:
        # Two threads cannot be in the same context at once: each read gets a copy of its own.
        read = partial(self._read, self._wanted[number])
        return self._context.copy().run(patiently, read, self.enough.wait)
