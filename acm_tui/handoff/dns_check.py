"""One look at a validation record for scripts: JSON as a stable contract (docs/json.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Advice,
    Answer,
    Check,
    Classification,
    Diagnosis,
    Observation,
    Question,
    Severity,
    VerdictKind,
    Zone,
    classify,
    unicode_name,
)
from acm_tui.domain.propagation.cadence import LONGEST, PATIENT

SCHEMA_VERSION = 1


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One diagnosis. ``evidence`` holds indexes into the document's ``observations``."""

    code: str
    severity: str
    message: str
    fix: str
    evidence: list[int]
    record: ValidationRecord


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One question to one address. ``classification`` is ``None`` where it was not about the record."""

    perspective: str
    server: str
    address: str
    port: int
    transport: str
    zone: str
    question: Question
    rcode: str | None
    aa: bool
    ra: bool
    cd: bool
    intercepted: bool
    answers: tuple[Answer, ...]
    referral: str | None
    serial: int | None
    mname: str | None
    negative_ttl_s: int | None
    ede: tuple[str, ...]
    rtt_ms: float | None
    classification: str | None
    failure: str | None
    error: str | None
    at: datetime


class SeenServer(msgspec.Struct, frozen=True):
    """A name server of the zone, and every address known of it."""

    name: str
    addresses: tuple[str, ...]


class SeenZone(msgspec.Struct, frozen=True, kw_only=True):
    """The zone of the record, as far as it was found out."""

    name: str
    confirmed: bool
    servers: list[SeenServer]
    delegated: tuple[str, ...]
    named: tuple[str, ...]


class DnsCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The whole document; times are RFC 3339, UTC."""

    schema_version: int
    generated_at: datetime
    name: str
    type: str
    value: str
    name_unicode: str | None
    value_unicode: str | None
    verdict: str
    public_view: bool
    agreeing: int
    servers: int
    zone: SeenZone | None
    diagnoses: list[Told]
    advice: list[Told]
    observations: list[Seen]
    next_check_in_s: float | None


def as_json(check: Check, advice: Advice | None = None) -> str:
    """*check* and *advice* as one document, indented, names and values raw as DNS gave them."""
    return msgspec.json.format(msgspec.json.encode(document(check, advice)), indent=2).decode()


def document(check: Check, advice: Advice | None = None) -> DnsCheck:
    """*check* and *advice* as scripts see them."""
    record = check.record
    counsel = advice.diagnoses if advice is not None else ()
    rows = _each_once(check, advice)
    after = next_check_in(check)
    return DnsCheck(
        schema_version=SCHEMA_VERSION,
        generated_at=check.at.astimezone(UTC),
        name=record.name,
        type=record.type,
        value=record.value,
        name_unicode=unicode_name(record.name),
        value_unicode=unicode_name(record.value),
        verdict=check.verdict.kind.value,
        public_view=check.verdict.public_view,
        agreeing=check.verdict.agreeing,
        servers=check.verdict.servers,
        zone=_zone(check.zone) if check.zone is not None else None,
        diagnoses=[_told(one, rows) for one in check.diagnoses],
        advice=[_told(one, rows) for one in counsel],
        observations=[_seen(row, record) for row in rows],
        next_check_in_s=after.total_seconds() if after is not None else None,
    )


def next_check_in(check: Check) -> timedelta | None:
    """How long to wait before looking again may tell something new; ``None``: the record is there.

    The long steps of the watch: a program that is started anew does not know how long it has been waited.
    """
    kind = check.verdict.kind
    if kind is VerdictKind.READY:
        return None
    # Servers catch up, and networks come back, by themselves; the rest takes a person.
    by_itself = kind in (VerdictKind.PARTIAL, VerdictKind.CANNOT_SEE)
    faults = any(one.severity is Severity.FAULT for one in check.diagnoses)
    return LONGEST if by_itself and not faults else PATIENT


def _each_once(check: Check, advice: Advice | None) -> dict[Observation, int]:
    """Every observation with its place in the document, those among them that a diagnosis rests on."""
    told = (*check.diagnoses, *(advice.diagnoses if advice is not None else ()))
    rows: Iterable[Observation] = (
        *check.observations,
        *(advice.observations if advice is not None else ()),
        *(row for one in told for row in one.evidence),
    )
    return {row: place for place, row in enumerate(dict.fromkeys(rows))}


def _told(one: Diagnosis, rows: dict[Observation, int]) -> Told:
    return Told(
        code=one.code.value,
        severity=one.severity.value,
        message=one.message,
        fix=one.fix,
        evidence=[rows[row] for row in dict.fromkeys(one.evidence)],
        record=one.record,
    )


def _seen(row: Observation, record: ValidationRecord) -> Seen:
    return Seen(
        perspective=row.perspective.value,
        server=row.server,
        address=row.address,
        port=row.port,
        transport=row.transport.value,
        zone=row.zone,
        question=row.question,
        rcode=row.rcode,
        aa=row.aa,
        ra=row.ra,
        cd=row.cd,
        intercepted=row.intercepted,
        answers=row.answers,
        referral=row.referral,
        serial=row.serial,
        mname=row.mname,
        negative_ttl_s=row.negative_ttl_s,
        ede=row.ede,
        rtt_ms=row.rtt_ms,
        classification=_classification(row, record),
        failure=row.failure.value if row.failure is not None else None,
        error=row.error,
        at=row.at.astimezone(UTC),
    )


def _classification(row: Observation, record: ValidationRecord) -> Classification | None:
    return classify(row, record) if row.question.type == record.type else None


def _zone(zone: Zone) -> SeenZone:
    return SeenZone(
        name=zone.name,
        confirmed=zone.confirmed,
        servers=[SeenServer(server.name, server.addresses) for server in zone.servers],
        delegated=zone.delegated,
        named=zone.named,
    )
