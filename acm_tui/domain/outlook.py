"""Whether a migration can be gone on with, waits for others, or for a person: for scripts that watch it."""

from __future__ import annotations

import enum
from collections.abc import Collection

from acm_tui.domain.journey import LOST_VALIDATION, Step, missed, step
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import VerdictKind


class Outlook(enum.StrEnum):
    """How it goes on."""

    READY = "ready"
    """It is done, or its next step can be taken."""
    WAITING = "waiting"
    """For ACM, or for the DNS team, which has been asked."""
    PERSON = "person"
    """Nothing comes of waiting: somebody must act."""


_PUT_RIGHT = (VerdictKind.WRONG, VerdictKind.MISPLACED)


def outlook(m: Migration, verdicts: Collection[VerdictKind] = ()) -> Outlook:
    """How *m* goes on, where *verdicts* are what was just seen of its records in DNS; none: nobody looked."""
    if m.over:
        return Outlook.READY
    if m.in_flight or m.half_done or (m.in_place and m.old_gone) or missed(m) is not None:
        return Outlook.PERSON
    if step(m) is not Step.DNS:
        return Outlook.READY
    if not m.in_place and m.new is not None and m.new.status in LOST_VALIDATION:
        return Outlook.PERSON
    if any(kind in _PUT_RIGHT for kind in verdicts):
        return Outlook.PERSON
    there = bool(verdicts) and all(kind is VerdictKind.READY for kind in verdicts)
    asked = there or bool(m.handed_over) or bool(m.dns_changes)
    # While ACM is still making them there is nothing to hand over.
    return Outlook.WAITING if asked or not m.records_complete else Outlook.PERSON
