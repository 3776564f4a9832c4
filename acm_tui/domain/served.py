"""Which certificate a TLS handshake saw, and what many of them together prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

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


Finding = Literal[
    "verified", "without a name", "not verified", "does not verify", "old", "another one", "not seen"
]
"""What one handshake says: the new leaf, and chain and name verify; the new leaf without SNI, where there is
no name to verify; the new leaf, but whether it verifies could not be asked; the new leaf, which does not
verify; another leaf; none."""


def finding(one: Handshake, new: str, old: str | None) -> Finding:
    """What *one* says. *new* and *old* are fingerprints; *old* is ``None`` when unknown."""
    if one.fingerprint is None:
        return "not seen"
    if one.fingerprint != new:
        return "old" if one.fingerprint == old else "another one"
    if one.verified is not None:
        return "verified" if one.verified else "does not verify"
    return "without a name" if one.server_name is None else "not verified"


class Served(msgspec.Struct, frozen=True):
    """What the handshakes say of one certificate. Only ``proven`` is green.

    ``new``, ``old`` and ``other`` count leaves, ``unseen`` handshakes without one. ``unverified`` counts
    those whose chain or host name does not verify, ``unchecked`` those with the new leaf for a name of which
    that could not be asked. ``silent`` counts the unseen ones at an address that answered otherwise: it can
    be reached, so that something is amiss with the name or the moment. ``bare`` counts listeners that showed
    the new leaf without SNI only: of no name is it known whether it verifies.
    """

    new: int
    old: int
    other: int
    unseen: int
    unverified: int = 0
    unchecked: int = 0
    silent: int = 0
    bare: int = 0

    @property
    def seen(self) -> int:
        """How many handshakes ended with a leaf."""
        return self.new + self.old + self.other

    @property
    def proven(self) -> bool:
        """Whether something was seen, and every address that answered proves it for all that it was asked.

        That is: each handshake with it shows the new leaf, and where a name was sent, chain and name verify.
        An address that never answered proves nothing, and takes nothing away.
        """
        against = self.old, self.other, self.unverified, self.unchecked, self.silent, self.bare
        return self.new > 0 and not any(against)


def served(handshakes: Iterable[Handshake], new: str, old: str | None) -> Served:
    """Count which leaf was seen. *new* and *old* are fingerprints; *old* is ``None`` when unknown.

    A handshake that failed is neither old nor new: it is unseen.
    """
    asked = tuple(handshakes)
    found = Counter(finding(one, new, old) for one in asked)
    seen = [one for one in asked if one.fingerprint is not None]
    reached = {(_listener(one), one.address) for one in seen}
    named = {_listener(one) for one in seen if one.server_name is not None}
    return Served(
        new=sum(one.fingerprint == new for one in seen),
        old=found["old"],
        other=found["another one"],
        unseen=found["not seen"],
        unverified=sum(one.verified is False for one in asked),
        unchecked=found["not verified"],
        silent=sum(one.fingerprint is None and (_listener(one), one.address) in reached for one in asked),
        bare=len({_listener(one) for one in seen if one.fingerprint == new} - named),
    )


def out_of_sight(handshakes: Iterable[Handshake]) -> tuple[Handshake, ...]:
    """Of each listener the first handshake that saw nothing: there somebody should look from elsewhere."""
    first: dict[tuple[str, int], Handshake] = {}
    for one in handshakes:
        if one.fingerprint is None:
            first.setdefault(_listener(one), one)
    return tuple(first.values())


def _listener(one: Handshake) -> tuple[str, int]:
    return one.load_balancer, one.port
