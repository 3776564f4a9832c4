"""Which certificate a load balancer serves for a server name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Candidate:
    """What the choice looks at. `hash_bits` is the size of the signature's hash, `key_bits` of the key."""

    arn: str
    names: tuple[str, ...]
    is_ecdsa: bool
    hash_bits: int
    key_bits: int
    not_before: datetime
    not_after: datetime


def covers(pattern: str, server_name: str) -> bool:
    """True if a certificate's name serves *server_name*; `*` is exactly one label (RFC 6125, 6.4.3)."""
    pattern, server_name = pattern.lower(), server_name.lower().rstrip(".")
    if not pattern.startswith("*."):
        return pattern == server_name
    _, dot, parent = server_name.partition(".")
    return bool(dot) and parent == pattern[2:]


def choose(server_name: str, candidates: Iterable[Candidate], now: datetime) -> Candidate | None:
    """The candidate that serves *server_name*, or None if none does.

    In this order: ECDSA before RSA, an exact name before a wildcard, not expired before expired, the stronger
    hash, the longer key, the longer validity (Application Load Balancers user guide, "Certificate list"; the
    place of the exact name is not documented). Whether the client can use an ECDSA certificate is not asked.
    """
    matching = [one for one in candidates if any(covers(name, server_name) for name in one.names)]
    return max(matching, key=lambda one: _rank(one, server_name, now), default=None)


def _rank(one: Candidate, server_name: str, now: datetime) -> tuple[float, ...]:
    exact = any(name.lower() == server_name.lower().rstrip(".") for name in one.names)
    validity = (one.not_after - one.not_before).total_seconds()
    return one.is_ecdsa, exact, now < one.not_after, one.hash_bits, one.key_bits, validity
