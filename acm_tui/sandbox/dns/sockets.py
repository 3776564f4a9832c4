"""Addresses of this machine with one port: NS records carry none, so all must listen on the same."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass

CANDIDATES = ("127.0.0.1", "127.0.0.2", "::1")
"""Loopback addresses in the order they are tried: the second is missing on macOS, the third on some hosts."""

PARENT = "127.0.0.3"
"""Where the roots and top-level domains have a server of their own, on systems that have the address."""

_ATTEMPTS = 50
_BACKLOG = 64


class NoAddressesError(OSError):
    """No two loopback addresses could be had on one port."""


@dataclass(frozen=True)
class Listening:
    """The sockets of one address, bound; the stream one listens."""

    address: str
    datagram: socket.socket
    stream: socket.socket

    def close(self) -> None:
        """Give the port back."""
        self.datagram.close()
        self.stream.close()


def bind(port: int = 0) -> tuple[Listening, ...]:
    """The first two of :data:`CANDIDATES` that can be bound together, then :data:`PARENT` if it can be had.

    UDP and TCP, all on one port; 0 picks a free one.

    Raises:
        NoAddressesError: there are no two, or the port asked for is taken.
    """
    reasons: list[str] = []
    for first, second in itertools.combinations(CANDIDATES, 2):
        for attempt in range(1 if port else _ATTEMPTS):
            try:
                return _bind_all(first, second, port)
            except OSError as error:
                # Taken on one of the sockets: with a port of our own choice, try another one. Anything
                # else (no such address) will not get better.
                if error.errno != errno.EADDRINUSE or port or attempt == _ATTEMPTS - 1:
                    reasons.append(f"{first} and {second}: {error.strerror or error}")
                    break
    raise NoAddressesError(
        f"no two loopback addresses can share port {port or 'any'} for the sandbox's DNS "
        f"({'; '.join(reasons)}); free the port, or name another one"
    )


def _bind_all(first: str, second: str, port: int) -> tuple[Listening, ...]:
    bound = [_bind(first, port)]
    port = bound[0].stream.getsockname()[1]
    try:
        bound.append(_bind(second, port))
        with _unless_missing():
            bound.append(_bind(PARENT, port))
    except OSError:
        for one in bound:
            one.close()
        raise
    return tuple(bound)


@contextlib.contextmanager
def _unless_missing() -> Iterator[None]:
    # macOS has no 127.0.0.3 without being told; whatever else fails is a failure.
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:
            raise


def _bind(address: str, port: int) -> Listening:
    opened: list[socket.socket] = []
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            opened.append(made := socket.socket(_family(address), kind))
            if kind == socket.SOCK_STREAM and os.name == "posix":
                # A port left a moment ago may be taken again; on Windows this option would steal one in use.
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((address, port))
            made.setblocking(False)
            port = made.getsockname()[1]
        stream, datagram = opened
        stream.listen(_BACKLOG)
    except OSError:
        for made in opened:
            made.close()
        raise
    return Listening(address, datagram, stream)


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET
