"""One walk to a zone, those to hosts within it included: what it may cost, and how long it is believed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Coroutine
from typing import Any, TypeVar

from acm_tui.dns.steps import Cut

_T = TypeVar("_T")

_DEEPEST = 5
"""How many hosts are looked up within one another at most."""


class Budget:
    """What one walk and all walks within it may cost together, so that no delegation can make it endless.

    Args:
        steps: how many more questions may be put, each to as many servers as it takes.
        seconds: for how long from now.
    """

    def __init__(self, steps: int, seconds: float) -> None:
        self._steps = steps
        self._ends = asyncio.get_running_loop().time() + seconds
        self.spent = False
        """Whether something was left out because of it."""

    def step(self) -> bool:
        """Take one question from it; ``False``: there is none left."""
        if self._steps <= 0:
            self.spent = True
            return False
        self._steps -= 1
        return True

    async def within(self, doing: Coroutine[Any, Any, _T]) -> _T | None:
        """What *doing* answers; ``None`` when the time is over before: nothing of it then runs on."""
        try:
            async with asyncio.timeout_at(self._ends) as patience:
                return await doing
        except TimeoutError:
            if not patience.expired():
                raise
            self.spent = True
            return None


class Errand:
    """A walk on its way. Walks to hosts that it needs are errands of their own within it."""

    def __init__(self, budget: Budget, busy: frozenset[str] = frozenset()) -> None:
        self.budget = budget
        self.until = math.inf
        """Until when its oldest part is believed: what it leads to is believed no longer."""
        self.at: Cut | None = None
        """The delegation that it has got to."""
        self._busy = busy

    @property
    def outermost(self) -> bool:
        """Whether no host is being looked up here."""
        return not self._busy

    def to_host(self, host: str) -> Errand | None:
        """The walk to *host* within this one; ``None``: it would lead in a circle, or too deep."""
        if host in self._busy or len(self._busy) >= _DEEPEST:
            return None
        return Errand(self.budget, self._busy | {host})

    def rests_on(self, until: float) -> None:
        """Something is part of it that is believed *until* then."""
        self.until = min(self.until, until)
