"""The inventory for a spreadsheet: one line a certificate, and no cell that is computed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from acm_tui.domain.inventory.row import Row
from acm_tui.domain.inventory.urgency import days_left
from acm_tui.domain.journey import step
from acm_tui.domain.place import Place
from acm_tui.handoff.csv import inert, rows_as_csv
from acm_tui.handoff.inventory import words
from acm_tui.handoff.inventory.report import Report
from acm_tui.text import safe

COLUMNS = (
    "name",
    "names",
    "account",
    "region",
    "partition",
    "expires",
    "days_left",
    "urgency",
    "state",
    "status",
    "renewal_status",
    "renewal_eligibility",
    "key_algorithm",
    "load_balancers",
    "held_by",
    "tags",
    "migration",
    "migration_step",
    "migration_by",
    "health_notices",
    "recommendation",
    "way",
    "why",
    "as_of",
    "arn",
)


def as_csv(report: Report) -> str:
    """*report*'s rows as CSV (RFC 4180) under a line of column names.

    Several names, tags or holders are joined with ``; ``. What a terminal would act on is made visible, as a
    line break: a certificate stays one line. What has failed does not stand in it.
    """
    looked = dict(report.looked)
    return rows_as_csv(COLUMNS, (_line(one, report.generated_at, looked) for one in report.rows))


def _line(row: Row, now: datetime, looked: dict[Place, datetime]) -> Iterable[str]:
    certificate = row.certificate
    begun = row.under_way
    days = days_left(certificate.not_after, now)
    expires = certificate.not_after
    cells: tuple[str | Iterable[str], ...] = (
        row.name,
        certificate.names,
        row.place.account,
        row.place.region,
        row.place.partition,
        "" if expires is None else f"{expires.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "" if days is None else str(max(days, 0)),  # a sign would make text of the number
        row.urgency.slug,
        row.urgency.value,
        certificate.status,
        certificate.renewal_status or "",
        certificate.renewal_eligibility or "",
        certificate.key_algorithm,
        row.balancers,
        words.held_by(row),
        (f"{key}={value}" for key, value in certificate.tags.items()),
        begun.id if begun is not None else "",
        step(begun).title.lower() if begun is not None else "",
        words.whose(begun) if begun is not None else "",
        (one.code for one in row.notices),
        row.recommendation.action,
        row.recommendation.way or "",
        row.recommendation.why,
        words.as_of(row, looked),
        row.arn,
    )
    return (safe(one) if isinstance(one, str) else _joined(one) for one in cells)


def _joined(parts: Iterable[str]) -> str:
    # Where a semicolon parts cells, each of these may become one.
    return "; ".join(inert(safe(one)) for one in parts)
