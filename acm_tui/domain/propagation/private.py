"""The record that this machine's resolver has, and the world does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.classification import classify, record_answers
from acm_tui.domain.propagation.observation import Observation, Perspective
from acm_tui.domain.propagation.trouble import Diagnosis, DiagnosisCode, Severity, fault, names_of, verb_for
from acm_tui.domain.propagation.view import Rows


def private_only(main: Rows, resolvers: Rows, record: ValidationRecord) -> Iterator[Diagnosis]:
    """The record in a zone that only this network sees, or in a cache from before it was taken away.

    Only what the resolver says with authority, after the world's “no”, is certainly its own. What it said
    earlier tells nothing any more once it would have forgotten it.

    *main*: what the zone's own servers said, or public resolvers in their place.
    """
    outside = tuple(row for row in main if classify(row, record).conclusive)
    if not outside or any(classify(row, record).found for row in outside):
        return
    denied_at = min(row.at for row in outside)
    local = (row for row in resolvers if row.perspective is Perspective.LOCAL)
    inside = tuple(
        row for row in local if classify(row, record).found and _remembered_until(row, record) >= denied_at
    )
    if any(row.aa and row.at >= denied_at for row in inside):
        yield _certainly(inside, outside, record)
    elif inside:
        yield _maybe(inside, outside, record)


def _certainly(inside: Rows, outside: Rows, record: ValidationRecord) -> Diagnosis:
    return fault(
        DiagnosisCode.PRIVATE_ONLY,
        f"{_who_has_it(inside, outside)}: it is visible only inside this network.",
        "Create it in the public zone; a private zone of the same name is seen by no certificate authority.",
        (*inside, *outside),
        record,
    )


def _maybe(inside: Rows, outside: Rows, record: ValidationRecord) -> Diagnosis:
    who, until = names_of(inside), max(_remembered_until(row, record) for row in inside)
    return Diagnosis(
        DiagnosisCode.PRIVATE_ONLY,
        Severity.WAIT,
        f"{_who_has_it(inside, outside)}: it is visible only inside this network, or {who} remembers it "
        f"from before (until {until:%H:%M:%S} UTC at the latest).",
        f"If {who} has it after that too, create it in the public zone; a private zone of the same name is "
        "seen by no certificate authority.",
        (*inside, *outside),
        record,
    )


def _who_has_it(inside: Rows, outside: Rows) -> str:
    return f"{names_of(inside)} has the record, but {names_of(outside)} {verb_for(outside, 'do', 'does')} not"


def _remembered_until(row: Observation, record: ValidationRecord) -> datetime:
    """When the resolver of *row* forgets the record, if it has it from somebody else."""
    return row.at + timedelta(seconds=max(answer.ttl for answer in record_answers(row, record)))
