"""The record with another value."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify, record_answers
from acm_tui.domain.propagation.names import appended, joined, parent, same_name, within
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity
from acm_tui.domain.propagation.view import Rows

VALIDATION_ZONE = "acm-validations.aws."
"""Where every validation record points (ACM user guide, "DNS validation")."""


def wrong_targets(row: Observation, record: ValidationRecord) -> tuple[str, ...]:
    """The values at the record's name that are not the record's."""
    return tuple(
        answer.value.lower()
        for answer in record_answers(row, record)
        if not same_name(answer.value, record.value)
    )


def wrong_value(target: str, rows: Rows, record: ValidationRecord) -> Diagnosis:
    """What *target*, seen by *rows* in the value's place, tells."""
    if appended(target, record.value, (rows[0].zone, parent(record.name))):
        return zone_appended(target, rows, record)
    if within(target, VALIDATION_ZONE):
        return Diagnosis(
            DiagnosisCode.OTHER_REQUEST,
            Severity.FAULT,
            f"The record holds the value of another request or account: {target}",
            f"Ask who put it there; for this certificate the value must be {record.value}",
            rows,
            record,
        )
    return Diagnosis(
        DiagnosisCode.WRONG_VALUE,
        Severity.FAULT,
        f"The record has another value: {target}",
        f"Replace the value by {record.value}",
        rows,
        record,
    )


def zone_appended(target: str, rows: Rows, record: ValidationRecord) -> Diagnosis:
    """The value has the zone after it, as editors add it to what does not end with a dot."""
    return Diagnosis(
        DiagnosisCode.ZONE_APPENDED_TO_VALUE,
        Severity.FAULT,
        f"The zone was appended to the value: the record points to {target}",
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
