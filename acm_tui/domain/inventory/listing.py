"""The list that is shown: every row, which of them match the filter, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from acm_tui.domain.inventory.choosing import Column, matching, ordered
from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.row import Row, row
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import Place


class Listing:
    """Rows of an inventory as somebody looks at them. Only what has changed is made and sorted anew.

    *under_way* are open migrations by the old certificate's ARN. ``shown`` is a new list after each change.
    ``places`` are those that there are rows of; ``remembered_since`` is as of when the oldest of those rows
    is that this run has not seen, and ``None`` where it has seen all.
    """

    def __init__(self, inventory: Inventory, under_way: Mapping[str, Migration], now: datetime) -> None:
        self.inventory = inventory
        self.query = ""
        self.column = Column.URGENCY
        self.backwards = False
        self._under_way = under_way
        self._rows: dict[str, Row] = {}
        self._all: list[Row] = []
        self.shown: list[Row] = []
        self.places: frozenset[Place] = frozenset()
        self.remembered_since: datetime | None = None
        self.take(inventory.items, now)

    @property
    def rows(self) -> Mapping[str, Row]:
        """Every row by its ARN, whatever the filter."""
        return self._rows

    def take(self, changed: Iterable[str], now: datetime) -> None:
        """The certificates *changed* (ARNs) look different at *now*, are new, or are gone."""
        arns = set(changed)
        if not arns:
            return
        made = {
            arn: row(self.inventory, arn, self._under_way.get(arn), now)
            for arn in arns
            if arn in self.inventory.items
        }
        for gone in arns - made.keys():
            self._rows.pop(gone, None)
        self._rows |= made
        # What stood in order still does: sorting finds that, and little is left to do.
        rest = [one for one in self._all if one.arn not in arns]
        self._all = self._ordered([*rest, *self._ordered(made.values())])
        self.shown = matching(self._all, self.query)
        self.places = frozenset(one.place for one in self._rows.values())
        looked = self.inventory.looked
        old = {one.place for one in self._rows.values() if not one.fresh}
        self.remembered_since = min((looked[one] for one in old if one in looked), default=None)

    def know(self, under_way: Mapping[str, Migration], now: datetime) -> None:
        """Other migrations are open now."""
        before, self._under_way = self._under_way, under_way
        either = before.keys() | under_way.keys()
        self.take([arn for arn in either if before.get(arn) != under_way.get(arn)], now)

    def filter(self, query: str) -> None:
        """Show what matches *query*, and nothing else."""
        before, self.query = self.query, query
        # As one types, what matches more is among what is shown.
        self.shown = matching(self.shown if query.startswith(before) else self._all, query)

    def order(self, by: Column, *, backwards: bool = False) -> None:
        """Show it in another order."""
        self.column, self.backwards = by, backwards
        self._all = self._ordered(self._all)
        self.shown = matching(self._all, self.query)

    def choose_as(self, other: Listing) -> None:
        """Show what matches the filter of *other*, in its order."""
        self.query = other.query
        self.order(other.column, backwards=other.backwards)

    def _ordered(self, rows: Iterable[Row]) -> list[Row]:
        return ordered(rows, self.column, backwards=self.backwards)
