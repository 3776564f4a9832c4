"""What observations, diagnoses and verdicts are called, wherever people read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from acm_tui.domain.propagation.classification import Classification
from acm_tui.domain.propagation.lists import first_few
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.resolvers import forgets_at
from acm_tui.domain.propagation.trouble import Severity
from acm_tui.domain.propagation.verdict import VerdictKind

_WORDS: dict[Classification, tuple[str, str]] = {
    Classification.MATCH: ("✔", "record found"),
    Classification.MATCH_NO_UNDERSCORE: ("✔", "record found, its value without the underscore"),
    Classification.WRONG_VALUE: ("✖", "another value"),
    Classification.NODATA: ("✖", "the name exists, but has no such record"),
    Classification.NXDOMAIN: ("✖", "no such name"),
    Classification.REFERRAL: ("✖", "delegated further down"),
    Classification.DELEGATED: ("✖", "an NS record stands there"),
    Classification.LAME: ("!", "does not serve the zone"),
    Classification.INTERCEPTED: ("!", "somebody else answers in its place"),
    Classification.REFUSED: ("!", "refused"),
    Classification.SERVFAIL: ("!", "the server failed"),
    Classification.TIMEOUT: ("?", "no answer"),
    Classification.UNREACHABLE: ("?", "not reachable from here"),
    Classification.NO_NAME: ("✖", "not asked"),
}

_SEVERITIES = {Severity.FAULT: "✖", Severity.WAIT: "!", Severity.NOTE: "·"}

_VERDICTS = {
    VerdictKind.READY: "✔",
    VerdictKind.PARTIAL: "!",
    VerdictKind.WRONG: "✖",
    VerdictKind.MISPLACED: "✖",
    VerdictKind.ABSENT: "·",
    VerdictKind.CANNOT_SEE: "?",
}


def words_of(classification: Classification) -> tuple[str, str]:
    """The sign and the words of *classification*, as they stand behind a server's name."""
    return _WORDS[classification]


def severity_sign(severity: Severity) -> str:
    """The sign before a diagnosis."""
    return _SEVERITIES[severity]


def verdict_sign(kind: VerdictKind) -> str:
    """The sign before a verdict."""
    return _VERDICTS[kind]


def forgetting(row: Observation, now: datetime) -> str:
    """When the resolver of *row* forgets its “no”, seen at *now*; empty where it gives no time."""
    at = forgets_at(row)
    if at is None:
        return ""
    left = round((at - now).total_seconds())
    return f"forgets it in {left} s" if left > 0 else "may have forgotten it by now"


def would_remember_s(rows: Iterable[Observation]) -> int:
    """Seconds for which a resolver, asked now, would remember the “no” that *rows* hold; 0: there is none."""
    return max((row.negative_ttl_s or 0 for row in rows if not row.answers), default=0)


def said(row: Observation) -> str:
    """What came back, as it was: the first records, the response code, or why there was nothing."""
    records = first_few(f"{answer.type} {answer.value}" for answer in row.answers)
    return records or row.rcode or row.error or "no answer"
