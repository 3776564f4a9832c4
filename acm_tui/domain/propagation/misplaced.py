"""The record under another name or in another zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.names import canonical, label_in_zone, names_in_words, parent, plain, within
from acm_tui.domain.propagation.observation import Observation, Perspective, Zone
from acm_tui.domain.propagation.probes import Found, values_with_zone
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity
from acm_tui.domain.propagation.values import zone_appended
from acm_tui.domain.propagation.view import Rows, asked


def misplaced(finds: Found, record: ValidationRecord) -> Iterator[Diagnosis]:
    """What was entered under another name, and how to enter it."""
    for row, *more in _by_name(finds.doubled):
        yield _fault(
            DiagnosisCode.ZONE_TYPED_TWICE,
            f"The record is at {plain(row.question.name)}: the zone was typed twice.",
            f"In the zone {plain(row.zone)} enter only {_label(row, record)} as the name, without the zone, "
            f"and delete the record at {plain(row.question.name)}.",
            (row, *more),
            record,
        )
    for row, *more in _by_name(finds.bare):
        yield _fault(
            DiagnosisCode.NAME_UNDERSCORE_LOST,
            f"The record is at {plain(row.question.name)}: the name has lost its leading underscore.",
            f"In the zone {plain(row.zone)} enter {_label(row, record)} as the name, underscore included, "
            f"and delete the record at {plain(row.question.name)}.",
            (row, *more),
            record,
        )
    for row, *more in _by_name(finds.swapped):
        yield _fault(
            DiagnosisCode.SWAPPED,
            f"Name and value are swapped: {plain(row.question.name)} points to {plain(record.name)}.",
            f"Enter {_label(row, record)} as the name in the zone {plain(row.zone)} and {record.value} as "
            f"the value, and delete the record at {plain(row.question.name)}.",
            (row, *more),
            record,
        )
    for row, *more in _by_name((*finds.doubled, *finds.bare)):
        for target in values_with_zone(row, record):
            yield zone_appended(target, (row, *more), record)


def in_zone_above(
    seen: Rows, zone: Zone | None, above: Rows, record: ValidationRecord
) -> Iterator[Diagnosis]:
    """The record in the zone above, which has delegated the name away; or the suspicion that it is there.

    *above*: the answers of servers above that have the record.
    """
    for row in above[:1]:
        yield Diagnosis(
            DiagnosisCode.PARENT_ZONE,
            Severity.FAULT,
            f"The record is in the zone {plain(row.zone)}, but {_child(row, zone)} is a zone of its own, "
            "and that is where it is looked for.",
            _create_in(zone, record),
            above,
            record,
        )
    if above:
        return
    referring = [row for row in seen if _refers(row, record)]
    for row in [row for row in referring if row.perspective is Perspective.PARENT][:1]:
        yield Diagnosis(
            DiagnosisCode.PARENT_ZONE,
            Severity.WAIT,
            f"{_child(row, zone)} is a zone of its own: {plain(row.zone)} delegates it. "
            f"A record made in {plain(row.zone)} is seen by nobody.",
            _create_in(zone, record),
            (row,),
            record,
        )
    below = tuple(row for row in asked(seen, record) if _refers(row, record))
    for row in below[:1]:
        yield Diagnosis(
            DiagnosisCode.PARENT_ZONE,
            Severity.FAULT,
            f"{plain(row.server)} refers to a zone further down: {plain(row.referral or '')}.",
            f"Create the record in the zone {plain(row.referral or '')}, not in {plain(row.zone)}.",
            below,
            record,
        )


def _by_name(rows: Rows) -> Iterable[list[Observation]]:
    """*rows* together that asked for the same name: several resolvers may have been asked."""
    named: dict[str, list[Observation]] = {}
    for row in rows:
        named.setdefault(canonical(row.question.name), []).append(row)
    return named.values()


def _refers(row: Observation, record: ValidationRecord) -> bool:
    return within(record.name, row.zone) and classify(row, record) is Classification.REFERRAL


def _child(row: Observation, zone: Zone | None) -> str:
    return plain(zone.name if zone is not None else row.referral or row.question.name)


def _create_in(zone: Zone | None, record: ValidationRecord) -> str:
    if zone is None:
        return f"Create the record in the zone that {plain(parent(record.name))} lies in."
    servers = names_in_words(server.name for server in zone.servers)
    where = f" (name servers {servers})" if servers else ""
    return (
        f"Create it in the zone {plain(zone.name)}{where}: "
        f"enter {label_in_zone(record.name, zone.name)} as the name there."
    )


def _label(row: Observation, record: ValidationRecord) -> str:
    return label_in_zone(record.name, row.zone)


def _fault(code: DiagnosisCode, message: str, fix: str, rows: Rows, record: ValidationRecord) -> Diagnosis:
    return Diagnosis(code, Severity.FAULT, message, fix, rows, record)
