"""The inventory for the status meeting, as GitHub-flavoured Markdown: what is urgent, the rest in short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from acm_tui.domain.calendar import EMAIL_ISSUANCE_ENDS, EMAIL_RENEWAL_ENDS, header
from acm_tui.domain.inventory.news import Notice
from acm_tui.domain.inventory.row import Row
from acm_tui.domain.inventory.urgency import Urgency
from acm_tui.handoff.change_record.markup import NOTHING, code, table
from acm_tui.handoff.inventory import words
from acm_tui.handoff.inventory.report import Report, alike, totals
from acm_tui.text import counted

_CALM = (Urgency.IN_USE, Urgency.UNUSED)
_NAMED, _HOLDERS = 3, 4
"""How many names and holders a cell shows; more are counted."""


def as_markdown(report: Report) -> str:
    """*report* as text that ends with a line break. All text of others stands in code."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield "# Certificates that are validated by email"
    yield (
        f"As of {words.moment(report.generated_at)}: {header(report.generated_at)} "
        f"({EMAIL_ISSUANCE_ENDS.isoformat()} and {EMAIL_RENEWAL_ENDS.isoformat()})."
    )
    yield from _totals(report)
    urgent = [one for one in report.rows if one.urgency not in _CALM]
    yield "## Urgent"
    yield _urgent(report, urgent) if urgent else "None."
    calm = [one for one in report.rows if one.urgency in _CALM]
    if calm:
        yield "## The others"
        yield _others(report, calm)
    yield from _health(report)
    yield from _failures(report)


def _totals(report: Report) -> Iterator[str]:
    found = counted(len(report.rows), "certificate")
    yield f"{found} in {counted(len({one.place for one in report.rows}), 'place')}."
    if counts := totals(report):
        lines = [(f"{words.SIGNS[how]} {how.value}".strip(), str(number)) for how, number in counts.items()]
        yield table(("State", "Certificates"), lines)
    if report.campaign is not None:
        parts = words.campaign_parts(report.campaign)
        yield table(("Campaign", "Certificates"), [(what, str(number)) for what, number in parts])


def _urgent(report: Report, rows: Iterable[Row]) -> str:
    now, looked = report.generated_at, dict(report.looked)
    heading = ("State", "Certificate", "Expires", "Left", "Account · region", "Held by", "Migration", "To do")
    return table(
        heading,
        (
            (
                _state(one, words.as_of(one, looked)),
                _codes(one.certificate.names or (one.name,), _NAMED),
                words.expires(one) or NOTHING,
                words.left(one, now) or NOTHING,
                code(str(one.place)),
                _codes([*words.held_by(one)], _HOLDERS),
                code(words.migration(one)),
                code(f"{one.recommendation.what}: {one.recommendation.why}"),
            )
            for one in rows
        ),
    )


def _others(report: Report, rows: Iterable[Row]) -> str:
    looked = dict(report.looked)
    return table(
        ("Certificate", "Expires", "State", "Account · region", "Migration", "To do"),
        (
            (
                _codes(one.certificate.names or (one.name,), 1),
                words.expires(one) or NOTHING,
                _state(one, words.as_of(one, looked)),
                code(str(one.place)),
                code(words.migration(one)),
                code(one.recommendation.what),
            )
            for one in rows
        ),
    )


def _state(row: Row, as_of: str) -> str:
    state = f"{words.SIGNS[row.urgency]} {row.urgency.value}".strip()
    return f"{state} (as of {as_of})" if as_of else state


def _codes(parts: Sequence[str], most: int) -> str:
    more = len(parts) - most
    return (", ".join(map(code, parts[:most])) or NOTHING) + (f" +{more}" if more > 0 else "")


def _health(report: Report) -> Iterator[str]:
    if not report.notices and not report.quiet:
        return
    yield "## AWS Health"
    if report.notices:
        yield table(("Notice", "State", "Region", "Since", "Certificates"), map(_notice, report.notices))
    for one in report.quiet:
        yield code(one)


def _notice(one: Notice) -> tuple[str, ...]:
    at = one.started_at or one.updated_at
    since = words.moment(at) if at is not None else NOTHING
    return (code(one.code), code(one.status), code(one.region), since, str(len(one.affected)))


def _failures(report: Report) -> Iterator[str]:
    if not report.failures:
        return
    yield "## Not looked through"
    for some in alike(report.failures):
        trouble = some[0].trouble
        partly = " (in part)" if some[0].partly else ""
        said = (("Cause", trouble.cause), ("Next", trouble.remedy))
        where = words.wheres(some)
        lines = [
            f"- {code(where)}{partly}: {code(trouble.sentence)}" if where else f"- {code(trouble.sentence)}"
        ]
        yield "\n".join((*lines, *(f"  - {what}: {code(text)}" for what, text in said if text)))
