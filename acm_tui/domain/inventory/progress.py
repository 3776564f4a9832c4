"""How far a look has come, and how old what is shown is."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import Stage

_ENDED = (Stage.LOOKED, Stage.FAILED)


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Of so many ``places`` so many are ``ended``; ``done`` of ``total`` calls about what was found."""

    ended: int
    places: int
    certificates: int
    done: int
    total: int

    def __str__(self) -> str:
        """In one line, without what is not known yet."""
        parts = [f"{self.ended} of {self.places} place{'' if self.places == 1 else 's'}"] * bool(self.places)
        parts.append(f"{self.certificates} certificate{'' if self.certificates == 1 else 's'}")
        if self.done < self.total:
            parts.append(f"reading {self.done}/{self.total}")
        return " · ".join(parts)


def progress(inventory: Inventory) -> Progress:
    """How far the look that *inventory* takes in has come."""
    standings = inventory.standings.values()
    return Progress(
        ended=sum(one.stage in _ENDED for one in standings),
        places=len(inventory.standings),
        certificates=len(inventory.items),
        done=sum(one.done for one in standings),
        total=sum(one.total for one in standings),
    )


def age(since: datetime, now: datetime) -> str:
    """How long ago *since* is at *now*, in the largest unit that says something: ``3 h ago``."""
    passed = max(now - since, timedelta())
    for unit, letter in ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min")):
        if passed >= unit:
            return f"{passed // unit} {letter} ago"
    return "just now"
