"""Addresses in one order, whatever order a server gave them in."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable


def in_order(addresses: Iterable[str]) -> tuple[str, ...]:
    """Each of *addresses* once, IPv4 first and then by number: what is shown of them must not jump."""
    parsed = {ipaddress.ip_address(address) for address in addresses}
    return tuple(str(address) for address in sorted(parsed, key=lambda one: (one.version, int(one))))
