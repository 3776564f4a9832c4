"""What one server said, or did not say, to one question."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class Perspective(enum.StrEnum):
    """From where the record was looked at."""

    AUTHORITATIVE = "authoritative"
    """One of the zone's own name servers, asked directly."""
    DELEGATION = "delegation"
    """A server on the way from the roots to the zone."""
    PARENT = "parent"
    """A server of the zone above, asked about the record itself."""
    PUBLIC = "public"
    """A public resolver: what the world sees, caches included."""
    LOCAL = "local"
    """The resolver that this machine uses; it may know names that the world does not."""
    CONTROL = "control"
    """An address at which there is no server (RFC 5737): whoever answers stands in the way."""

    @property
    def resolver(self) -> bool:
        """Asked to search for the answer; it need not have any authority for it."""
        return self in (Perspective.PUBLIC, Perspective.LOCAL)


class Transport(enum.StrEnum):
    """How the answer came (or, when none came, what was tried last)."""

    UDP = "udp"
    TCP = "tcp"
    HTTPS = "https"
    """DNS over HTTPS (RFC 8484), where the network lets nothing else through."""


class Failure(enum.StrEnum):
    """Why there is no answer."""

    TIMEOUT = "timeout"
    """Nothing usable came back in time."""
    UNREACHABLE = "unreachable"
    """The network said at once that it cannot be reached, or the server has no address."""
    NO_ROUTE = "no_route"
    """This machine itself has no way to the address, as without IPv6: nothing was sent."""
    NO_NAME = "no_name"
    """Nothing was sent: what was to be asked for is no name in DNS (RFC 1035 §2.3.4)."""


class Question(msgspec.Struct, frozen=True):
    """A name, absolute with its final dot, and a record type by its mnemonic."""

    name: str
    type: str


class Answer(msgspec.Struct, frozen=True):
    """One record of the answer section; ``ttl`` in seconds, ``value`` in zone-file form."""

    name: str
    type: str
    ttl: int
    value: str


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One question to one address, and what became of it.

    ``zone`` is the zone that the server was asked about as one of its own. ``rcode`` is the mnemonic
    (``NOERROR``, ``NXDOMAIN``, …), ``aa`` and ``ra`` the header's flags, ``referral`` the zone that the
    answer delegates away, ``serial`` and ``mname`` (the primary server) the zone's SOA as this address has
    it, ``negative_ttl_s`` how many seconds a resolver would remember that the name is not there (RFC 2308
    §5; of a resolver's answer: will go on to remember), ``ede`` the extended errors (RFC 8914) as
    ``code name: text``. ``cd``: the resolver was asked not to validate (checking disabled, RFC 4035
    §3.2.2). ``intercepted``: in the same look, somebody in between was seen to answer in the servers' place.
    ``at`` is aware UTC, ``rtt_ms`` in milliseconds.

    With no answer ``rcode`` is ``None``, and ``failure`` and ``error`` (a sentence) say why.
    """

    perspective: Perspective
    server: str
    address: str
    port: int
    zone: str
    question: Question
    at: datetime
    transport: Transport = Transport.UDP
    rcode: str | None = None
    aa: bool = False
    ra: bool = False
    cd: bool = False
    intercepted: bool = False
    answers: tuple[Answer, ...] = ()
    referral: str | None = None
    serial: int | None = None
    mname: str | None = None
    negative_ttl_s: int | None = None
    ede: tuple[str, ...] = ()
    rtt_ms: float | None = None
    failure: Failure | None = None
    error: str | None = None


class NameServer(msgspec.Struct, frozen=True):
    """A zone's name server and every address known of it; none when its name leads nowhere."""

    name: str
    addresses: tuple[str, ...]


class Zone(msgspec.Struct, frozen=True):
    """A zone and its servers: those the parent delegates to and those the zone itself names.

    ``confirmed``: one of them answered with authority for it. Otherwise only its parent has been heard.
    ``delegated`` are the names of the servers that the zone above gives, ``named`` those of the zone's own
    NS records; both canonical and sorted, empty where they could not be learned. ``above`` is the zone that
    delegates this one, where the way led through it.
    """

    name: str
    servers: tuple[NameServer, ...]
    confirmed: bool = True
    delegated: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    above: Zone | None = None
