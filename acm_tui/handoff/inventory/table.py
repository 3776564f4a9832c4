"""The inventory for a terminal: a line a certificate, the most urgent first; then what there is to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from acm_tui.domain.calendar import header
from acm_tui.domain.inventory.news import NotLooked
from acm_tui.domain.inventory.row import Row
from acm_tui.domain.place import Place
from acm_tui.handoff.columns import aligned
from acm_tui.handoff.inventory import words
from acm_tui.handoff.inventory.report import Report, alike, totals
from acm_tui.text import counted, safe

_NAMED, _HOLDERS = 1, 2
"""How many names and holders a line shows; more are counted."""
_LONGEST = 100
"""Characters of a cell: one long name does not push the columns of all others out of sight."""
_LONGEST_LAST = 240
"""The same of the last column, which pushes none."""


class _Column(NamedTuple):
    title: str
    cell: Callable[[Row], str]
    longest: int = _LONGEST


def as_table(report: Report) -> str:
    """*report* as lines of whatever length they need; a column that nothing stands in is left out."""
    sections = [_rows(report), [*_summary(report)], [*failure_lines(report.failures)]]
    return "\n\n".join("\n".join(section) for section in sections if section)


def as_rows(report: Report) -> str:
    """The same without what has failed, for whoever tells that elsewhere."""
    return "\n\n".join("\n".join(section) for section in (_rows(report), [*_summary(report)]) if section)


def failure_lines(failures: Iterable[NotLooked]) -> Iterator[str]:
    """What could not be looked through, with cause and remedy; what says the same, once."""
    for some in alike(failures):
        sign = "!" if some[0].partly else "✖"
        trouble = some[0].trouble
        where = words.wheres(some)
        yield safe(f"{sign} {where}: {trouble.sentence}" if where else f"{sign} {trouble.sentence}")
        said = (("Cause", trouble.cause), ("Next", trouble.remedy))
        yield from (safe(f"  {what}: {text}") for what, text in said if text)


def _rows(report: Report) -> list[str]:
    if not report.rows:
        seen = " where one could look" if report.failures else ""
        return [f"No certificate that is validated by email was found{seen}."]
    columns = _columns(report.generated_at, dict(report.looked))
    cells = [[safe(column.cell(row), longest=column.longest) for column in columns] for row in report.rows]
    kept = [number for number in range(len(columns)) if any(line[number] for line in cells)]
    lines = (
        [columns[number].title for number in kept],
        *([line[number] for number in kept] for line in cells),
    )
    return aligned(lines)


def _columns(now: datetime, looked: dict[Place, datetime]) -> tuple[_Column, ...]:
    return (
        _Column("", lambda row: words.SIGNS[row.urgency].strip()),
        _Column("CERTIFICATE", lambda row: words.in_short(row.certificate.names or (row.name,), _NAMED)),
        _Column("EXPIRES", words.expires),
        _Column("LEFT", lambda row: words.left(row, now)),
        _Column("STATE", lambda row: row.urgency.value),
        _Column("HELD BY", lambda row: words.in_short([*words.held_by(row)], _HOLDERS)),
        _Column("ACCOUNT", lambda row: row.place.account),
        _Column("REGION", lambda row: row.place.region),
        _Column("MIGRATION", words.migration),
        _Column("AWS HEALTH", lambda row: counted(len(row.notices), "notice") if row.notices else ""),
        _Column("AS OF", lambda row: words.as_of(row, looked)),
        _Column(
            "WHAT TO DO", lambda row: f"{row.recommendation.what}: {row.recommendation.why}", _LONGEST_LAST
        ),
    )


def _summary(report: Report) -> Iterator[str]:
    found = counted(len(report.rows), "certificate")
    yield " · ".join((found, *(f"{how.value} {number}" for how, number in totals(report).items())))
    if report.campaign is not None:
        yield f"Campaign: {words.campaign_line(report.campaign)}"
    yield header(report.generated_at)
    if report.notices:
        yield f"AWS Health: {counted(len(report.notices), 'notice')} about ACM"
    yield from map(safe, report.quiet)
    failed = sum(not one.partly for one in report.failures)
    partly = len(report.failures) - failed
    if failed:
        yield f"{counted(failed, 'place')} not looked through"
    if partly:
        yield f"{counted(partly, 'place')} not read in full"
