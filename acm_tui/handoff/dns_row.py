"""One observation on one line of plain text."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Observation, Perspective, Transport, classify, plain, same_name
from acm_tui.domain.propagation.wording import forgetting, said, words_of
from acm_tui.text import safe

_DNS_PORT = 53


class DnsRow(NamedTuple):
    """Who was asked, how long it took, and what it said; safe to show."""

    sign: str
    server: str
    address: str
    rtt: str
    words: str


def dns_row(row: Observation, record: ValidationRecord, now: datetime) -> DnsRow:
    """*row* in words, at *now*: a classification where *record* was asked for, else question and answer."""
    sign, words = _about(row, record, now)
    return DnsRow(
        sign,
        "" if row.server == row.address else safe(plain(row.server)),
        safe(_address(row)),
        f"{row.rtt_ms:.0f} ms" if row.rtt_ms is not None else "",
        safe(words),
    )


def is_silent_control(row: Observation) -> bool:
    """Whether nobody answered where there is nobody: as it should be, and no news."""
    return row.perspective is Perspective.CONTROL and row.rcode is None


def _about(row: Observation, record: ValidationRecord, now: datetime) -> tuple[str, str]:
    question = row.question
    if question.type != record.type or not same_name(question.name, record.name):
        return "?" if row.rcode is None else "·", f"{plain(question.name)} {question.type} → {said(row)}"
    sign, words = words_of(classify(row, record))
    if row.rcode is None and row.error:
        return sign, row.error
    return sign, ", ".join((words, *_details(row, now)))


def _details(row: Observation, now: datetime) -> list[str]:
    resolver = row.perspective.resolver
    details = [
        "" if resolver or row.serial is None else f"serial {row.serial}",
        "asked not to validate" if row.cd else "",
        _way(row),
        *row.ede,
        forgetting(row, now) if resolver and not row.answers else "",
    ]
    return [one for one in details if one]


def _way(row: Observation) -> str:
    """How the answer came, unless as most do."""
    return "" if row.transport is Transport.UDP else f"over {row.transport.value.upper()}"


def _address(row: Observation) -> str:
    """With the port, as ``dig`` writes it, where that is not DNS's own."""
    return row.address if row.port == _DNS_PORT or not row.address else f"{row.address}#{row.port}"
