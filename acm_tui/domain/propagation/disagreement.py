"""Servers of one zone that do not say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import classify
from acm_tui.domain.propagation.names import canonical, names_in_words, plain, same_name
from acm_tui.domain.propagation.observation import Observation, Zone
from acm_tui.domain.propagation.probes import Found
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, names_of
from acm_tui.domain.propagation.values import wrong_targets, wrong_value
from acm_tui.domain.propagation.view import Rows, by_server

_SERIALS = 2**32


def disagreeing(main: Rows, finds: Found, zone: Zone | None, record: ValidationRecord) -> Iterator[Diagnosis]:
    """The servers that say something other than the record: behind the others, or wrong by themselves."""
    right = tuple(row for row in main if classify(row, record).found)
    other = tuple(row for row in main if _differs(row, record) and not finds.explains(row))
    apart = _apart(right, other, zone)
    if apart is not None:
        yield apart_diagnosis(apart, right, zone, record)
        other = tuple(row for row in other if row not in apart)
    behind = tuple(row for row in other if _steps_behind(row, right))
    for rows in by_server(behind).values():
        yield _server_behind(tuple(rows), right, record)
    wrong: dict[str, list[Observation]] = {}
    for row in other:
        for target in () if row in behind else wrong_targets(row, record):
            wrong.setdefault(target, []).append(row)
    without = [row for row in other if row not in behind and not wrong_targets(row, record)]
    if right:
        for rows in by_server(without).values():
            yield _server_differs(tuple(rows), right, record)
    for target, rows in wrong.items():
        yield wrong_value(target, tuple(rows), record)


def delegation_differs(main: Rows, zone: Zone | None, record: ValidationRecord) -> Iterator[Diagnosis]:
    """The zone names other servers than its parent, and nowhere is the record: it may be at neither's."""
    if zone is None or not _names_differ(zone) or any(classify(row, record).found for row in main):
        return
    yield Diagnosis(
        DiagnosisCode.DELEGATION_MISMATCH,
        Severity.WAIT,
        f"The zone above delegates {plain(zone.name)} to {names_in_words(zone.delegated)}; the zone itself "
        f"names {names_in_words(zone.named)}. Whoever edits one provider may not be seen at the other.",
        f"Create the record at {names_in_words(zone.delegated)}: that is where everybody looks first.",
        main,
        record,
    )


def apart_diagnosis(apart: Rows, right: Rows, zone: Zone | None, record: ValidationRecord) -> Diagnosis:
    """Two copies of the zone that know nothing of each other, and the record in one of them."""
    delegated = zone.delegated if zone is not None else ()
    if any(canonical(row.server) in delegated for row in right):
        fix = f"Create the record at {names_of(apart)} too, or take them out of the zone's name servers."
    else:
        fix = (
            f"Create the record at {names_of(apart)}, or have the delegation at the registrar "
            f"changed to {names_of(right)}."
        )
    return Diagnosis(
        DiagnosisCode.DELEGATION_MISMATCH,
        Severity.FAULT,
        f"The zone is kept in two places: the record is at {names_of(right)}, but {_pointed_at(apart, zone)} "
        f"{names_of(apart)}, where it is not.",
        fix,
        (*apart, *right),
        record,
    )


def _pointed_at(apart: Rows, zone: Zone | None) -> str:
    if zone is not None and all(canonical(row.server) in zone.delegated for row in apart):
        return "the delegation leads to"
    return "it is also served by"


def _apart(right: Rows, other: Rows, zone: Zone | None) -> Rows | None:
    """Those of *other* that belong to a copy of the zone of which none of *right* is."""
    if not right or not other:
        return None
    if zone is not None and _names_differ(zone):
        delegated, named = set(zone.delegated), set(zone.named)
        for only in (delegated - named, named - delegated, delegated):
            inside = tuple(row for row in other if canonical(row.server) in only)
            if inside and not any(canonical(row.server) in only for row in right):
                return inside
    primaries = {canonical(row.mname) for row in right if row.mname is not None}
    strangers = tuple(row for row in other if row.mname is not None and canonical(row.mname) not in primaries)
    return strangers if primaries and strangers and not _each_its_own((*right, *strangers)) else None


def _names_differ(zone: Zone) -> bool:
    return bool(zone.delegated and zone.named) and set(zone.delegated) != set(zone.named)


def _each_its_own(rows: Rows) -> bool:
    """Whether every server calls itself the primary, as those of one directory service do: no sign then."""
    return all(row.mname is not None and same_name(row.mname, row.server) for row in rows)


def _differs(row: Observation, record: ValidationRecord) -> bool:
    kind = classify(row, record)
    return kind.conclusive and not kind.found


def _steps_behind(row: Observation, right: Iterable[Observation]) -> int:
    """How many serials *row* is behind the newest of *right* (RFC 1982); 0 if not, or not known."""
    if row.serial is None:
        return 0
    ahead = [(other.serial - row.serial) % _SERIALS for other in right if other.serial is not None]
    return max((steps for steps in ahead if steps < _SERIALS // 2), default=0)


def _server_behind(behind: Rows, right: Rows, record: ValidationRecord) -> Diagnosis:
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


def _server_differs(without: Rows, right: Rows, record: ValidationRecord) -> Diagnosis:
    return Diagnosis(
        DiagnosisCode.SERVER_DIFFERS,
        Severity.WAIT,
        f"{plain(without[0].server)} does not have the record that {names_of(right)} has, "
        "and its serial does not say that it is behind.",
        "Wait some minutes. If it stays so, ask the DNS team to look at the copy of the zone on that server.",
        (*without, *right),
        record,
    )
