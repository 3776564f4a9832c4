"""How DNS is asked."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from acm_tui.dns.roots import ROOT_SERVERS
from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.propagation import NameServer

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
        timeout_s: seconds after which a question counts as unanswered.
        retransmit_s: seconds after which it is sent a second time by UDP.
        hedge_s: seconds after which it is sent by TCP as well, for networks that let only that through.
        in_flight: questions under way to one server at most.
        remember_s: seconds for which a delegation is believed.
        remember_failure_s: seconds after which the way is tried again when it led nowhere.

    Raises:
        SettingsTrouble: a port, a root server or the resolver is none.
    """

    port: int = 53
    root_servers: tuple[str, ...] = ()
    resolver: str = ""
    timeout_s: float = 1.5
    retransmit_s: float = 0.5
    hedge_s: float = 1.0
    in_flight: int = 4
    remember_s: float = 60.0
    remember_failure_s: float = 5.0

    def __post_init__(self) -> None:
        _check_port("port", self.port)
        for address in self.root_servers:
            _check_address("root_servers", address)
        if self.resolver:
            _endpoint(self.resolver)

    @property
    def roots(self) -> tuple[NameServer, ...]:
        """The servers to begin at."""
        if not self.root_servers:
            return ROOT_SERVERS
        return tuple(NameServer(address, (address,)) for address in self.root_servers)

    @property
    def resolver_endpoint(self) -> Endpoint | None:
        """The resolver as address and port; ``None``: the system's."""
        return _endpoint(self.resolver) if self.resolver else None


def _endpoint(written: str) -> Endpoint:
    address, colon, port = written.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit():
        raise _trouble("resolver", written, "Write it as ip:port, an IPv6 address in brackets.")
    bare = address[1:-1] if address.startswith("[") and address.endswith("]") else address
    _check_address("resolver", bare)
    _check_port("resolver", int(port))
    return Endpoint(bare, int(port))


def _check_port(key: str, port: int) -> None:
    if not 1 <= port <= _HIGHEST_PORT:
        raise _trouble(key, str(port), f"Give a port from 1 to {_HIGHEST_PORT}.")


def _check_address(key: str, address: str) -> None:
    try:
        ipaddress.ip_address(address)
    except ValueError as error:
        raise _trouble(key, address, "Give an IP address, not a name.") from error


def _trouble(key: str, value: str, remedy: str) -> SettingsTrouble:
    return SettingsTrouble(f"The setting [dns] {key} cannot be {value!r}.", remedy=remedy)
