"""The record with another value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify, record_answers
from acm_tui.domain.propagation.lists import first_few
from acm_tui.domain.propagation.names import appended, canonical, joined, parent, plain, within
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, fault
from acm_tui.domain.propagation.view import Rows

VALIDATION_ZONE = "acm-validations.aws."
"""Where every validation record points (ACM user guide, "DNS validation")."""


def wrong_targets(row: Observation, record: ValidationRecord) -> tuple[str, ...]:
    """The values at the record's name that are not the record's, each once."""
    value = canonical(record.value)
    targets = dict.fromkeys(canonical(answer.value) for answer in record_answers(row, record))
    return tuple(target for target in targets if target not in (value, value.removeprefix("_")))


def has_zone_after(target: str, row: Observation, record: ValidationRecord) -> bool:
    """Whether *target*, which *row* saw, is the record's value with the zone or the domain after it."""
    value, suffixes = canonical(record.value), (row.zone, parent(record.name))
    return any(appended(target, written, suffixes) for written in (value, value.removeprefix("_")))


def wrong_value(target: str, rows: Rows, record: ValidationRecord, where: str = "") -> Diagnosis:
    """What *target*, seen by *rows* in the value's place, tells; *where*: not everywhere, but there."""
    if any(has_zone_after(target, row, record) for row in rows):
        return zone_appended(target, rows, record, where)
    at = f" at {where}" if where else ""
    if (redirected := _redirected_from(rows, record)) is not None:
        return fault(
            DiagnosisCode.WRONG_VALUE,
            f"A DNAME at {plain(redirected)} leads every name below it elsewhere{at}: "
            f"{plain(record.name)} becomes {plain(target)}.",
            f"Below a DNAME no record can stand (RFC 6672 §2.4): ask the DNS team to take it away from "
            f"{plain(redirected)}, or to create the record where it leads.",
            rows,
            record,
        )
    if within(target, VALIDATION_ZONE):
        return fault(
            DiagnosisCode.OTHER_REQUEST,
            f"The record holds the value of another request or account{at}: {target}",
            f"Ask who put it there; for this certificate the value must be {record.value}",
            rows,
            record,
        )
    return fault(
        DiagnosisCode.WRONG_VALUE,
        f"The record has another value{at}: {target}",
        f"Replace the value by {record.value}",
        rows,
        record,
    )


def more_values(targets: Mapping[str, Iterable[Observation]], record: ValidationRecord) -> Diagnosis:
    """*targets* in the value's place beside those that are told one by one, and the rows that saw them."""
    number = "another value" if len(targets) == 1 else f"{len(targets)} other values"
    return fault(
        DiagnosisCode.WRONG_VALUE,
        f"Beside these the record has {number}: {first_few(targets)}",
        f"A {record.type} has one value: leave {record.value} alone",
        tuple(dict.fromkeys(row for rows in targets.values() for row in rows)),
        record,
    )


def zone_appended(target: str, rows: Rows, record: ValidationRecord, where: str = "") -> Diagnosis:
    """The value has the zone after it, as editors add it to what does not end with a dot."""
    return fault(
        DiagnosisCode.ZONE_APPENDED_TO_VALUE,
        f"The zone was appended to the value{f' at {where}' if where else ''}: the record points to {target}",
        f"End the value with a dot: {joined(record.value, '.')}",
        rows,
        record,
    )


def underscore_lost(main: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    """The value without its underscore, which is valid (ACM user guide, "DNS validation")."""
    bare = tuple(row for row in main if classify(row, record) is Classification.MATCH_NO_UNDERSCORE)
    if bare:
        yield Diagnosis(
            DiagnosisCode.VALUE_UNDERSCORE_LOST,
            Severity.NOTE,
            "The value has lost its leading underscore. That is valid: ACM accepts it.",
            "Nothing to do.",
            bare,
            record,
        )


def _redirected_from(rows: Rows, record: ValidationRecord) -> str | None:
    """Where a DNAME stands of which the answer was made (RFC 6672 §3.1)."""
    answers = (answer for row in rows for answer in row.answers)
    return next(
        (answer.name for answer in answers if answer.type == "DNAME" and within(record.name, answer.name)),
        None,
    )
