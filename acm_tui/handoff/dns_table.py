"""One look at a validation record for people: plain text, as wide as a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from textwrap import wrap

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Advice,
    Check,
    Diagnosis,
    Severity,
    Verdict,
    VerdictKind,
    Zone,
    both_forms,
    main_rows,
    plain,
    resolver_rows,
    unicode_name,
)
from acm_tui.domain.propagation.wording import severity_sign, verdict_sign, would_remember_s
from acm_tui.handoff.dns_check import next_check_in
from acm_tui.handoff.dns_row import DnsRow, dns_row, is_silent_control
from acm_tui.text import safe

WIDTH = 80
_FIELD = 9
_LEAST_WORDS = 24
"""Characters that the words of a row want beside the server; with less they go below it."""
_BEFORE_UNIT, _HOLDS = re.compile(r"(?<=[0-9]) (?=(?:s|min)\b)"), "\N{NO-BREAK SPACE}"

_SAYS = {
    VerdictKind.READY: "every name server has the record.",
    VerdictKind.WRONG: "something else stands at that name.",
    VerdictKind.MISPLACED: "the record is there, under another name or in another zone.",
    VerdictKind.ABSENT: "no name server that answered has the record.",
    VerdictKind.CANNOT_SEE: "nobody said anything about the record, neither yes nor no.",
}
_AS_FAR_AS_THE_WAY_LEADS = "every name server that can be asked from here has the record."
_DOES = {
    VerdictKind.READY: "Nothing: ACM looks for the record by itself.",
    VerdictKind.PARTIAL: "Nothing to ask the DNS team for: the others catch up.",
    VerdictKind.WRONG: "Have the record put right, as it stands above.",
    VerdictKind.MISPLACED: "Have the record put right, as it stands above.",
    VerdictKind.ABSENT: "Have the record created, as it stands above.",
    VerdictKind.CANNOT_SEE: "Nothing to tell the DNS team yet: look from another network.",
}
_NOTHING_SAID = "Nothing to tell the DNS team yet: the others said nothing about it."
"""What to do about a record that some servers have, and against which none speaks."""
_BY_ITSELF = (VerdictKind.READY, VerdictKind.PARTIAL, VerdictKind.CANNOT_SEE)
"""Where somebody must do something only if a diagnosis says so."""


def as_table(check: Check, advice: Advice | None = None, *, width: int = WIDTH) -> str:
    """*check* and *advice* as text of lines up to *width* characters.

    Only names, addresses and records to be copied may make a line longer: they are never broken.
    """
    record = check.record
    sections = [
        [*_record(record), *_field("Zone", _zone(check.zone), width)],
        [*_servers(check, width)],
        [*_marked(verdict_sign(check.verdict.kind), _says(check.verdict), width)],
        *([*_diagnosis(one, record, width)] for one in (*check.diagnoses, *_counsel(check, advice))),
        [
            *_field("Looked", f"{check.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC", width),
            *_field("Next", _next(check, advice), width),
        ],
    ]
    return "\n\n".join("\n".join(section) for section in sections if section)


def _counsel(check: Check, advice: Advice | None) -> Iterator[Diagnosis]:
    """What is advised; who sees nothing of the record need not be told that nothing else is seen either."""
    blind = check.verdict.kind is VerdictKind.CANNOT_SEE
    for one in advice.diagnoses if advice is not None else ():
        if not (blind and one.severity is Severity.WAIT):
            yield one


def _record(record: ValidationRecord) -> Iterator[str]:
    for name, value in (("Name", record.name), ("Type", record.type), ("Value", record.value)):
        yield f"{name:<{_FIELD}}{safe(value)}"
        if both_forms(value) != value:
            yield f"{'':<{_FIELD}}{safe(unicode_name(value) or '')}"


def _zone(zone: Zone | None) -> str:
    if zone is None:
        return "not found"
    names = zone.delegated or tuple(server.name for server in zone.servers)
    parts = [plain(zone.name)]
    if names:
        parts.append(f"{'delegated to' if zone.delegated else 'served by'} {_names(names)}")
    if zone.delegated and zone.named and zone.delegated != zone.named:
        parts.append(f"itself naming {_names(zone.named)}")
    if not zone.confirmed:
        parts.append("not confirmed by a server of its own")
    return "; ".join(parts)


def _names(names: Iterable[str]) -> str:
    return ", ".join(plain(name) for name in names)


def _servers(check: Check, width: int) -> Iterator[str]:
    seen = [row for row in check.observations if not is_silent_control(row)]
    main = main_rows(seen, check.record)
    beside = tuple(row for row in resolver_rows(seen, check.record) if row not in main)
    yield from _aligned([dns_row(row, check.record, check.at) for row in (*main, *beside)], width)
    if not beside and not check.verdict.public_view and (left := would_remember_s(main)):
        yield from _marked(
            "·",
            "resolvers: not asked. --resolvers asks them; they would remember the “no” "
            f"for {_duration(timedelta(seconds=left))}.",
            width,
        )


def _aligned(rows: list[DnsRow], width: int) -> Iterator[str]:
    server, address, rtt = (
        max((len(getattr(row, column)) for row in rows), default=0) for column in ("server", "address", "rtt")
    )
    for row in rows:
        cells = (f"{row.server:<{server}}", f"{row.address:<{address}}", f"{row.rtt:>{rtt}}")
        start = f"{row.sign} {'  '.join(cell for cell in cells if cell)}  "
        if width - len(start) < _LEAST_WORDS:
            yield start.rstrip()
            yield from _wrapped(row.words, " " * 4, " " * 4, width)
        else:
            yield from _wrapped(row.words, start, " " * len(start), width)


def _says(verdict: Verdict) -> str:
    if verdict.public_view:
        return (
            f"{verdict.text}, as public resolvers see it: the zone's own servers cannot be asked from here."
        )
    if verdict.kind is VerdictKind.PARTIAL:
        return (
            f"{verdict.text}: {verdict.agreeing} of {verdict.servers} name servers agree. "
            "Certificate authorities look from several places: that is not enough."
        )
    ready = verdict.kind is VerdictKind.READY
    says = _AS_FAR_AS_THE_WAY_LEADS if ready and verdict.out_of_reach else _SAYS[verdict.kind]
    return f"{verdict.text}: {says}"


def _diagnosis(one: Diagnosis, asked: ValidationRecord, width: int) -> Iterator[str]:
    yield from _marked(severity_sign(one.severity), one.message, width)
    yield from _marked(" ", one.fix, width)
    if one.record != asked and one.record.value and one.severity is not Severity.WAIT:
        yield safe(f"  {one.record.name} {one.record.type} {one.record.value}")


def _next(check: Check, advice: Advice | None) -> str:
    """What to do, and when to look again."""
    partial = check.verdict.kind is VerdictKind.PARTIAL
    does = _NOTHING_SAID if partial and not check.contradicted else _DOES[check.verdict.kind]
    told = (*check.diagnoses, *_counsel(check, advice))
    if check.verdict.kind in _BY_ITSELF and any(one.severity is Severity.FAULT for one in told):
        does = "Do what stands above."
    after = next_check_in(check)
    return does if after is None else f"{does} Look again in {_duration(after)}."


def _duration(time: timedelta) -> str:
    seconds = round(time.total_seconds())
    return f"{seconds // 60} min" if seconds >= 120 and seconds % 60 == 0 else f"{seconds} s"


def _field(name: str, text: str, width: int) -> Iterator[str]:
    yield from _wrapped(safe(text), f"{name:<{_FIELD}}", " " * _FIELD, width)


def _marked(sign: str, text: str, width: int) -> Iterator[str]:
    yield from _wrapped(safe(text), f"{sign} ", "  ", width)


def _wrapped(text: str, start: str, then: str, width: int) -> list[str]:
    """*text*, broken at blanks only, as a broken name cannot be copied; a number keeps its unit."""
    rows = wrap(
        _BEFORE_UNIT.sub(_HOLDS, text),
        width,
        initial_indent=start,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [row.replace(_HOLDS, " ") for row in rows] or [start.rstrip()]
