"""Whether a look heard anything that was not known before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.check import Check
from acm_tui.domain.propagation.classification import Classification, classify, record_answers
from acm_tui.domain.propagation.names import canonical
from acm_tui.domain.propagation.observation import Observation
from acm_tui.domain.propagation.verdict import VerdictKind
from acm_tui.domain.propagation.view import above_the_zone, asked, probed

Heard = Mapping[tuple[str, str, str], tuple[str, ...]]
"""By a record's name and value and an address: what that says of it. By the empty address: the verdict."""

_BY_PROBES = (VerdictKind.WRONG, VerdictKind.MISPLACED)


def heard(checks: Iterable[Check]) -> Heard:
    """What a look heard of its records, without what differs from look to look by itself.

    Silence, errors, TTLs, serials, resolvers beside the servers and the values of what stands in a record's
    place (the addresses of a proxy take turns) are left out. The verdicts that rest on more than the main
    answers stand for what explains them.
    """
    said: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for check in checks:
        said |= answers_heard(check.observations, check.record)
        if (kind := _explained(check)) is not None:
            said[_key(check.record, "")] = (kind,)
    return said


def answers_heard(observations: Iterable[Observation], record: ValidationRecord) -> Heard:
    """What each address that could tell says of *record*, of the rows that decide."""
    said = {}
    for row in asked(observations, record):
        kind = classify(row, record)
        if kind.conclusive or kind is Classification.REFERRAL:
            values = sorted(canonical(answer.value) for answer in record_answers(row, record))
            said[_key(record, row.address)] = (kind.value, *values)
    return said


def tells_something_new(known: Heard, now: Heard) -> bool:
    """Whether *now* holds anything that *known*, what was heard last, does not."""
    return any(known.get(key) != said for key, said in now.items())


def _explained(check: Check) -> str | None:
    """The verdict where probes have a part in it; ``None`` where they have none, or not all were heard."""
    kind = check.verdict.kind
    if kind in _BY_PROBES:
        return kind.value
    probes = (*probed(check.observations, check.record), *above_the_zone(check.observations, check.record))
    told = kind is VerdictKind.ABSENT and all(row.rcode is not None for row in probes)
    return kind.value if told else None


def _key(record: ValidationRecord, address: str) -> tuple[str, str, str]:
    return canonical(record.name), canonical(record.value), address
