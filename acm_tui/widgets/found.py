"""What reading AWS has told of calls without an outcome: on every step, until something else is asked for."""

from __future__ import annotations

from acm_tui.domain.found import sentences
from acm_tui.domain.migration import Migration
from acm_tui.widgets.say import Row, marked


def found_rows(migration: Migration) -> list[Row]:
    """A row for each call; none where nothing was found out, or where the migration is over."""
    if migration.over:
        return []
    return [marked("·", "$secondary", sentence) for sentence in sentences(migration.found)]
