"""Whether a zone's signatures hold, as validating resolvers see it."""

from __future__ import annotations

from collections.abc import Iterable

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.lists import first_few
from acm_tui.domain.propagation.names import canonical, plain
from acm_tui.domain.propagation.observation import Observation, Perspective
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, names_of
from acm_tui.domain.propagation.view import Rows

_HEARD = ("NOERROR", "NXDOMAIN")
_OTHER_REASONS = frozenset(("14", "15", "16", "17", "18", "20", "21", "22", "23", "24"))
"""Extended errors that say why, and that it was not the signatures (RFC 8914 §4): not ready, blocked or
filtered, not authoritative, not supported, servers that cannot be reached or have no valid data."""


def dnssec_bogus(
    observations: Iterable[Observation], record: ValidationRecord | None = None
) -> tuple[Diagnosis, ...]:
    """The zones whose signatures do not hold, one diagnosis each.

    That is so where a resolver answers SERVFAIL, and answers the same question when it is asked not to
    validate (checking disabled, RFC 4035 §3.2.2). This machine's resolver is not believed against a public
    one that is content. Certificate authorities must refuse such a zone since 15 March 2026 (CA/Browser
    Forum, ballot SC-085v2).

    Args:
        observations: answers of resolvers, to whatever question.
        record: the record that was asked for; without one, the diagnosis carries the zone's DS without a
            value: what must change is known to the DNS team only.
    """
    seen = tuple(row for row in observations if row.perspective.resolver and not row.intercepted)
    zones: dict[str, list[tuple[Observation, Observation]]] = {}
    for row in seen:
        unchecked = _unchecked(row, seen)
        if unchecked is not None and not _contradicted(row, seen):
            zones.setdefault(_zone(row), []).append((row, unchecked))
    return tuple(_diagnosis(zone, pairs, record) for zone, pairs in zones.items())


def _unchecked(row: Observation, seen: Rows) -> Observation | None:
    """What the same resolver says without validating, when it was the validation that failed."""
    if row.cd or row.rcode != "SERVFAIL" or _has_another_reason(row):
        return None
    return next(
        (other for other in seen if other.cd and other.rcode in _HEARD and _key(other) == _key(row)), None
    )


def _key(row: Observation) -> tuple[object, ...]:
    question = row.question
    return row.perspective, row.server, row.address, row.port, canonical(question.name), question.type


def _has_another_reason(row: Observation) -> bool:
    codes = {error.partition(" ")[0] for error in row.ede}
    return bool(codes) and codes <= _OTHER_REASONS


def _contradicted(row: Observation, seen: Rows) -> bool:
    return row.perspective is Perspective.LOCAL and any(
        other.perspective is Perspective.PUBLIC
        and not other.cd
        and other.rcode in _HEARD
        and _key(other)[-2:] == _key(row)[-2:]
        for other in seen
    )


def _zone(row: Observation) -> str:
    """The zone of *row*; where it is not known, the name that was asked for stands for it."""
    return canonical(row.question.name if canonical(row.zone) == "." else row.zone)


def _diagnosis(
    zone: str, pairs: list[tuple[Observation, Observation]], record: ValidationRecord | None
) -> Diagnosis:
    refusals = [refusal for refusal, _ in pairs]
    why = first_few((error for row in refusals for error in row.ede), "; ")
    several = len({row.server for row in refusals}) > 1
    return Diagnosis(
        DiagnosisCode.DNSSEC_BOGUS,
        Severity.FAULT,
        f"The DNSSEC signatures of {plain(zone)} do not hold: {names_of(refusals)} "
        f"{'refuse' if several else 'refuses'} what the zone says{f' ({why})' if why else ''}, and "
        f"{'answer' if several else 'answers'} when asked not to validate. "
        "Certificate authorities must refuse such a zone.",
        f"Ask the DNS team to sign {plain(zone)} anew, or to make the DS records at the registrar fit its "
        "keys. Without DS records it counts as unsigned, and is not refused.",
        tuple(row for pair in pairs for row in pair),
        record or ValidationRecord(zone, "DS", ""),
    )
