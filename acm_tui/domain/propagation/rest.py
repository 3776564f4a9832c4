"""How long public resolvers are left alone where they are asked in the place of the zone's own servers."""

from __future__ import annotations

from datetime import datetime, timedelta

from acm_tui.domain.propagation.observation import Observation

BURST_REST = timedelta(minutes=5)
"""How long they are not asked again where else the record may be, unless what they say of it changes."""

_SHORTEST, _LONGEST = timedelta(seconds=30), timedelta(minutes=5)
_AFTER_SILENCE = timedelta(seconds=5)


def rests_until(row: Observation) -> datetime:
    """Until when the resolver of *row* would only say the same, or remember another “no”.

    A “no” is remembered for as long as it says (RFC 2308 §5): asked before, it repeats it; asked as soon as
    it has forgotten, it looks, and remembers anew. What is there it repeats for its TTL; asking costs nobody
    anything then, so some minutes are enough. Silence leaves nothing behind.
    """
    if row.rcode is None:
        return row.at + _AFTER_SILENCE
    if row.answers:
        seconds = min(answer.ttl for answer in row.answers)
        return row.at + max(_SHORTEST, min(timedelta(seconds=seconds), _LONGEST))
    return row.at + max(_SHORTEST, timedelta(seconds=row.negative_ttl_s or 0))
