"""The objects of a switch in place as JSON; what their members mean stands in docs/json.md."""

from __future__ import annotations

from datetime import datetime

import msgspec

from acm_tui.domain.certificate import ValidationRecord


class ToldWay(msgspec.Struct, frozen=True):
    """A way that was chosen."""

    at: datetime
    by: str
    way: str


class ToldName(msgspec.Struct, frozen=True):
    """A name of a certificate that is switched in place, and its CNAME."""

    domain: str
    record: ValidationRecord | None
    in_dns_at: datetime | None
    validated_at: datetime | None


class ToldPoint(msgspec.Struct, frozen=True):
    """One thing that renewing takes."""

    text: str
    holds: bool | None


class ToldRenewal(msgspec.Struct, frozen=True):
    """Whether it renews itself."""

    proven: bool
    points: list[ToldPoint]


class ToldSwitch(msgspec.Struct, frozen=True, kw_only=True):
    """The switch in place."""

    calls: list[int]
    found: tuple[datetime, ...]
    came_to_nothing: tuple[datetime, ...]
    complete_at: datetime | None
    pending_until: datetime | None
    names: list[ToldName]
    renewal: ToldRenewal
    left_behind: tuple[str, ...]
    infrastructure_code: tuple[str, ...]
