"""What resolvers say beside the zone's own servers, or in their place where only the public view is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.lists import first_few
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, names_of, verb_for
from acm_tui.domain.propagation.values import wrong_targets
from acm_tui.domain.propagation.view import Rows, by_server

_SHORTEST_REST_S, _LONGEST_REST_S = 5, 60
_NO = (Classification.NXDOMAIN, Classification.NODATA)


def remembered_no(resolvers: Rows, record: ValidationRecord, who_has_it: str) -> Iterator[Diagnosis]:
    """A “no” that some of *resolvers* remember; *who_has_it* is a list of servers in words."""
    rows = tuple(row for row in resolvers if _remembers_no(row, record))
    ends = [at for row in rows if (at := forgets_at(row)) is not None]
    if ends:
        yield Diagnosis(
            DiagnosisCode.NEGATIVE_CACHE,
            Severity.WAIT,
            f"{names_of(rows)} still {verb_for(rows, 'remember', 'remembers')} that the record was not "
            f"there; {who_has_it}. Forgotten in {max(row.negative_ttl_s or 0 for row in rows)} s at the "
            f"latest (by {max(ends):%H:%M:%S} UTC).",
            "Nothing to ask the DNS team for. Certificate authorities ask resolvers of their own.",
            rows,
            record,
        )


def caches_disagree(main: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    """Public resolvers in the servers' place, some with the record: caches, until shown otherwise."""
    right = tuple(row for row in main if classify(row, record).found)
    has_it = f"{names_of(right)} {verb_for(right, 'have', 'has')} it"
    yield from remembered_no(main, record, has_it)
    other = [row for row in main if classify(row, record).differs and not _remembers_no(row, record)]
    for rows in by_server(other).values():
        targets = first_few(target for row in rows for target in wrong_targets(row, record))
        said = f"answers {targets}" if targets else "does not have the record"
        yield Diagnosis(
            DiagnosisCode.SERVER_DIFFERS,
            Severity.WAIT,
            f"{names_of(rows)} {said}; {has_it}.",
            "Wait some minutes: what it remembers runs out. If it stays so, ask the DNS team whether all "
            "name servers of the zone have the record.",
            (*rows, *right),
            record,
        )


def resolver_troubles(main: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    """Public resolvers in the servers' place that do not answer, when others do or fail otherwise."""
    kinds = (Classification.LAME, Classification.REFUSED, Classification.SERVFAIL)
    for rows in by_server(row for row in main if classify(row, record) in kinds).values():
        why = f" ({first_few(rows[0].ede, '; ')})" if rows[0].ede else ""
        yield Diagnosis(
            DiagnosisCode.SERVER_FAILS,
            Severity.WAIT,
            f"{names_of(rows)} cannot look the record up: it answers {rows[0].rcode}{why}.",
            "Look again in a minute. If it stays so, ask the DNS team whether the zone's name servers can be "
            "reached from everywhere.",
            tuple(rows),
            record,
        )
    silent = tuple(row for row in main if row.rcode is None)
    for rows in by_server(silent if len(silent) < len(main) else ()).values():
        yield Diagnosis(
            DiagnosisCode.SERVER_SILENT,
            Severity.WAIT,
            f"{names_of(rows)} did not answer over HTTPS from here: {rows[0].error or 'no answer'}.",
            "That says nothing about the record. If this network does not let it through, set other "
            "servers for DNS over HTTPS.",
            tuple(rows),
            record,
        )


def resolvers_kept_s(rows: Rows) -> float:
    """Seconds for which *rows*, what resolvers said, are worth showing: until the last “no” is forgotten."""
    return float(max((row.negative_ttl_s or 0 for row in rows), default=0) + _LONGEST_REST_S)


def resolvers_rested(rows: Rows, record: ValidationRecord, now: datetime) -> bool:
    """Whether asking the resolvers again could tell something new without only bothering them."""
    return not rows or (now - min(row.at for row in rows)).total_seconds() >= _rest_s(rows, record)


def _rest_s(rows: Rows, record: ValidationRecord) -> float:
    remembered = [row.negative_ttl_s or 0 for row in rows if _remembers_no(row, record)]
    if not remembered and all(classify(row, record).found for row in rows):
        return _LONGEST_REST_S
    return min(max(min(remembered, default=_SHORTEST_REST_S), _SHORTEST_REST_S), _LONGEST_REST_S)


def forgets_at(row: Observation) -> datetime | None:
    """When the resolver of *row* forgets that the name was not there; ``None``: it gives no time."""
    return None if row.negative_ttl_s is None else row.at + timedelta(seconds=row.negative_ttl_s)


def _remembers_no(row: Observation, record: ValidationRecord) -> bool:
    # Without the zone's SOA a “no” is remembered by nobody (RFC 2308 §5).
    return row.negative_ttl_s is not None and classify(row, record) in _NO
