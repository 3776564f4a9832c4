"""The records as bare lines, for a ticket, a chat or a script."""

from __future__ import annotations

from collections.abc import Iterable

from acm_tui.handoff.request import RequestedRecord, checked


def record_lines(records: Iterable[RequestedRecord]) -> str:
    """One line ``name CNAME value`` for each of *records*, names absolute, and nothing else.

    Raises:
        ValueError: a name is none, or a record is not in its zone.
    """
    return "".join(f"{one.record.name} {one.record.type} {one.record.value}\n" for one in checked(records))
