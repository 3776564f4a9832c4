"""What stands at the record's name in its place, or beside it."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.names import parent, plain
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.probes import Found
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity
from acm_tui.domain.propagation.view import Rows


def standing_instead(main: Rows, finds: Found, record: ValidationRecord) -> Iterator[Diagnosis]:
    """A TXT record, the addresses of a proxy, or a wildcard, where the record is not there."""
    as_text = tuple(row for row in finds.as_text if not finds.explains(row))
    addresses = tuple(row for row in finds.addresses if not finds.explains(row))
    if as_text:
        yield Diagnosis(
            DiagnosisCode.WRONG_TYPE,
            Severity.FAULT,
            f"The value stands at {plain(record.name)}, but as TXT: the record has the wrong type.",
            f"Delete the TXT record and create a {record.type} of the same name, "
            f"with the value {record.value}",
            as_text,
            record,
        )
    if addresses:
        yield Diagnosis(
            DiagnosisCode.PROXIED,
            Severity.FAULT,
            f"{plain(record.name)} answers with addresses ({_values(addresses)}) instead of the CNAME: "
            "it is proxied or flattened.",
            "Turn proxying or flattening off for this record (“DNS only”).",
            addresses,
            record,
        )
    elif not as_text and (explained := _by_wildcard(main, finds, record)):
        yield _wildcard(explained, finds, record)


def standing_beside(finds: Found, record: ValidationRecord) -> Iterator[Diagnosis]:
    """Other data where the CNAME is: some resolvers then answer the one, some the other (RFC 2181 §10.1)."""
    if finds.text:
        yield Diagnosis(
            DiagnosisCode.OTHER_DATA,
            Severity.FAULT,
            f"Beside the {record.type} there is a TXT record at {plain(record.name)}: {_values(finds.text)}",
            f"Delete the TXT record; a {record.type} must stand alone.",
            finds.text,
            record,
        )


def _by_wildcard(main: Rows, finds: Found, record: ValidationRecord) -> Rows:
    wrong = [row for row in main if classify(row, record) is Classification.WRONG_VALUE]
    return tuple(
        row for row in (*wrong, *finds.as_text, *finds.addresses, *finds.text) if finds.explains(row)
    )


def _wildcard(explained: Rows, finds: Found, record: ValidationRecord) -> Diagnosis:
    return Diagnosis(
        DiagnosisCode.WILDCARD,
        Severity.FAULT,
        f"A wildcard answers for every name in {plain(parent(record.name))} ({_values(explained[:1])}); "
        "the record itself is not there.",
        f"Create the {record.type}: a record of its own goes before the wildcard.",
        (*explained, *finds.wild),
        record,
    )


def _values(rows: Rows) -> str:
    return ", ".join(dict.fromkeys(value for row in rows for value in _of(row)))


def _of(row: Observation) -> Iterator[str]:
    return (answer.value for answer in row.answers if answer.type == row.question.type)
