"""What the DNS step shows of every record: the summary on top, and the cells of the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from acm_tui.domain import calendar
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.journey import validation_ends
from acm_tui.domain.left_behind import left_behind
from acm_tui.domain.migration import Migration
from acm_tui.domain.propagation import Check, Verdict, both_forms, tally
from acm_tui.domain.propagation.wording import verdict_sign
from acm_tui.text import counted
from acm_tui.widgets.say import Part, style_of

Checks = Mapping[ValidationRecord, Check]
Cell = str | tuple[str, str]

_HURRY = timedelta(hours=12)


def summary(
    migration: Migration, checks: Checks, now: datetime, next_at: datetime | None
) -> list[list[Part]]:
    """What is left of the 72 hours, when the next look is due, and how several records stand together."""
    parts: list[Part] = [counted(len(migration.records), "record")]
    verdicts = [check.verdict for check in checks.values()]
    until = validation_ends(migration)
    if until is not None:
        hurry = "$warning" if until - now < _HURRY else "bold"
        parts += ["   ", (calendar.left(until, now), hurry), " left of 72 h"]
    elif migration.in_place and migration.shown_switch is not None:
        parts += ["   ACM: ", (migration.shown_switch.status, "bold")]
    elif migration.new is not None:
        parts += ["   ACM: ", (migration.new.status, "bold")]
    if next_at is not None:
        wait = max(0, round((next_at - now).total_seconds()))
        parts.append((f"   next look in {wait} s", "$secondary"))
    if any(verdict.public_view for verdict in verdicts):
        parts += ["   ", ("public view only", "$warning")]
    return [parts, _tallied(verdicts)] if len(migration.records) > 1 else [parts]


def _tallied(verdicts: Iterable[Verdict]) -> list[Part]:
    parts: list[Part] = []
    for kind, count in tally(verdicts):
        sign = verdict_sign(kind)
        parts += [(f"{sign} {count} {kind.text}", style_of(sign)), "   "]
    return parts or [("… asking", "$secondary")]


def cells(migration: Migration, record: ValidationRecord, check: Check | None) -> tuple[Cell, Cell, Cell]:
    """The names that the record validates, what DNS says of it, and what ACM does."""
    found = [(name, status) for name, status, theirs in _validations(migration) if theirs == record]
    names = ", ".join(both_forms(name) for name, _ in found)
    return names or record.name, _dns(check), _acm({status for _, status in found})


def _validations(m: Migration) -> Iterator[tuple[str, str, ValidationRecord | None]]:
    """Each name that is to be validated by DNS, how that stands at ACM, and its record."""
    if m.in_place:
        for one in m.old.configured:
            # Before the switch is complete, what is in force is the validation by email.
            wanted = one.requested or one.active
            if wanted is not None and wanted.method == "DNS":
                yield one.domain, wanted.status, wanted.record
    elif m.new is not None:
        for name in m.new.validations:
            yield name.domain, name.status, name.record


def at_acm(m: Migration, record: ValidationRecord) -> Iterator[tuple[str, Part]]:
    """What of each name of *record* is in force in place, and asked for; either way, what else is pending."""
    for one in m.old.configured if m.in_place else ():
        wanted = one.requested or one.active
        if wanted is None or wanted.record != record:
            continue
        in_force = "nothing" if one.active is None else one.active.method
        asked = "" if one.requested is None else f", {one.requested.method} asked for: {one.requested.status}"
        yield "ACM", f"{both_forms(one.domain)}  {in_force} in force{asked}"
    for said in left_behind(m):
        yield "Also", (said, "$warning")


def _dns(check: Check | None) -> Cell:
    if check is None:
        return "… asking"
    sign = verdict_sign(check.verdict.kind)
    return f"{sign} {check.verdict.text}", style_of(sign)


def _acm(statuses: set[str]) -> Cell:
    if statuses == {"SUCCESS"}:
        return "✔ validated", "$success"
    return ("✖ failed", "$error") if "FAILED" in statuses else "… pending"
