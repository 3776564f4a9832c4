"""Servers of one zone that do not say the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.lists import MOST
from acm_tui.domain.propagation.names import canonical, names_in_words, plain, same_name
from acm_tui.domain.propagation.observation import Observation, Zone
from acm_tui.domain.propagation.probes import Found
from acm_tui.domain.propagation.serial import steps_behind
from acm_tui.domain.propagation.standing import delegated_away
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, names_of
from acm_tui.domain.propagation.values import more_values, wrong_targets, wrong_value
from acm_tui.domain.propagation.view import Rows, by_server


def disagreeing(main: Rows, finds: Found, zone: Zone | None, record: ValidationRecord) -> Iterator[Diagnosis]:
    """The servers that say something other than the record: behind the others, or wrong by themselves.

    What a wildcard answers is no value of the record's, but a server without it like any other.
    """
    right = tuple(row for row in main if classify(row, record).found)
    other = tuple(row for row in main if classify(row, record).differs)
    behind = tuple(row for row in other if _is_behind(row, right, zone))
    apart = _apart(right, tuple(row for row in other if row not in behind), zone)
    if apart:
        yield _kept_twice(apart, right, zone, record)
    for rows in by_server(behind).values():
        yield _server_behind(tuple(rows), right, record)
    rest = [row for row in other if row not in behind and row not in apart]
    wrong: dict[str, list[Observation]] = {}
    for row in rest:
        for target in () if finds.explains(row) else wrong_targets(row, record):
            wrong.setdefault(target, []).append(row)
    delegated = tuple(row for row in rest if classify(row, record) is Classification.DELEGATED)
    if delegated:
        yield delegated_away(delegated, record, where=_named(delegated, right) if right else "")
    without = [
        row
        for row in rest
        if row not in delegated and (finds.explains(row) or not wrong_targets(row, record))
    ]
    for rows in by_server(without if right else ()).values():
        yield _server_differs(tuple(rows), right, record)
    for target in _the_first(wrong):
        rows = wrong.pop(target)
        yield wrong_value(target, tuple(rows), record, where=_named(rows, right) if right else "")
    if wrong:
        yield more_values(wrong, record)


def _the_first(targets: Collection[str]) -> list[str]:
    """Those of *targets* that are told one by one: in their order, or the same ones in any order."""
    return list(targets) if len(targets) <= MOST else sorted(targets)[:MOST]


def delegation_differs(main: Rows, zone: Zone | None, record: ValidationRecord) -> Iterator[Diagnosis]:
    """The zone names other servers than its parent, and nowhere is the record: it may be at neither's."""
    if zone is None or not _names_differ(zone):
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


def _kept_twice(apart: Rows, right: Rows, zone: Zone | None, record: ValidationRecord) -> Diagnosis:
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


def _apart(right: Rows, other: Rows, zone: Zone | None) -> Rows:
    """Those of *other* that belong to a copy of the zone of which none of *right* is."""
    if not right:
        return ()
    if zone is not None and _names_differ(zone):
        delegated, named = set(zone.delegated), set(zone.named)
        for only in (delegated - named, named - delegated, delegated):
            inside = tuple(row for row in other if canonical(row.server) in only)
            if inside and not any(canonical(row.server) in only for row in right):
                return inside
    primaries = _primaries(right)
    strangers = tuple(row for row in other if row.mname is not None and canonical(row.mname) not in primaries)
    return strangers if primaries and not _each_its_own((*right, *strangers)) else ()


def _names_differ(zone: Zone) -> bool:
    return bool(zone.delegated and zone.named) and set(zone.delegated) != set(zone.named)


def _primaries(rows: Rows) -> set[str]:
    return {canonical(row.mname) for row in rows if row.mname is not None}


def _each_its_own(rows: Rows) -> bool:
    """Whether every server calls itself the primary, as those of one directory service do: no sign then."""
    return all(row.mname is not None and same_name(row.mname, row.server) for row in rows)


def _is_behind(row: Observation, right: Rows, zone: Zone | None) -> bool:
    """Whether *row* comes from an older copy of the very zone that *right* has: then it will catch up."""
    if not _steps_behind(row, right):
        return False
    here, there = _primaries((row,)), _primaries(right)
    if here & there or (zone is not None and _names_differ(zone)):
        return bool(here & there)
    return not here or not there or _each_its_own((row, *right))


def _steps_behind(row: Observation, right: Iterable[Observation]) -> int:
    """How many serials *row* is behind the newest of *right* (RFC 1982); 0 if not, or not known."""
    if row.serial is None:
        return 0
    return steps_behind(row.serial, (other.serial for other in right if other.serial is not None))


def _server_behind(behind: Rows, right: Rows, record: ValidationRecord) -> Diagnosis:
    slowest = max(behind, key=lambda row: _steps_behind(row, right))
    steps = _steps_behind(slowest, right)
    newest = tuple(row for row in right if _steps_behind(slowest, [row]) == steps)
    return Diagnosis(
        DiagnosisCode.SERVER_BEHIND,
        Severity.WAIT,
        f"{_named(behind, right)} has not caught up: serial {slowest.serial}, "
        f"{'one' if steps == 1 else steps} behind {_named(newest, behind)} ({newest[0].serial}), "
        "where the record is right.",
        "Nothing to ask the DNS team for: wait until the zone has been transferred.",
        (*behind, *newest),
        record,
    )


def _server_differs(without: Rows, right: Rows, record: ValidationRecord) -> Diagnosis:
    several = len({canonical(row.server) for row in right}) > 1
    return Diagnosis(
        DiagnosisCode.SERVER_DIFFERS,
        Severity.WAIT,
        f"{_named(without, right)} does not have the record that {_named(right, without)} "
        f"{'have' if several else 'has'}, and its serial does not say that it is behind.",
        "Wait some minutes. If it stays so, ask the DNS team to look at the copy of the zone on that server.",
        (*without, *right),
        record,
    )


def _named(rows: Iterable[Observation], others: Iterable[Observation]) -> str:
    """The servers of *rows*; by their addresses as well where *others* are of the same name."""
    elsewhere = {canonical(row.server) for row in others}
    return names_in_words(
        f"{plain(row.server)} ({row.address})" if canonical(row.server) in elsewhere else row.server
        for row in rows
    )
