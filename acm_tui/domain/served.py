"""Which certificate a TLS handshake saw, and what many of them together prove."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from acm_tui.domain.listener import Listener, LoadBalancer


class Handshake(msgspec.Struct, frozen=True, kw_only=True):
    """One handshake with one address. ``server_name`` is the SNI sent, ``None`` when none was.

    ``fingerprint`` is the SHA-256 of the leaf in lower-case hex; ``None`` means that no
    leaf was seen, and ``error`` says why; beside a fingerprint it says why nothing could be verified.
    ``verified`` says whether chain and host name verify, ``None`` where that was not asked.
    """

    load_balancer: str
    address: str
    port: int
    server_name: str | None
    at: datetime
    fingerprint: str | None = None
    error: str | None = None
    verified: bool | None = None
    rtt_ms: float | None = None


class ServingHost(msgspec.Struct, frozen=True):
    """A listener to shake hands with: host name and port, once for each SNI name and once without.

    ``http``: what it serves speaks HTTP, so that a request may keep a connection alive.
    """

    load_balancer: str
    host: str
    port: int
    server_names: tuple[str | None, ...]
    listener_arn: str = ""
    http: bool = False


PROBE_LABEL = "acm-tui-probe"
"""Stands in for the asterisk of a wildcard name, which nobody can send as SNI (RFC 6066, section 3)."""


def serving_hosts(
    listeners: Iterable[tuple[LoadBalancer, Listener]], certificate: str, names: Iterable[str]
) -> tuple[ServingHost, ...]:
    """Where to shake hands to see whether *listeners* serve *certificate* (an ARN) for its *names*.

    Without SNI a listener serves its default: that is asked only where the certificate is the default.
    """
    sent = tuple(name.replace("*", PROBE_LABEL, 1) for name in names)
    return tuple(
        ServingHost(
            balancer.name,
            balancer.dns_name,
            listener.port,
            (*sent, None) if listener.default == certificate else sent,
            listener.arn,
            listener.protocol == "HTTPS",
        )
        for balancer, listener in listeners
    )


class Served(msgspec.Struct, frozen=True):
    """What the handshakes say of one certificate. Only ``proven`` is green.

    ``unverified`` counts those whose chain or host name does not verify.
    """

    new: int
    old: int
    other: int
    unseen: int
    unverified: int = 0

    @property
    def seen(self) -> int:
        """How many handshakes ended with a leaf."""
        return self.new + self.old + self.other

    @property
    def proven(self) -> bool:
        """Whether something was seen, and all that was seen is the new certificate and verifies."""
        return self.new > 0 and self.old == self.other == self.unverified == 0


def served(handshakes: Iterable[Handshake], new: str, old: str | None) -> Served:
    """Count which leaf was seen. *new* and *old* are fingerprints; *old* is ``None`` when unknown.

    A handshake that failed is neither old nor new: it is unseen.
    """
    counts = {"new": 0, "old": 0, "other": 0, "unseen": 0, "unverified": 0}
    for one in handshakes:
        if one.verified is False:
            counts["unverified"] += 1
        if one.fingerprint is None:
            counts["unseen"] += 1
        elif one.fingerprint == new:
            counts["new"] += 1
        elif one.fingerprint == old:
            counts["old"] += 1
        else:
            counts["other"] += 1
    return Served(**counts)
