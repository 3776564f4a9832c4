"""Zones under which anybody may register, so that nobody's DNS team edits them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def is_public_suffix(zone: str) -> bool:
    """Whether *zone* is the root, or on the Public Suffix List, as ``com`` or ``co.uk``."""
    name = zone.lower().rstrip(".")
    return not name or bool(_list().is_public(name))


def registered_domains(names: Iterable[str]) -> tuple[str, ...]:
    """The domains below which *names* are registered, each once: what is known of their zones without DNS.

    A name that has none, as a suffix itself, stands for itself.
    """
    plain = (name.lower().rstrip(".").removeprefix("*.") for name in names)
    return tuple(dict.fromkeys(str(_list().privatesuffix(name) or name) for name in plain))


@cache
def _list() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # reads some 15,000 rules: only where it is needed

    return PublicSuffixList()
