"""Zones under which anybody may register, so that nobody's DNS team edits them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def is_public_suffix(zone: str) -> bool:
    """Whether *zone* is the root, or on the Public Suffix List, as ``com`` or ``co.uk``."""
    name = zone.lower().rstrip(".")
    return not name or bool(_list().is_public(name))


@cache
def _list() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # reads some 15,000 rules: only where it is needed

    return PublicSuffixList()
