"""The record under another name or in another zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.names import (
    canonical,
    label_in_zone,
    names_in_words,
    parent,
    plain,
    same_name,
    within,
)
from acm_tui.domain.propagation.observation import Observation, Zone
from acm_tui.domain.propagation.probes import Found, values_with_zone
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, fault
from acm_tui.domain.propagation.values import zone_appended
from acm_tui.domain.propagation.view import Rows, above_the_zone


def misplaced(finds: Found, record: ValidationRecord) -> Iterator[Diagnosis]:
    """What was entered under another name, and how to enter it."""
    for row, *more in _by_name(finds.doubled):
        # The domain is what lies after the validation label; mostly it is below the zone.
        twice = "zone" if _after(row.question.name, record) == canonical(row.zone) else "domain"
        yield fault(
            DiagnosisCode.ZONE_TYPED_TWICE,
            f"The record is at {plain(row.question.name)}: the {twice} was typed twice.",
            f"{_enter(row, record, 'only ')}, without the {twice}{_and_delete(row)}",
            (row, *more),
            record,
        )
    for row, *more in _by_name(finds.bare):
        yield fault(
            DiagnosisCode.NAME_UNDERSCORE_LOST,
            f"The record is at {plain(row.question.name)}: the name has lost its leading underscore.",
            f"{_enter(row, record)}, underscore included{_and_delete(row)}",
            (row, *more),
            record,
        )
    for row, *more in _by_name(finds.swapped):
        yield fault(
            DiagnosisCode.SWAPPED,
            f"Name and value are swapped: {plain(row.question.name)} points to {plain(record.name)}.",
            f"{_enter(row, record)} and {record.value} as the value{_and_delete(row)}",
            (row, *more),
            record,
        )
    with_zone: dict[str, list[Observation]] = {}
    for row in (*finds.doubled, *finds.bare):
        for target in values_with_zone(row, record):
            with_zone.setdefault(target, []).append(row)
    for target, rows in with_zone.items():
        yield zone_appended(target, tuple(rows), record)


def in_zone_above(above: Rows, zone: Zone | None, record: ValidationRecord) -> Iterator[Diagnosis]:
    """The record in the zone above, which has delegated the name away.

    *above*: the answers of servers above that have the record.
    """
    if above:
        yield fault(
            DiagnosisCode.PARENT_ZONE,
            f"The record is in the zone {plain(above[0].zone)}, but {_child(zone, record)} "
            "is a zone of its own, and that is where it is looked for.",
            _create_in(zone, record),
            above,
            record,
        )


def maybe_in_zone_above(seen: Rows, zone: Zone | None, record: ValidationRecord) -> Iterator[Diagnosis]:
    """The suspicion that the record was made in the zone above: what is there below a cut never shows."""
    above = tuple(row for row in above_the_zone(seen, record) if _refers(row, record))
    if above:
        yield Diagnosis(
            DiagnosisCode.PARENT_ZONE,
            Severity.WAIT,
            f"{_child(zone, record)} is a zone of its own: {plain(above[0].zone)} delegates it. "
            f"A record made in {plain(above[0].zone)} is seen by nobody.",
            _create_in(zone, record),
            above,
            record,
        )


def further_down(main: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    """Servers of the zone that refer to a zone below: one diagnosis for each of those zones."""
    below: dict[str, list[Observation]] = {}
    for row in main:
        if row.referral is not None and _refers(row, record):
            below.setdefault(canonical(row.referral), []).append(row)
    for child, rows in below.items():
        above = plain(rows[0].zone)
        several = len({canonical(row.server) for row in rows}) > 1
        yield fault(
            DiagnosisCode.PARENT_ZONE,
            f"{names_in_words(row.server for row in rows)} {'refer' if several else 'refers'} "
            f"to a zone further down: {plain(child)}. A record made in {above} is seen by nobody.",
            f"Create the record in the zone {plain(child)}, not in {above}: "
            f"enter {label_in_zone(record.name, child)} as the name there.",
            tuple(rows),
            record,
        )


def _by_name(rows: Rows) -> Iterable[list[Observation]]:
    """*rows* together that asked for the same name: several resolvers may have been asked."""
    named: dict[str, list[Observation]] = {}
    for row in rows:
        named.setdefault(canonical(row.question.name), []).append(row)
    return named.values()


def _refers(row: Observation, record: ValidationRecord) -> bool:
    return classify(row, record) is Classification.REFERRAL


def _child(zone: Zone | None, record: ValidationRecord) -> str:
    return plain(zone.name if zone is not None else parent(record.name))


def _create_in(zone: Zone | None, record: ValidationRecord) -> str:
    if zone is None or not within(record.name, zone.name):
        return f"Create the record in the zone that {plain(parent(record.name))} lies in."
    servers = names_in_words(server.name for server in zone.servers)
    where = f" (name servers {servers})" if servers else ""
    return (
        f"Create it in the zone {plain(zone.name)}{where}: "
        f"enter {label_in_zone(record.name, zone.name)} as the name there."
    )


def _enter(row: Observation, record: ValidationRecord, only: str = "") -> str:
    """How to enter the name in the editor of the zone, as far as the zone is known."""
    zone = _after(row.question.name, record) if same_name(row.zone, ".") else canonical(row.zone)
    if not within(record.name, zone):
        return f"Enter the name so that it becomes {plain(record.name)}"
    return f"In the zone {plain(zone)} enter {only}{label_in_zone(record.name, zone)} as the name"


def _after(name: str, record: ValidationRecord) -> str:
    """What stands in *name* after the record's name; all of it when it does not begin with that."""
    return canonical(name).removeprefix(canonical(record.name))


def _and_delete(row: Observation) -> str:
    return f", and delete the record at {plain(row.question.name)}."
