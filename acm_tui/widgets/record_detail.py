"""One validation record in full: what it is, what is wrong with it, and who says what of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Check,
    Diagnosis,
    Observation,
    Severity,
    both_forms,
    forgets_at,
    main_rows,
    resolver_rows,
    same_name,
)
from acm_tui.widgets.say import BLANK, Part, Row, fields, line, marked
from acm_tui.widgets.servers import server_rows

_SIGNS = {
    Severity.FAULT: ("✖", "$error"),
    Severity.WAIT: ("!", "$warning"),
    Severity.NOTE: ("·", "$secondary"),
}


def record_rows(record: ValidationRecord) -> list[Row]:
    """The record to register, to be selected and copied; a name of another script in both forms."""
    pairs = [("Name", record.name), ("Type", record.type), ("Value", record.value)]
    if (shown := both_forms(record.name)) != record.name:
        pairs.insert(1, ("", shown))
    return fields(pairs, width=7)


def diagnosis_rows(diagnoses: Iterable[Diagnosis], record: ValidationRecord | None = None) -> Iterator[Row]:
    """Each diagnosis with its fix, and the record to copy where that is another than *record*."""
    for one in diagnoses:
        sign, style = _SIGNS[one.severity]
        yield marked(sign, style, (one.message, "bold"))
        yield marked(" ", "", one.fix)
        if record is None or not same_name(one.record.name, record.name):
            yield marked(" ", "", (f"{one.record.name} {one.record.type} {one.record.value}", "$accent"))
        yield BLANK


def answer_rows(check: Check, now: datetime, *, everything: bool) -> list[Row]:
    """What every server says; then the resolvers; with *everything* also each probe and control."""
    record = check.record
    main = main_rows(check.observations, record)
    resolvers = resolver_rows(check.observations, record)
    beside = [row for row in resolvers if row not in main]
    rows = server_rows((*main, *beside), record, lambda row: _forgotten(row, now) if row in beside else "")
    if not beside and not check.verdict.public_view and (left := _would_remember(main)):
        rows.append(_not_asked(left))
    if everything and (rest := [row for row in check.observations if row not in main and row not in beside]):
        rows += [BLANK, *(_evidence(row) for row in rest)]
    return rows


def _evidence(row: Observation) -> Row:
    """A question that was put to explain the others, and its answer, as they were."""
    said = (
        ", ".join(f"{answer.type} {answer.value}" for answer in row.answers) or row.rcode or row.error or ""
    )
    return Row(
        line((f"  {row.address}  ", "$secondary")),
        line(f"{row.question.name} {row.question.type}", (" → ", "$secondary"), said),
    )


def _forgotten(row: Observation, now: datetime) -> str:
    at = forgets_at(row)
    if at is None:
        return ""
    left = round((at - now).total_seconds())
    return f", forgets it in {left} s" if left > 0 else ", may have forgotten it by now"


def _would_remember(main: Iterable[Observation]) -> int:
    return max((row.negative_ttl_s or 0 for row in main if not row.answers), default=0)


def _not_asked(seconds: int) -> Row:
    words: list[Part] = [
        "not asked yet",
        (f" (asking now would make them remember the “no” for {seconds} s)", "$secondary"),
    ]
    return Row(line("  resolvers  ", ("· ", "$secondary")), line(*words))
