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
    Column.NAME: lambda row: (row.certificate.domain.removeprefix("*."), row.order),
    Column.EXPIRES: lambda row: row.order[1:],
    Column.PLACE: lambda row: (row.place.account, row.place.region, row.order),
    Column.BALANCER: lambda row: (not row.balancers, row.balancers, row.order),
}


def matching(rows: Iterable[Row], query: str) -> list[Row]:
    """Those of *rows* in which every word of *query* occurs: in a name, a tag or what holds it."""
    words = query.casefold().split()
    return [row for row in rows if all(word in row.text for word in words)]


def ordered(rows: Iterable[Row], by: Column, *, backwards: bool = False) -> list[Row]:
    """*rows* by a column; what is equal there stands by urgency."""
    return sorted(rows, key=_KEYS[by], reverse=backwards)
