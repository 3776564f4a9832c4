"""One validation record in full: what it is, what is wrong with it, and who says what of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from acm_tui.domain import propagation
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, Diagnosis, Observation, both_forms, main_rows, same_name
from acm_tui.domain.propagation.wording import said, severity_sign, would_remember_s
from acm_tui.widgets.say import BLANK, Row, fields, line, marked, style_of
from acm_tui.widgets.servers import resolver_rows, server_rows


def record_rows(record: ValidationRecord) -> list[Row]:
    """The record to register, to be selected and copied; a name of another script in both forms."""
    pairs = [("Name", record.name), ("Type", record.type), ("Value", record.value)]
    if (shown := both_forms(record.name)) != record.name:
        pairs.insert(1, ("", shown))
    return fields(pairs, width=7)


def diagnosis_rows(diagnoses: Iterable[Diagnosis], record: ValidationRecord | None = None) -> Iterator[Row]:
    """Each diagnosis with its fix, and the record to copy where that is another than *record*."""
    for one in diagnoses:
        sign = severity_sign(one.severity)
        yield marked(sign, style_of(sign), (one.message, "bold"))
        yield marked(" ", "", one.fix)
        copied = record is not None and same_name(one.record.name, record.name)
        if one.record.value and not copied:
            yield marked(" ", "", (f"{one.record.name} {one.record.type} {one.record.value}", "$accent"))
        yield BLANK


def answer_rows(check: Check, now: datetime, *, everything: bool) -> list[Row]:
    """What every server says; then the resolvers; with *everything* also each probe and control."""
    record = check.record
    main = main_rows(check.observations, record)
    resolvers = [row for row in propagation.resolver_rows(check.observations, record) if row not in main]
    rows = resolver_rows(main, record, now) if check.verdict.public_view else server_rows(main, record)
    if resolvers:
        rows += [BLANK, *resolver_rows(resolvers, record, now)]
    elif not check.verdict.public_view and (seconds := would_remember_s(main)):
        rows.append(_not_asked(seconds))
    if everything:
        rest = [row for row in check.observations if row not in main and row not in resolvers]
        rows += [BLANK, *(_evidence(row) for row in rest)]
    return rows


def _not_asked(seconds: int) -> Row:
    return Row(
        line("  resolvers  ", ("· ", "$secondary")),
        line(
            "not asked yet: ",
            ("p", "bold $accent"),
            (f" asks them, and makes them remember the “no” for {seconds} s", "$secondary"),
        ),
    )


def _evidence(row: Observation) -> Row:
    """A question that was put to explain the others, and its answer, as they were."""
    return Row(
        line((f"  {row.address}  ", "$secondary")),
        line(f"{row.question.name} {row.question.type}", (" → ", "$secondary"), said(row)),
    )
