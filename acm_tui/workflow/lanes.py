"""Several load balancers at the same time: each in a lane of its own, where one thing follows the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from contextvars import copy_context
from threading import Thread
from typing import TypeVar

Lane = TypeVar("Lane")


def side_by_side(work: Callable[[Lane], None], lanes: Iterable[Lane], most: int) -> None:
    """``work(lane)`` for each of *lanes*, in that order, at most *most* at the same time.

    All are waited for, also after one has failed: what changes something is never left alone. To stop early
    is the business of *work*. With one lane, or where *most* is 1, it runs on the caller's own thread.

    Raises:
        BaseException: the first that *work* raised; with one lane at a time, those behind it never begin.
    """
    waiting = deque(lanes)
    if most <= 1 or len(waiting) <= 1:
        for lane in waiting:
            work(lane)
        return
    troubles: list[BaseException] = []

    def one_after_the_other() -> None:
        while True:
            try:
                lane = waiting.popleft()
            except IndexError:
                return
            try:
                work(lane)
            except BaseException as trouble:  # noqa: BLE001 - whatever it is, the caller raises it
                troubles.append(trouble)

    # Each thread sees a copy of the caller's context variables.
    threads = [
        Thread(target=copy_context().run, args=(one_after_the_other,), name="aws-change", daemon=True)
        for _ in range(min(most, len(waiting)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
