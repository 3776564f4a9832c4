"""Who is asked for what the world sees, unless the settings name others."""

from __future__ import annotations

from typing import Literal

DohMode = Literal["on", "auto", "off"]
"""DNS over HTTPS: in place of all other DNS, only where the zone's own servers cannot be asked, never."""

PUBLIC_RESOLVERS = ("1.1.1.1", "8.8.8.8", "9.9.9.9")
"""Cloudflare, Google Public DNS and Quad9."""

# By address: a network that lets no DNS through would not let the servers' names be looked up either.
DOH_SERVERS = tuple(f"https://{address}/dns-query" for address in PUBLIC_RESOLVERS)
"""The same over HTTPS; their certificates name these addresses."""
