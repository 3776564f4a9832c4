"""How often AWS is asked about a request for which records are being waited for."""

from __future__ import annotations

from datetime import timedelta

from acm_tui.domain.journey import LOST_VALIDATION, Step, missed, step
from acm_tui.domain.migration import Migration

SOON = timedelta(seconds=2)
"""Between two questions while something may be new at any moment."""
PATIENT = timedelta(seconds=30)
"""Before that; ACM's own validation looks every few minutes at most."""


def every(m: Migration, records_ready: bool) -> timedelta | None:
    """How long after an answer AWS is asked again; ``None``: it has nothing more to say.

    *records_ready*: every record has been seen at all servers. What Route 53 carries out is asked after even
    when ACM has issued.
    """
    if m.writing:
        return SOON
    if step(m) is not Step.DNS:
        return None
    if m.in_place:
        if missed(m) is not None:
            return PATIENT
        return SOON if records_ready or not m.old.switch_records_known else PATIENT
    if m.new is None:
        return None
    if m.new.status in LOST_VALIDATION:
        return PATIENT
    return SOON if records_ready or not m.new.records_known else PATIENT
