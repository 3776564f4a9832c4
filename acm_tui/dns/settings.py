"""How DNS is asked."""

from __future__ import annotations

import ipaddress
import urllib.parse
from dataclasses import dataclass
from typing import get_args

from acm_tui.dns.defaults import DOH_SERVERS, PUBLIC_RESOLVERS, DohMode
from acm_tui.dns.roots import ROOT_SERVERS
from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.propagation import NameServer

DNS_PORT = 53
_HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Endpoint:
    """An address and a port."""

    address: str
    port: int


@dataclass(frozen=True)
class DnsSettings:
    """How DNS is asked.

    Args:
        port: the port of every name server.
        root_servers: addresses to begin at; empty: the world's.
        resolver: ``ip:port`` (IPv6 in brackets) of a server that knows host names; empty: this system's.
        public_resolvers: ``ip`` (then at port 53) or ``ip:port`` (IPv6 in brackets) of resolvers that show
            what the world sees; empty: none is asked.
        doh: whether DNS is asked over HTTPS.
        doh_servers: the ``https`` URLs of the servers that answer DNS over HTTPS (RFC 8484).
        timeout_s: seconds after which a question counts as unanswered.
        retransmit_s: seconds after which it is sent a second time by UDP.
        hedge_s: seconds after which it is sent by TCP as well, for networks that let only that through.
        in_flight: questions under way to one server at most.
        remember_s: seconds for which a delegation is believed.
        remember_failure_s: seconds after which the way is tried again when it led nowhere.
        walk_steps: questions on the way to one zone at most, those for its servers' addresses included.
        walk_s: seconds after which such a way is given up.
        nobody: an address at which there is no server (RFC 5737, TEST-NET-1).
        remember_nobody_s: seconds for which it is believed that nobody answers there.
        doh_timeout_s: seconds after which a question over HTTPS counts as unanswered; it has a connection
            and a TLS handshake to make first, often through a proxy.

    Raises:
        SettingsTrouble: a port, a root server, a resolver, the way with HTTPS or a URL is none.
    """

    port: int = 53
    root_servers: tuple[str, ...] = ()
    resolver: str = ""
    public_resolvers: tuple[str, ...] = PUBLIC_RESOLVERS
    doh: DohMode = "auto"
    doh_servers: tuple[str, ...] = DOH_SERVERS
    timeout_s: float = 1.5
    retransmit_s: float = 0.5
    hedge_s: float = 1.0
    in_flight: int = 4
    remember_s: float = 60.0
    remember_failure_s: float = 5.0
    walk_steps: int = 200
    walk_s: float = 10.0
    nobody: str = "192.0.2.1"
    remember_nobody_s: float = 300.0
    doh_timeout_s: float = 5.0

    def __post_init__(self) -> None:
        _check_port("port", self.port)
        for address in self.root_servers:
            _check_address("root_servers", address)
        if self.resolver:
            _endpoint("resolver", self.resolver)
        for written in self.public_resolvers:
            _resolver_endpoint("public_resolvers", written)
        if self.doh not in get_args(DohMode):
            raise _trouble("doh", self.doh, f"Write one of: {', '.join(get_args(DohMode))}.")
        for url in self.doh_servers:
            _check_url("doh_servers", url)

    @property
    def roots(self) -> tuple[NameServer, ...]:
        """The servers to begin at."""
        if not self.root_servers:
            return ROOT_SERVERS
        return tuple(NameServer(address, (address,)) for address in self.root_servers)

    @property
    def resolver_endpoint(self) -> Endpoint | None:
        """The resolver as address and port; ``None``: the system's."""
        return _endpoint("resolver", self.resolver) if self.resolver else None

    @property
    def public_endpoints(self) -> tuple[Endpoint, ...]:
        """The public resolvers as address and port, each once, in the order given."""
        endpoints = (_resolver_endpoint("public_resolvers", written) for written in self.public_resolvers)
        return tuple(dict.fromkeys(endpoints))


def _resolver_endpoint(key: str, written: str) -> Endpoint:
    """*written* with a port or, at DNS's own, without one."""
    return Endpoint(written, DNS_PORT) if _is_address(written) else _endpoint(key, written)


def _endpoint(key: str, written: str) -> Endpoint:
    address, colon, port = written.rpartition(":")
    bracketed = address.startswith("[") and address.endswith("]")
    bare = address[1:-1] if bracketed else address
    # Without brackets nobody can tell where an IPv6 address ends and its port begins.
    if not colon or not port.isascii() or not port.isdigit() or (":" in bare) is not bracketed:
        raise _trouble(key, written, "Write it as ip:port, an IPv6 address in brackets.")
    _check_address(key, bare)
    _check_port(key, int(port))
    return Endpoint(bare, int(port))


def _check_port(key: str, port: int) -> None:
    if not 1 <= port <= _HIGHEST_PORT:
        raise _trouble(key, str(port), f"Give a port from 1 to {_HIGHEST_PORT}.")


def _check_address(key: str, address: str) -> None:
    if not _is_address(address):
        raise _trouble(key, address, "Give an IP address, not a name.")


def _is_address(written: str) -> bool:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        return False
    return True


def _check_url(key: str, url: str) -> None:
    remedy = "Write it as https://address/path, an IPv6 address in brackets."
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _trouble(key, url, remedy) from error
    # A URL has neither spaces nor letters beyond ASCII (RFC 3986 §2).
    readable = url.isascii() and url.isprintable() and " " not in url
    if not readable or parts.scheme != "https" or not parts.hostname or port == 0:
        raise _trouble(key, url, remedy)


def _trouble(key: str, value: str, remedy: str) -> SettingsTrouble:
    return SettingsTrouble(f"The setting [dns] {key} cannot be {value!r}.", remedy=remedy)
