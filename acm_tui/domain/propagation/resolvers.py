"""What resolvers say beside the zone's own servers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import Classification, classify
from acm_tui.domain.propagation.names import plain
from acm_tui.domain.propagation.observation import Observation, Perspective
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, names_of
from acm_tui.domain.propagation.view import Rows

_SHORTEST_REST_S, _LONGEST_REST_S = 5, 60
_NO = (Classification.NXDOMAIN, Classification.NODATA)


def resolver_troubles(
    main: Rows, resolvers: Rows, record: ValidationRecord, *, ready: bool
) -> Iterator[Diagnosis]:
    """A “no” that a resolver remembers, and a record that only the inside of the network sees.

    *main*: what the zone's own servers said; *ready*: they all have the record.
    """
    # A “no” without the zone's SOA is remembered by nobody (RFC 2308 §5).
    remembering = tuple(
        row for row in resolvers if classify(row, record) in _NO and row.negative_ttl_s is not None
    )
    if ready and remembering:
        yield Diagnosis(
            DiagnosisCode.NEGATIVE_CACHE,
            Severity.WAIT,
            f"{names_of(remembering)} still {_remembers(remembering)} that the record was not there; "
            f"every authoritative server has it.{_until(remembering)}",
            "Nothing to ask the DNS team for. Certificate authorities ask resolvers of their own.",
            remembering,
            record,
        )
    inside = tuple(
        row for row in resolvers if row.perspective is Perspective.LOCAL and classify(row, record).found
    )
    outside = [row for row in main if classify(row, record).conclusive]
    if inside and outside and not any(classify(row, record).found for row in outside):
        yield Diagnosis(
            DiagnosisCode.PRIVATE_ONLY,
            Severity.FAULT,
            f"{plain(inside[0].server)} has the record, the public servers of {plain(outside[0].zone)} "
            "do not: it is visible only inside this network.",
            "Create it in the public zone; a private zone of the same name is seen by no certificate "
            "authority.",
            (*inside, *outside),
            record,
        )


def resolvers_rest_s(rows: Rows, record: ValidationRecord) -> float:
    """Seconds for which asking the resolvers again would tell nothing new, or only bother them."""
    remembered = [
        row.negative_ttl_s for row in rows if classify(row, record) in _NO and row.negative_ttl_s is not None
    ]
    if not remembered and all(classify(row, record).found for row in rows):
        return _LONGEST_REST_S
    return float(min(max(min(remembered, default=_SHORTEST_REST_S), _SHORTEST_REST_S), _LONGEST_REST_S))


def forgets_at(row: Observation) -> datetime | None:
    """When the resolver of *row* forgets that the name was not there; ``None``: it gives no time."""
    return None if row.negative_ttl_s is None else row.at + timedelta(seconds=row.negative_ttl_s)


def _remembers(rows: Rows) -> str:
    return "remembers" if len({row.server for row in rows}) == 1 else "remember"


def _until(rows: Rows) -> str:
    return f" Forgotten in {max(row.negative_ttl_s or 0 for row in rows)} s at the latest."
