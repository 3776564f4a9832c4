"""What looking for certificates brings, place by place."""

from __future__ import annotations

from dataclasses import dataclass

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.errors import Trouble


@dataclass(frozen=True)
class Found:
    """A certificate that is validated by email."""

    certificate: Certificate


@dataclass(frozen=True)
class Looked:
    """A profile's region that was looked through to the end, and how many certificates it held."""

    profile: str
    region: str
    count: int


@dataclass(frozen=True)
class NotLooked:
    """A profile's region that could not be looked through, and why."""

    profile: str
    region: str
    trouble: Trouble
