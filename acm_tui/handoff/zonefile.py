"""The records as lines of a zone file."""

from __future__ import annotations

from collections.abc import Iterable

from acm_tui.domain.propagation import plain
from acm_tui.domain.record_plan import TTL_S
from acm_tui.handoff.request import RequestedRecord, checked


def zone_lines(records: Iterable[RequestedRecord], ttl_s: int = TTL_S) -> str:
    """*records* in master-file form (RFC 1035 §5.1), ending with a line break.

    All names are absolute, with their final dot: the lines mean the same under whatever ``$ORIGIN``. Records
    of one zone stand together under a comment that names it, those of no known zone at the end.

    Raises:
        ValueError: a name is none, or a record is not in its zone.
    """
    sure = checked(records)
    lines: list[str] = []
    for zone in sorted({one.zone for one in sure}, key=lambda zone: (zone is None, zone or "")):
        if zone is not None:
            lines.append(f"; zone {plain(zone)}")
        lines += [
            f"{one.record.name} {ttl_s} IN CNAME {one.record.value}" for one in sure if one.zone == zone
        ]
    return "".join(f"{line}\n" for line in lines)
