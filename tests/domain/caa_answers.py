"""Answers to questions of type CAA, and what is concluded from them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from acm_tui.domain.propagation import (
    Answer,
    Diagnosis,
    DiagnosisCode,
    Failure,
    Observation,
    Perspective,
    Question,
    caa_diagnoses,
    canonical,
    parent,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOBODY = '0 issue ";"'
OTHER = '0 issue "letsencrypt.org"'
AMAZON = '0 issue "amazon.com"'
BOUND = '0 issue "amazon.com; AccountURI=https://example.net/1; validationmethods=dns-01"'
ADD = ("example.com.", AMAZON)
"""What must be added where a set at example.com forbids."""

World = dict[str, tuple[str, ...]]
"""Name without final dot → CAA values."""


def saw(name: str, *answers: Answer, **given_fields: object) -> Observation:
    """What a server of example.com says to ``name CAA``, changed by *given_fields*."""
    fields: dict[str, object] = {
        "perspective": Perspective.AUTHORITATIVE,
        "server": "ns1.example.com.",
        "address": "192.0.2.11",
        "port": 53,
        "zone": "example.com.",
        "question": Question(canonical(name), "CAA"),
        "at": NOW,
        "rcode": "NOERROR",
        "aa": True,
        "answers": answers,
    }
    return Observation(**(fields | given_fields))  # type: ignore[arg-type] # the tests name the fields they change


def caa(name: str, *values: str, **given_fields: object) -> Observation:
    return saw(name, *(Answer(canonical(name), "CAA", 60, value) for value in values), **given_fields)


def alias(name: str, target: str, kind: str = "CNAME", at: str = "") -> Observation:
    return saw(name, Answer(canonical(at or name), kind, 60, canonical(target)))


def silent(name: str) -> Observation:
    return saw(name, rcode=None, aa=False, failure=Failure.TIMEOUT, error="no answer within 1.5 s")


def ancestors(name: str) -> Iterable[str]:
    at = canonical(name)
    while at != ".":
        yield at
        at = parent(at)


def world(**sets: tuple[str, ...]) -> list[Observation]:
    """Answers for every name up to com: *sets* by name (``__`` between labels), and none elsewhere."""
    given_sets = {key.replace("__", ".") + ".": values for key, values in sets.items()}
    names = {name for key in (*given_sets, "www.shop.example.com.") for name in ancestors(key)}
    return [caa(name, *given_sets.get(name, ())) for name in sorted(names)]


def stopped(rows: Iterable[Observation], *names: str) -> list[tuple[str, str]]:
    """Where and what must be added so that a certificate of *names* can be issued."""
    found = caa_diagnoses(rows, names)
    assert {diagnosis.code for diagnosis in found} <= {DiagnosisCode.CAA_FORBIDS}
    return [(diagnosis.record.name, diagnosis.record.value) for diagnosis in found]


def only(rows: Iterable[Observation], *names: str) -> Diagnosis:
    (diagnosis,) = caa_diagnoses(rows, names)
    return diagnosis
