"""The request to the DNS team as text, to be sent as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from acm_tui.domain.propagation import both_forms, plain
from acm_tui.domain.record_plan import TTL_S
from acm_tui.handoff.columns import cells, padded
from acm_tui.handoff.english import ENGLISH
from acm_tui.handoff.phrases import Phrases
from acm_tui.handoff.request import Asker, DnsRequest, RequestedRecord, absolute, checked


class Message(msgspec.Struct, frozen=True):
    """A subject of one line, and a body that ends with a line break."""

    subject: str
    body: str


def message(request: DnsRequest, phrases: Phrases = ENGLISH) -> Message:
    """The text that asks for the records of *request*.

    What is to be registered stands there as DNS holds it; domains also as people read them.

    Raises:
        ValueError: a name in it is none, so that it could carry lines of its own.
    """
    records = checked(request.records)
    many = len(records) > 1
    paragraphs = [
        [(phrases.opening_many if many else phrases.opening_one).format(count=len(records))],
        *_records(records, phrases, by_zone=bool(request.others)),
        [*_purpose(request, phrases)],
        *([*_deadline(deadline, phrases)] for deadline in [request.deadline] if deadline is not None),
        [phrases.keep_several if request.others else phrases.keep_many if many else phrases.keep_one],
        [phrases.dont, *(_point(point, phrases) for point in phrases.donts)],
        [phrases.check, *(f"dig +short CNAME {one.record.name}" for one in records)],
        *([closing] for closing in [phrases.closing] if closing),
    ]
    body = "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"
    return Message(_subject(request, many, phrases), body)


def letter(request: DnsRequest, phrases: Phrases = ENGLISH) -> str:
    """The message with its subject in a line above it.

    Raises:
        ValueError: as ``message``.
    """
    written = message(request, phrases)
    return f"{phrases.subject_line.format(subject=written.subject)}\n\n{written.body}"


def _names(asker: Asker) -> list[str]:
    return [both_forms(plain(absolute(name))) for name in asker.names]


def _subject(request: DnsRequest, many: bool, phrases: Phrases) -> str:
    certificates = request.askers
    if len(certificates) > 1:
        subject = phrases.subject_several.format(count=len(certificates))
    else:
        domain = _names(certificates[0])[0]
        subject = (phrases.subject_many if many else phrases.subject_one).format(domain=domain)
    if request.deadline is None:
        return subject
    return subject + phrases.subject_deadline.format(deadline=moment(request.deadline, phrases))


def _purpose(request: DnsRequest, phrases: Phrases) -> Iterator[str]:
    if not request.others:
        yield phrases.purpose.format(account=request.account, names=", ".join(_names(request.askers[0])))
        return
    yield phrases.purpose_several
    for one in request.askers:
        yield phrases.bullet + phrases.asker.format(account=one.account, names=", ".join(_names(one)))


def _records(records: tuple[RequestedRecord, ...], phrases: Phrases, *, by_zone: bool) -> Iterator[list[str]]:
    """A paragraph a record; with *by_zone* each zone is named above its first one."""
    before: str | None = ""
    for number, one in enumerate(records, 1):
        if by_zone and one.zone != before:
            before = one.zone
            yield [
                phrases.in_no_zone
                if one.zone is None
                else phrases.in_zone.format(zone=both_forms(plain(one.zone)))
            ]
        yield [*_record(number, len(records), one, phrases)]


def _record(number: int, count: int, one: RequestedRecord, phrases: Phrases) -> Iterator[str]:
    words = (phrases.name, phrases.type, phrases.value, phrases.ttl)
    width = max(map(cells, words)) + 2
    name, kind, value, ttl = (padded(f"{word}:", width) for word in words)
    if count > 1:
        yield phrases.heading.format(number=number, count=count)
    yield name + one.record.name
    if one.zone is not None:
        yield " " * width + phrases.label.format(zone=both_forms(plain(one.zone)), label=one.label)
    yield kind + one.record.type
    yield value + one.record.value
    yield ttl + phrases.ttl_value.format(ttl=TTL_S)


def _deadline(deadline: datetime, phrases: Phrases) -> Iterator[str]:
    yield phrases.deadline.format(deadline=moment(deadline, phrases))
    if deadline.utcoffset():
        yield phrases.deadline_utc.format(utc=moment(deadline.astimezone(UTC), phrases))
    yield phrases.after_deadline


def _point(point: str, phrases: Phrases) -> str:
    return phrases.bullet + point.replace("\n", "\n" + " " * cells(phrases.bullet))


def moment(at: datetime, phrases: Phrases = ENGLISH) -> str:
    """*at* (aware) to the minute, with its offset: ``2026-11-26 18:00 JST (UTC+09:00)``; UTC as ``UTC``.

    The date is written as the language of *phrases* writes it.

    Raises:
        ValueError: *at* has no time zone.
    """
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("a moment without a time zone cannot be told to others")
    written = phrases.moment.format(at=at)
    if not offset:
        return f"{written} UTC"
    digits = f"{at:%z}"
    from_utc = f"UTC{digits[:3]}:{digits[3:5]}"
    name = at.tzname() or from_utc
    return f"{written} {from_utc}" if name == from_utc else f"{written} {name} ({from_utc})"
