"""How often Python looks for garbage: seldom, for most of what the program makes stays.

Clients, their descriptions of services and the rows of an inventory are many objects that refer to each other
and live as long as the program. Looked through after every few hundred new ones, as is Python's habit, they
cost a third of the time in which four accounts and 17 regions are looked at, and keys wait meanwhile.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = (20_000, 20, 20)
"""New objects before a look at the youngest; looks before one at those that stayed, and before one at all."""


def collect_seldom() -> None:
    """For the whole process, from now on. What nothing refers to any more goes at once all the same."""
    gc.set_threshold(*_THRESHOLDS)


@contextmanager
def nothing_to_collect() -> Iterator[None]:
    """For imports: what they make stays; to look for garbage among it only delays the first screen."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
