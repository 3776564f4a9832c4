"""What must be told of a mistake, and whether it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from acm_tui.domain.propagation import (
    Diagnosis,
    DiagnosisCode,
    Observation,
    Severity,
    Zone,
    diagnoses,
    verdict,
)
from tests.domain.propagation.seen import NAME, RECORD

FAULT, WAIT, NOTE = Severity.FAULT, Severity.WAIT, Severity.NOTE


@dataclass(frozen=True)
class Told:
    """A diagnosis as it must come: ``says`` are parts of its message and its fix.

    ``asked``: the names and types that its evidence asked for.
    """

    code: DiagnosisCode
    severity: Severity
    says: tuple[str, ...]
    asked: frozenset[tuple[str, str]]


def told(code: DiagnosisCode, severity: Severity, *says: str, asked: Iterable[tuple[str, str]] = ()) -> Told:
    """A diagnosis that rests on the answers to *asked*; by default on those to the main question."""
    return Told(code, severity, says, frozenset(asked) or frozenset([(NAME, "CNAME")]))


NO_SERVER = told(
    DiagnosisCode.NO_SERVER_ANSWERED, WAIT, "No DNS server answered from here", "looked up over HTTPS instead"
)


def publicly(expected: list[Told]) -> list[Told]:
    """What is told in the public view: the same, and that no server answered. Faults come first."""
    first = [one for one in expected if one.severity is FAULT]
    return [*first, NO_SERVER, *(one for one in expected if one.severity is not FAULT)]


def expect(rows: tuple[Observation, ...], zone: Zone, text: str, expected: list[Told]) -> None:
    """The verdict on *rows* is *text*, and exactly what is *expected* is told."""
    made = diagnoses(rows, RECORD, zone)
    assert verdict(rows, RECORD).text == text
    assert [diagnosis.code for diagnosis in made] == [one.code for one in expected]
    for diagnosis, one in zip(made, expected, strict=True):
        _expect_one(diagnosis, one, rows)


def _expect_one(diagnosis: Diagnosis, one: Told, rows: tuple[Observation, ...]) -> None:
    assert diagnosis.severity is one.severity
    assert diagnosis.record == RECORD
    for words in one.says:
        assert words in f"{diagnosis.message} {diagnosis.fix}"
    assert set(diagnosis.evidence) <= set(rows)
    assert {(row.question.name, row.question.type) for row in diagnosis.evidence} == one.asked
