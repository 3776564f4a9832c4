"""Where the servers of the tests listen: addresses of their own, and one port that is free at all of them."""

from __future__ import annotations

import contextlib
import errno
import random
import socket

import pytest

TOP = "127.0.53.10"
"""The root and com."""
NS1, NS2, NS3, NS4 = "127.0.53.11", "127.0.53.12", "127.0.53.13", "127.0.53.14"
CHILD = "127.0.53.20"
SMALL = "127.0.53.21"
"""A server that sends short datagrams."""
SIGNING = "127.0.53.22"
REFUSING = "127.0.53.23"
PUBLIC, VALIDATING, PRIVATE = "127.0.53.30", "127.0.53.31", "127.0.53.32"

_EVERY = (TOP, NS1, NS2, NS3, NS4, CHILD, SMALL, SIGNING, REFUSING, PUBLIC, VALIDATING, PRIVATE)
# Below what systems give to sockets that ask for any port: nobody else's question comes from there.
_PORTS = range(20_000, 30_000)


def free_port() -> int:
    """A port that is free, UDP and TCP, at every address; without such addresses the test is skipped."""
    for port in random.sample(_PORTS, 50):
        if all(_is_free(address, port) for address in _EVERY):
            return port
    raise AssertionError("no port is free at all addresses")


def _is_free(address: str, port: int) -> bool:
    with contextlib.ExitStack() as opened:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            one = opened.enter_context(socket.socket(socket.AF_INET, kind))
            try:
                one.bind((address, port))
            except OSError as error:
                if error.errno == errno.EADDRNOTAVAIL:
                    pytest.skip("this system has no addresses 127.0.x.y beside 127.0.0.1")
                return False
    return True
