"""Where a migration is on its way: the step, what to do next, and by when."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from acm_tui.domain.certificate import VALIDATION_PERIOD, Switch
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
    if m.in_place:
        return _step_in_place(m)
    if m.new is None:
        return Step.FINISH if m.over else Step.REQUEST
    if m.new.status != "ISSUED":
        return Step.DNS
    if m.chosen is None:
        return Step.LISTENERS
    return Step.FINISH if m.cutover_done else Step.CUTOVER


def _step_in_place(m: Migration) -> Step:
    if m.over or m.switched:
        return Step.FINISH
    return Step.REQUEST if m.switch is None or m.old_gone else Step.DNS


def skipped(m: Migration) -> dict[Step, str]:
    """The steps that *m* does without, each with the reason."""
    if not m.in_place:
        return {}
    why = "the certificate keeps its ARN: no listener is touched"
    return {Step.LISTENERS: why, Step.CUTOVER: why}


def beside(m: Migration, at: Step, by: int) -> Step:
    """The step that *m* takes after *at* (*by* is 1), or took before it (-1)."""
    found = Step(at + by)
    while found in skipped(m):
        found = Step(found + by)
    return found


def next_action(m: Migration) -> str:
    """What the operator does next, as a short imperative sentence."""
    if m.abandoned:
        return "Nothing: given up"
    if m.over:
        return "Nothing: done" if m.old_gone or m.in_place else "Nothing: done, the old certificate was left"
    if m.in_flight:
        return "Look what became of the last call"
    if m.in_place:
        return _next_in_place(m)
    match step(m):
        case Step.REQUEST if m.way is None:
            return "Switch in place or replace it"
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


def _next_in_place(m: Migration) -> str:
    if m.switched:
        return "See that it renews itself, then close"
    if m.old_gone:
        return "Choose to replace it: the certificate is gone"
    if m.switch is None:
        return "Switch the certificate to DNS validation"
    if m.switch_unshown_at is not None:
        return "Replace it, or switch again: ACM shows no switch"
    if missed(m) is not None:
        return "Switch again: the certificate goes on working"
    return "Wait for the record and for ACM" if m.handed_over else "Hand the CNAME to the DNS team"


def missed(m: Migration) -> str | None:
    """What it means that the last switch in place came to nothing; ``None``: none did, or one is pending."""
    if not m.in_place or m.switched or m.switch is None:
        return None
    if m.switch_unshown_at is not None:
        return (
            f"ACM took the call, but by {m.switch_unshown_at:%Y-%m-%d %H:%M} UTC it showed no switch: this "
            "endpoint seems not to know the option. The certificate stays validated by email and goes on "
            "working; replacing it is the other way."
        )
    if m.switch.status != "FAILED":
        return None
    why = "has expired after 72 hours" if ran_out(m.switch) else "was given up by ACM"
    return f"The switch {why}: the certificate stays validated by email and goes on working."


def ran_out(switch: Switch) -> bool:
    """Whether *switch*, which came to nothing, did so because its 72 hours were over."""
    ended, begun = switch.updated_at, switch.requested_at
    return ended is None or begun is None or ended - begun >= VALIDATION_PERIOD


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
        known.append(
            Deadline(until, "the switch expires" if m.in_place else "ACM stops waiting for the record")
        )
    # What is switched renews itself.
    if m.old.not_after is not None and not m.old_gone and not (m.in_place and m.switched):
        which = "the certificate" if m.in_place else "the old certificate"
        known.append(Deadline(m.old.not_after, f"{which} expires"))
    return min(known, key=lambda one: one.at, default=None)


def validation_ends(m: Migration) -> datetime | None:
    """When ACM stops waiting for the records; ``None`` while it does not wait for any."""
    if m.in_place:
        return None if m.switched else switch_ends(m)
    if m.new is None or m.new.status != "PENDING_VALIDATION":
        return None
    begun = m.new.created_at or m.requested_at
    return None if begun is None else begun + VALIDATION_PERIOD


def switch_ends(m: Migration) -> datetime | None:
    """When the pending switch expires, whichever way is taken; ``None`` where none is pending."""
    if m.switch is None or not m.switch_waits:
        return None
    begun = m.switch.requested_at or m.switch_asked_at
    return None if begun is None else begun + VALIDATION_PERIOD
