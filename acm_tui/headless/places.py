"""How far looking for certificates has come, for somebody who waits at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import Looked, News, NotLooked, Spot
from acm_tui.domain.inventory.progress import progress
from acm_tui.headless.progress import Say
from acm_tui.text import counted

_APART_S = 2.0
"""Between two lines that only count."""


class PlacesProgress:
    """Says each place once it is looked through or has failed, and in between how much is left.

    *inventory* is what the news was taken into; *say* takes one line; *clock* answers seconds.
    """

    def __init__(self, inventory: Inventory, say: Say, clock: Callable[[], float]) -> None:
        self._inventory = inventory
        self._say = say
        self._clock = clock
        self._last = clock()
        self._said = ""

    def came(self, news: Iterable[News]) -> None:
        """Say what *news*, which has been taken in, tells about places."""
        for one in news:
            if isinstance(one, Looked):
                self._say(f"  ✔ {_where(one.spot)}  {counted(one.count, 'certificate')}")
            elif isinstance(one, NotLooked):
                sign = "!" if one.partly else "✖"
                self._say(
                    "  " + "  ".join(filter(None, (f"{sign} {one.where}".rstrip(), one.trouble.sentence)))
                )
        self._count()

    def _count(self) -> None:
        found = progress(self._inventory)
        left = str(found)
        if found.ended < found.places and left != self._said and self._clock() - self._last >= _APART_S:
            self._last, self._said = self._clock(), left
            self._say(f"  … {left}")


def _where(spot: Spot) -> str:
    return f"{spot.profile} · {spot.place}"
