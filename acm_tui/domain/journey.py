"""Where a migration is on its way: the step, what to do next, and by when."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from acm_tui.domain.certificate import VALIDATION_PERIOD
from acm_tui.domain.migration import Migration


class Step(enum.IntEnum):
    """The six steps of the wizard."""

    SELECT = 1
    REQUEST = 2
    DNS = 3
    LISTENERS = 4
    CUTOVER = 5
    FINISH = 6

    @property
    def title(self) -> str:
        """The name as the stepper shows it."""
        return "DNS" if self is Step.DNS else self.name.capitalize()


LOST_VALIDATION = ("VALIDATION_TIMED_OUT", "FAILED")
"""Statuses from which ACM never issues: only deleting and requesting again goes on."""


def step(m: Migration) -> Step:
    """The step at which *m* is taken up again."""
    if m.new is None:
        return Step.FINISH if m.over else Step.REQUEST
    if m.new.status != "ISSUED":
        return Step.DNS
    if m.chosen is None:
        return Step.LISTENERS
    return Step.FINISH if m.cutover_done else Step.CUTOVER


def next_action(m: Migration) -> str:
    """What the operator does next, as a short imperative sentence."""
    if m.abandoned:
        return "Nothing: given up"
    if m.over:
        return "Nothing: done" if m.old_gone else "Nothing: done, the old certificate was left"
    if m.in_flight:
        return "Look what became of the last call"
    match step(m):
        case Step.REQUEST:
            return "Request the certificate again" if m.predecessors else "Request the certificate"
        case Step.DNS:
            return _at_dns(m)
        case Step.LISTENERS:
            return "Choose the listeners"
        case Step.CUTOVER:
            return _at_cutover(m)
        case _:
            return "Prove what is served, then remove the old certificate"


def _at_dns(m: Migration) -> str:
    if m.new is not None and m.new.status in LOST_VALIDATION:
        return "Delete and request again: the same CNAME serves"
    return "Wait for the record and for ACM" if m.handed_over else "Hand the CNAME to the DNS team"


def _at_cutover(m: Migration) -> str:
    if m.plan is not None and m.cutover_begun and m.changes_left:
        doing = "the cutover" if m.plan.direction == "cutover" else "rolling back"
        return f"Finish {doing}: {len(m.made)} of {len(m.plan.changes)} changes are made"
    if m.turned_back and m.origins:
        return "Restore what is left, or swap"
    return "Review and confirm the cutover"


class Deadline(msgspec.Struct, frozen=True):
    """A moment after which something goes wrong, and what."""

    at: datetime
    what: str


def deadline(m: Migration) -> Deadline | None:
    """What *m* runs against: the 72 h of validation or the old certificate's expiry, whichever is sooner.

    ``None`` when it is over, or when the old certificate is gone and nothing else runs out.
    """
    if m.over:
        return None
    known = []
    if (until := validation_ends(m)) is not None:
        known.append(Deadline(until, "ACM stops waiting for the record"))
    if m.old.not_after is not None and not m.old_gone:
        known.append(Deadline(m.old.not_after, "the old certificate expires"))
    return min(known, key=lambda one: one.at, default=None)


def validation_ends(m: Migration) -> datetime | None:
    """When ACM stops waiting for the records; ``None`` while it does not wait for any."""
    if m.new is None or m.new.status != "PENDING_VALIDATION":
        return None
    begun = m.new.created_at or m.requested_at
    return None if begun is None else begun + VALIDATION_PERIOD


def may_delete_old(m: Migration, now: datetime) -> str | None:
    """Why the old certificate must not be deleted at *now*, or ``None`` when nothing known is against it."""
    if (why := keeps_old(m, now)) is not None:
        return why
    if m.old.in_use_by:
        holders = len(m.old.in_use_by)
        return f"it is still held by {holders} resource{'' if holders == 1 else 's'}"
    return None


def keeps_old(m: Migration, now: datetime) -> str | None:
    """Why the old certificate stays at *now* whoever holds it, or ``None``."""
    if m.old_gone:
        return "it is deleted already"
    if m.new is None or m.new.status != "ISSUED":
        return "there is no issued successor"
    if not m.cutover_done:
        return "the cutover is not complete"
    if m.soaks_until is not None and now < m.soaks_until:
        return f"it is kept for the way back until {m.soaks_until:%Y-%m-%d %H:%M} UTC"
    return None


def may_roll_back(m: Migration) -> str | None:
    """Why the listeners cannot be restored, or ``None`` when they can, as far as it is known.

    That a migration was ended is no obstacle: as long as the old certificate is there, it is the way back. A
    change whose outcome is not known may have been made.
    """
    if m.old_gone:
        return "the old certificate is deleted"
    return None if m.perhaps_changed else "no listener has been changed"
