"""Looks at one record, made of observations as they come from servers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    Check,
    Failure,
    NameServer,
    Observation,
    Perspective,
    Question,
    Zone,
    conclude,
)

NOW = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)
NAME = "_a79865eb.shop.example.com."
VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
RECORD = ValidationRecord(NAME, "CNAME", VALUE)
ZONE = Zone(
    "example.com.",
    (
        NameServer("ns1.example.com.", ("192.0.2.11",)),
        NameServer("ns2.example.com.", ("192.0.2.12", "2001:db8::12")),
    ),
    delegated=("ns1.example.com.", "ns2.example.com."),
    named=("ns1.example.com.", "ns2.example.com."),
)
THERE = (Answer(NAME, "CNAME", 60, VALUE),)


def saw(number: int = 1, **given: Any) -> Observation:
    """An authoritative “no such name” from the server ns*number*, changed by *given*."""
    fields: dict[str, Any] = {
        "perspective": Perspective.AUTHORITATIVE,
        "server": f"ns{number}.example.com.",
        "address": f"192.0.2.{10 + number}",
        "port": 53,
        "zone": ZONE.name,
        "question": Question(NAME, "CNAME"),
        "at": NOW,
        "rcode": "NXDOMAIN",
        "aa": True,
        "serial": 19,
        "negative_ttl_s": 900,
        "rtt_ms": 6.4,
    }
    return Observation(**(fields | given))


def there(number: int = 1, **given: Any) -> Observation:
    """An authoritative answer with the record."""
    return saw(number, **({"rcode": "NOERROR", "answers": THERE, "serial": 20} | given))


def silent(number: int = 1) -> Observation:
    """No answer."""
    nothing = {"rcode": None, "aa": False, "serial": None, "negative_ttl_s": None, "rtt_ms": None}
    return saw(number, **nothing, failure=Failure.TIMEOUT, error="no answer within 1.5 s by UDP or TCP")


def instead(value: str, *numbers: int) -> list[Observation]:
    """Another value at the record's name."""
    return [there(number, answers=(Answer(NAME, "CNAME", 60, value),)) for number in numbers]


def typed_twice() -> list[Observation]:
    """The record at a name with the zone twice."""
    wrong = f"{NAME}example.com."
    found = there(question=Question(wrong, "CNAME"), answers=(Answer(wrong, "CNAME", 60, VALUE),))
    return [saw(1), saw(2), found]


def look(*rows: Observation, zone: Zone | None = ZONE, record: ValidationRecord = RECORD) -> Check:
    """The check that *rows* amount to."""
    return conclude(record, zone, rows, NOW)


def all_looks() -> Iterable[tuple[str, Check]]:
    """One look of each verdict."""
    yield "ready", look(there(1), there(2))
    yield "partial", look(there(1), saw(2))
    yield "wrong", look(*instead("elsewhere.example.net.", 1, 2))
    yield "misplaced", look(*typed_twice())
    yield "absent", look(saw(1), saw(2))
    yield "cannot_see", look(silent(1), silent(2))
