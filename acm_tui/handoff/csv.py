"""The records as a table for spreadsheets and bulk imports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from acm_tui.domain.propagation import plain
from acm_tui.domain.record_plan import TTL_S
from acm_tui.handoff.request import RequestedRecord, checked

COLUMNS = ("name", "type", "value", "ttl", "zone", "name_in_zone")

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet begins to compute at; some take the full-width forms for the same."""


def table(records: Iterable[RequestedRecord], ttl_s: int = TTL_S) -> str:
    """*records* as CSV (RFC 4180) under a line of column names; empty cells where the zone is not known.

    Raises:
        ValueError: a name is none, or a record is not in its zone.
    """
    rows = (
        (
            one.record.name,
            one.record.type,
            one.record.value,
            str(ttl_s),
            plain(one.zone) if one.zone is not None else "",
            one.label or "",
        )
        for one in checked(records)
    )
    return rows_as_csv(COLUMNS, rows)


def rows_as_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """*rows* under *columns* as CSV in which no cell is taken for a formula by a spreadsheet."""
    written = io.StringIO()
    out = csv.writer(written)
    out.writerow([inert(cell) for cell in columns])
    out.writerows([inert(cell) for cell in row] for row in rows)
    return written.getvalue()


def inert(cell: str) -> str:
    """*cell* with an apostrophe before it when a spreadsheet would compute it."""
    return f"'{cell}" if cell.startswith(_FORMULA_BEGINS) else cell
