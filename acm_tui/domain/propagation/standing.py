"""What stands at the record's name in its place, or beside it."""

from __future__ import annotations

from collections.abc import Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.lists import first_few
from acm_tui.domain.propagation.names import parent, plain
from acm_tui.domain.propagation.probes import Found, instead, values_at_name
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, fault
from acm_tui.domain.propagation.view import Rows


def standing_instead(finds: Found, record: ValidationRecord) -> Iterator[Diagnosis]:
    """A TXT record, or the addresses of a proxy, where the record is not there."""
    there = instead(finds)
    as_text = tuple(row for row in there if row in finds.as_text)
    text = tuple(row for row in there if row in finds.text and row not in as_text)
    addresses = tuple(row for row in there if row in finds.addresses)
    if as_text:
        yield fault(
            DiagnosisCode.WRONG_TYPE,
            f"The value stands at {plain(record.name)}, but as TXT: the record has the wrong type.",
            f"Delete the TXT record and create a {record.type} of the same name, "
            f"with the value {record.value}",
            as_text,
            record,
        )
    elif text:
        yield fault(
            DiagnosisCode.OTHER_DATA,
            f"There is a TXT record at {plain(record.name)}, and no {record.type}: {_values(text)}",
            f"Delete the TXT record and create the {record.type}: it must stand alone.",
            text,
            record,
        )
    if addresses:
        yield fault(
            DiagnosisCode.PROXIED,
            f"{plain(record.name)} answers with addresses ({_values(addresses)}) instead of the "
            f"{record.type}: it is proxied or flattened.",
            "Turn proxying or flattening off for this record (“DNS only”).",
            addresses,
            record,
        )


def delegated_away(rows: Rows, record: ValidationRecord, where: str = "") -> Diagnosis:
    """An NS record in the record's place, at the servers of *rows*; *where*: not everywhere, but there.

    Nothing else can stand at a name that is delegated (RFC 1034 §4.2.1), and a CNAME must stand alone.
    """
    at = f" at {where}" if where else ""
    return fault(
        DiagnosisCode.WRONG_TYPE,
        f"There is an NS record at {plain(record.name)}{at}, and no {record.type}: the name is delegated "
        "away as a zone of its own, and the record has the wrong type.",
        f"Delete the NS record and create a {record.type} of the same name, with the value {record.value}",
        rows,
        record,
    )


def wildcard(main: Rows, finds: Found, record: ValidationRecord) -> Iterator[Diagnosis]:
    """A wildcard that answers in the place of a record that is not there."""
    explained = tuple(row for row in (*main, *finds.text, *finds.addresses) if finds.explains(row))
    if not explained:
        return
    fix = f"Create the {record.type}: a record of its own goes before the wildcard."
    if any(row in finds.addresses for row in explained):
        # A proxied record beside a proxied wildcard looks the same.
        fix += " If it has been created, turn proxying off for it (“DNS only”)."
    yield fault(
        DiagnosisCode.WILDCARD,
        f"A wildcard answers for every name in {plain(parent(record.name))} ({_values(explained)}); "
        f"a {record.type} of its own is not seen.",
        fix,
        (*explained, *finds.wild),
        record,
    )


def standing_beside(finds: Found, record: ValidationRecord) -> Iterator[Diagnosis]:
    """Other data where the CNAME is: some resolvers then answer the one, some the other (RFC 2181 §10.1)."""
    if finds.text:
        yield fault(
            DiagnosisCode.OTHER_DATA,
            f"Beside the {record.type} there is a TXT record at {plain(record.name)}: {_values(finds.text)}",
            f"Delete the TXT record; a {record.type} must stand alone.",
            finds.text,
            record,
        )


def _values(rows: Rows) -> str:
    return first_few(value for row in rows for value in values_at_name(row))
