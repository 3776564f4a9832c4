"""The request to the DNS team as text, to be sent as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from acm_tui.domain.propagation import plain
from acm_tui.handoff.phrases import ENGLISH, Phrases
from acm_tui.handoff.request import TTL_S, DnsRequest, RequestedRecord, absolute, checked


class Message(msgspec.Struct, frozen=True):
    """A subject of one line, and a body that ends with a line break."""

    subject: str
    body: str


def message(request: DnsRequest, phrases: Phrases = ENGLISH) -> Message:
    """The text that asks for the records of *request*.

    Raises:
        ValueError: a name in it is none, so that it could carry lines of its own.
    """
    records = checked(request.records)
    names = [plain(absolute(name)) for name in request.names]
    subject = phrases.subject.format(domain=names[0])
    if request.deadline is not None:
        subject += phrases.subject_deadline.format(deadline=moment(request.deadline))
    paragraphs = [
        [_opening(len(records), phrases)],
        *([*_record(at, len(records), one, phrases)] for at, one in enumerate(records, 1)),
        [phrases.purpose.format(account=request.account, names=", ".join(names))],
        *([*_deadline(deadline, phrases)] for deadline in [request.deadline] if deadline is not None),
        [phrases.keep],
        [*_warnings(phrases)],
        [phrases.check.format(name=one.record.name) for one in records],
    ]
    return Message(subject, "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n")


def _opening(count: int, phrases: Phrases) -> str:
    return phrases.opening_one if count == 1 else phrases.opening_many.format(count=count)


def _record(number: int, count: int, one: RequestedRecord, phrases: Phrases) -> Iterator[str]:
    if count > 1:
        yield phrases.heading.format(number=number, count=count)
    yield phrases.name.format(name=one.record.name)
    if one.zone is not None:
        yield phrases.label.format(zone=plain(one.zone), label=one.label)
    yield phrases.type
    yield phrases.value.format(value=one.record.value)
    yield phrases.ttl.format(ttl=TTL_S)


def _deadline(deadline: datetime, phrases: Phrases) -> Iterator[str]:
    yield phrases.deadline.format(deadline=moment(deadline))
    if deadline.utcoffset():
        yield phrases.deadline_utc.format(utc=moment(deadline.astimezone(UTC)))
    yield phrases.after_deadline


def _warnings(phrases: Phrases) -> Iterator[str]:
    yield phrases.dont
    for warning in (phrases.dont_proxy, phrases.dont_double, phrases.dont_change, phrases.dont_type):
        yield f"- {warning}"


def moment(at: datetime) -> str:
    """*at* (aware) to the minute, with its offset: ``2026-11-26 18:00 JST (UTC+09:00)``; UTC as ``UTC``.

    Raises:
        ValueError: *at* has no time zone.
    """
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("a moment without a time zone cannot be told to others")
    written = f"{at:%Y-%m-%d %H:%M}"
    if not offset:
        return f"{written} UTC"
    digits = f"{at:%z}"
    from_utc = f"UTC{digits[:3]}:{digits[3:5]}"
    name = at.tzname() or from_utc
    return f"{written} {from_utc}" if name == from_utc else f"{written} {name} ({from_utc})"
