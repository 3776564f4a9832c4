"""What is wrong with the record, in words, and what would put it right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify, record_answers
from acm_tui.domain.propagation.names import (
    joined,
    label_in_zone,
    parent,
    plain,
    probe_names,
    same_name,
    within,
)
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.server_trouble import server_troubles, unseen
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, names_of
from acm_tui.domain.propagation.verdict import asked, by_server, probed

__all__ = ["Diagnosis", "DiagnosisCode", "Severity", "diagnoses"]

_VALIDATION_ZONE = "acm-validations.aws."
_SERIALS = 2**32

_Rows = list[Observation]


def diagnoses(observations: Iterable[Observation], record: ValidationRecord) -> tuple[Diagnosis, ...]:
    """Everything that can be said about one look at *record*, what the DNS team must act on first.

    A record that is right at every address gives none. Each diagnosis carries the observations it rests on.
    """
    seen = tuple(observations)
    main = asked(seen, record)
    found = [
        *unseen(seen, main, record),
        *_typed_twice(main, probed(seen, record), record),
        *_disagreeing(main, record),
        *_underscore(main, record),
        *server_troubles(main, record),
    ]
    return tuple(sorted(found, key=lambda diagnosis: list(Severity).index(diagnosis.severity)))


def _typed_twice(
    main: tuple[Observation, ...], probes: tuple[Observation, ...], record: ValidationRecord
) -> Iterator[Diagnosis]:
    if any(classify(row, record).found for row in main):
        return
    for row in probes:
        doubled = probe_names(record.name, row.zone)
        if not classify(row, record).found or not any(same_name(row.question.name, name) for name in doubled):
            continue
        label = label_in_zone(record.name, row.zone)
        yield Diagnosis(
            DiagnosisCode.ZONE_TYPED_TWICE,
            Severity.FAULT,
            f"The record is at {plain(row.question.name)}: the zone was typed twice.",
            f"In the zone {plain(row.zone)} enter only {label} as the name, without the zone, "
            f"and delete the record at {plain(row.question.name)}.",
            (row,),
            record,
        )


def _disagreeing(main: tuple[Observation, ...], record: ValidationRecord) -> Iterator[Diagnosis]:
    """The servers that say something other than the record: behind the others, or wrong by themselves."""
    right = [row for row in main if classify(row, record).found]
    wrong: dict[str, _Rows] = {}
    for rows in by_server(main).values():
        other = [row for row in rows if _differs(row, record)]
        if behind := [row for row in other if _steps_behind(row, right)]:
            yield _server_behind(behind, right, record)
        for row in (row for row in other if row not in behind):
            for target in _wrong_targets(row, record):
                wrong.setdefault(target, []).append(row)
        without = [row for row in other if row not in behind and not _wrong_targets(row, record)]
        if without and right:
            yield _server_differs(without, right, record)
    for target, rows in wrong.items():
        yield _wrong_value(target, rows, record)


def _differs(row: Observation, record: ValidationRecord) -> bool:
    kind = classify(row, record)
    return kind.conclusive and not kind.found


def _wrong_targets(row: Observation, record: ValidationRecord) -> tuple[str, ...]:
    return tuple(
        answer.value.lower()
        for answer in record_answers(row, record)
        if not same_name(answer.value, record.value)
    )


def _steps_behind(row: Observation, right: _Rows) -> int:
    """How many serials *row* is behind the newest of *right* (RFC 1982); 0 if not, or not known."""
    if row.serial is None:
        return 0
    ahead = [(other.serial - row.serial) % _SERIALS for other in right if other.serial is not None]
    return max((steps for steps in ahead if steps < _SERIALS // 2), default=0)


def _server_behind(behind: _Rows, right: _Rows, record: ValidationRecord) -> Diagnosis:
    slowest = max(behind, key=lambda row: _steps_behind(row, right))
    steps = _steps_behind(slowest, right)
    newest = max(right, key=lambda row: _steps_behind(slowest, [row]))
    return Diagnosis(
        DiagnosisCode.SERVER_BEHIND,
        Severity.WAIT,
        f"{plain(slowest.server)} has not caught up: serial {slowest.serial}, "
        f"{'one' if steps == 1 else steps} behind {plain(newest.server)} ({newest.serial}), "
        "where the record is right.",
        "Nothing to ask the DNS team for: wait until the zone has been transferred.",
        (*behind, newest),
        record,
    )


def _server_differs(without: _Rows, right: _Rows, record: ValidationRecord) -> Diagnosis:
    return Diagnosis(
        DiagnosisCode.SERVER_DIFFERS,
        Severity.WAIT,
        f"{plain(without[0].server)} does not have the record that {names_of(right)} has, "
        "and its serial does not say that it is behind.",
        "Wait some minutes. If it stays so, ask the DNS team to look at the copy of the zone on that server.",
        (*without, *right),
        record,
    )


def _wrong_value(target: str, rows: _Rows, record: ValidationRecord) -> Diagnosis:
    code, message, fix = _explain(target, rows[0].zone, record)
    return Diagnosis(code, Severity.FAULT, message, fix, tuple(rows), record)


def _explain(target: str, zone: str, record: ValidationRecord) -> tuple[DiagnosisCode, str, str]:
    appended = [
        suffix for suffix in (zone, parent(record.name)) if same_name(target, joined(record.value, suffix))
    ]
    if appended and not same_name(zone, "."):
        return (
            DiagnosisCode.ZONE_APPENDED_TO_VALUE,
            f"The zone was appended to the value: the record points to {target}",
            f"End the value with a dot: {joined(record.value, '.')}",
        )
    if within(target, _VALIDATION_ZONE):
        return (
            DiagnosisCode.OTHER_REQUEST,
            f"The record holds the value of another request or account: {target}",
            f"Ask who put it there; for this certificate the value must be {record.value}",
        )
    return (
        DiagnosisCode.WRONG_VALUE,
        f"The record has another value: {target}",
        f"Replace the value by {record.value}",
    )


def _underscore(main: tuple[Observation, ...], record: ValidationRecord) -> Iterator[Diagnosis]:
    bare = [row for row in main if classify(row, record) is Classification.MATCH_NO_UNDERSCORE]
    if bare:
        yield Diagnosis(
            DiagnosisCode.VALUE_UNDERSCORE_LOST,
            Severity.NOTE,
            "The value has lost its leading underscore. That is valid: ACM accepts it.",
            "Nothing to do.",
            tuple(bare),
            record,
        )
