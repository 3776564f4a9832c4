"""What one look in DNS saw of a validation record: by it a certificate is renewed, so it must stay there."""

from __future__ import annotations

from datetime import datetime

import msgspec

from acm_tui.domain.certificate import ValidationRecord


class RecordSight(msgspec.Struct, frozen=True, kw_only=True):
    """One look at *record*, which ended ``at`` (aware).

    ``verdict`` is the word for it (``domain.propagation.VerdictKind``); ``servers`` are the names of those
    that were seen to have it. ``public_view``: the zone's own servers could not be asked; these are public
    resolvers.
    """

    record: ValidationRecord
    at: datetime
    verdict: str
    servers: tuple[str, ...] = ()
    public_view: bool = False

    @property
    def right(self) -> bool:
        """Whether everybody who could be asked has it."""
        return self.verdict == "ready"


def with_them(known: tuple[RecordSight, ...], seen: tuple[RecordSight, ...]) -> tuple[RecordSight, ...]:
    """What was *known* with what was *seen* since: the latest look at each record."""
    latest = {one.record: one for one in (*known, *seen)}
    return tuple(latest.values())
