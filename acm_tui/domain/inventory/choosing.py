"""Which rows are shown, and in which order."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from typing import Any

from acm_tui.domain.inventory.row import Row


class Column(enum.StrEnum):
    """What rows can be ordered by; ``URGENCY`` is what they come in."""

    URGENCY = "urgency"
    NAME = "certificate"
    EXPIRES = "expires"
    PLACE = "account and region"
    BALANCER = "load balancer"


_KEYS: dict[Column, Callable[[Row], Any]] = {
    Column.URGENCY: lambda row: row.order,
    Column.NAME: lambda row: row.name.removeprefix("*."),
    Column.EXPIRES: lambda row: row.certificate.not_after,
    Column.PLACE: lambda row: (row.place.account, row.place.region),
    Column.BALANCER: lambda row: row.balancers or None,
}
"""What a column sorts by; ``None``: the row has nothing there."""


def matching(rows: Iterable[Row], query: str) -> list[Row]:
    """Those of *rows* in which every word of *query* occurs: in a name, a tag or what holds it."""
    found = list(rows)
    for word in query.casefold().split():
        found = [row for row in found if word in row.text]
    return found


def ordered(rows: Iterable[Row], by: Column, *, backwards: bool = False) -> list[Row]:
    """*rows* by a column. What is equal there stands by urgency, and what has nothing there comes last.

    That is so in both directions: whoever turns a column around still wants the urgent ones first.
    """
    key = _KEYS[by]
    urgent_first = sorted(rows, key=_KEYS[Column.URGENCY])
    if by is Column.URGENCY and not backwards:
        return urgent_first
    having = [row for row in urgent_first if key(row) is not None]
    return sorted(having, key=key, reverse=backwards) + [row for row in urgent_first if key(row) is None]
