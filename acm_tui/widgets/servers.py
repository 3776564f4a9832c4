"""What each name server or resolver says of a record, one line a server and address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Observation, classify, plain
from acm_tui.domain.propagation.wording import forgetting, words_of
from acm_tui.widgets.say import Part, Row, line, style_of


def server_rows(observations: Iterable[Observation], record: ValidationRecord) -> list[Row]:
    """What the name servers say, as aligned rows in the order given."""
    seen = tuple(observations)
    width = max((len(plain(row.server)) for row in seen), default=0)
    at = max((len(row.address) for row in seen), default=0)
    return [
        _row(row, record, f"{plain(row.server):<{width}}  ", f"{row.address:<{at}}", _serial(row))
        for row in seen
    ]


def resolver_rows(observations: Iterable[Observation], record: ValidationRecord, now: datetime) -> list[Row]:
    """What resolvers say, as aligned rows; and seen at *now*, when each forgets its “no”."""
    seen = tuple(observations)
    width = max((len(row.server) for row in seen), default=0)
    return [_row(row, record, f"{row.server:<{width}}", "", forgetting(row, now)) for row in seen]


def _serial(row: Observation) -> str:
    return "" if row.serial is None else f"serial {row.serial}"


def _row(row: Observation, record: ValidationRecord, server: str, address: str, note: str) -> Row:
    sign, words = words_of(classify(row, record))
    rtt = f"{row.rtt_ms:5.0f} ms" if row.rtt_ms is not None else " " * 8
    label = line(
        f"  {server}",
        (f"{address} {rtt}  ", "$secondary"),
        (f"{sign} ", style_of(sign)),
    )
    parts: list[Part] = [words]
    if note:
        parts.append((f", {note}", "$secondary"))
    if row.error:
        parts.append((f": {row.error}", "$secondary"))
    return Row(label, line(*parts))
