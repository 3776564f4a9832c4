"""The shape of a diagnosis, and the codes there are."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.names import canonical, names_in_words
from acm_tui.domain.propagation.observation import Observation


class DiagnosisCode(enum.StrEnum):
    """What can be wrong; the codes are a stable contract of the JSON output."""

    ZONE_TYPED_TWICE = "ZONE_TYPED_TWICE"
    NAME_UNDERSCORE_LOST = "NAME_UNDERSCORE_LOST"
    SWAPPED = "SWAPPED"
    PARENT_ZONE = "PARENT_ZONE"
    WRONG_TYPE = "WRONG_TYPE"
    PROXIED = "PROXIED"
    WILDCARD = "WILDCARD"
    OTHER_DATA = "OTHER_DATA"
    ZONE_APPENDED_TO_VALUE = "ZONE_APPENDED_TO_VALUE"
    OTHER_REQUEST = "OTHER_REQUEST"
    WRONG_VALUE = "WRONG_VALUE"
    VALUE_UNDERSCORE_LOST = "VALUE_UNDERSCORE_LOST"
    DELEGATION_MISMATCH = "DELEGATION_MISMATCH"
    SERVER_BEHIND = "SERVER_BEHIND"
    SERVER_DIFFERS = "SERVER_DIFFERS"
    LAME_SERVER = "LAME_SERVER"
    SERVER_FAILS = "SERVER_FAILS"
    SERVER_SILENT = "SERVER_SILENT"
    PRIVATE_ONLY = "PRIVATE_ONLY"
    NEGATIVE_CACHE = "NEGATIVE_CACHE"
    DNSSEC_BOGUS = "DNSSEC_BOGUS"
    CAA_FORBIDS = "CAA_FORBIDS"
    CAA_UNSEEN = "CAA_UNSEEN"
    CAA_CONDITIONS = "CAA_CONDITIONS"
    INTERCEPTED = "INTERCEPTED"
    NO_SERVER_ANSWERED = "NO_SERVER_ANSWERED"
    ZONE_NOT_FOUND = "ZONE_NOT_FOUND"
    NO_NAME = "NO_NAME"


class Severity(enum.StrEnum):
    """What a diagnosis asks for, the most urgent first."""

    FAULT = "fault"
    """Somebody must change something."""
    WAIT = "wait"
    """It puts itself right, or cannot be told yet."""
    NOTE = "note"
    """Worth knowing; nothing is wrong."""


class Diagnosis(msgspec.Struct, frozen=True):
    """One thing to know: what it is, what to do, what it rests on, and the record to copy."""

    code: DiagnosisCode
    severity: Severity
    message: str
    fix: str
    evidence: tuple[Observation, ...]
    record: ValidationRecord


def most_urgent_first(diagnoses: Iterable[Diagnosis]) -> tuple[Diagnosis, ...]:
    """*diagnoses* as they are told: by what they ask for, and then in the order given."""
    urgency = list(Severity)
    return tuple(sorted(diagnoses, key=lambda diagnosis: urgency.index(diagnosis.severity)))


def fault(
    code: DiagnosisCode,
    message: str,
    fix: str,
    evidence: tuple[Observation, ...],
    record: ValidationRecord,
) -> Diagnosis:
    """A diagnosis that somebody must act upon."""
    return Diagnosis(code, Severity.FAULT, message, fix, evidence, record)


def names_of(rows: Iterable[Observation]) -> str:
    """The servers of *rows*, each once, as a list in a sentence."""
    return names_in_words(row.server for row in rows)


def verb_for(rows: Iterable[Observation], many: str, one: str) -> str:
    """The verb after ``names_of`` *rows*: *one* for a single server, else *many*."""
    return many if len({canonical(row.server) for row in rows}) > 1 else one
