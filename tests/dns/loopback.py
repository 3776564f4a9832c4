"""Name servers for the tests: small ones in the test's own event loop, which can misbehave as told."""

import asyncio
import contextlib
import errno
import functools
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.zone
import pytest

from acm_tui.domain.propagation import Transport
from acm_tui.sandbox.dns.answering import answer

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ROOT, TLD, ONE, TWO, THREE = "127.0.0.10", "127.0.0.11", "127.0.0.12", "127.0.0.13", "127.0.0.14"
DEAD = "127.0.0.15"
"""An address at which nobody listens."""

Behaviour = Callable[[dns.message.Message, Transport], dns.message.Message | bytes | None]
"""Question and how it came → answer, raw octets, or silence."""


def serving(**zones: str) -> Behaviour:
    """A faithful server of *zones*: name (``_`` for the root, ``__`` between labels) → zone-file text."""
    served = {}
    for key, text in zones.items():
        origin = "." if key == "_" else key.replace("__", ".") + "."
        apex = "" if "SOA" in text else "@ 60 IN SOA ns. hostmaster. 7 60 60 60 900\n"
        zone = dns.zone.from_text(apex + text, origin=origin, relativize=False, check_origin=False)
        served[dns.name.from_text(origin)] = zone
    return lambda query, _: answer(query, served, {})


def refusing(rcode: dns.rcode.Rcode = dns.rcode.REFUSED) -> Behaviour:
    """A server that answers everything with *rcode*."""

    def respond(query: dns.message.Message, _: Transport) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.set_rcode(rcode)
        return response

    return respond


def silence(_: dns.message.Message, __: Transport) -> None:
    """A server that hears and says nothing."""


class Loopback:
    """Servers on 127.0.0.x that share one port, as the world's share port 53."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[tuple[str, str, str, Transport]] = []
        """Every question: address, name, type, transport."""
        self._open = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._closing = contextlib.AsyncExitStack()

    async def add(
        self,
        address: str,
        behaviour: Behaviour,
        tcp: bool = True,
        udp: bool = True,
        after: asyncio.Event | None = None,
    ) -> None:
        """Serve at *address* from now on; what it answers by UDP is held back until *after* is set."""
        loop = asyncio.get_running_loop()
        if udp:
            transport, _ = await loop.create_datagram_endpoint(
                functools.partial(_Datagrams, self, address, behaviour, after),
                local_addr=(address, self.port),
            )
            self._closing.callback(transport.close)
        if tcp:
            accept = functools.partial(self._accept, address, behaviour)
            server = await asyncio.start_server(accept, address, self.port)
            self._closing.callback(server.close)

    def respond(self, address: str, behaviour: Behaviour, wire: bytes, transport: Transport) -> bytes | None:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((address, question.name.to_text().lower(), kind, transport))
        response = behaviour(query, transport)
        return response.to_wire(max_size=65535) if isinstance(response, dns.message.Message) else response

    async def _accept(
        self,
        address: str,
        behaviour: Behaviour,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._open += 1
        self._quiet.clear()
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                length = int.from_bytes(await reader.readexactly(2), "big")
                wire = self.respond(address, behaviour, await reader.readexactly(length), Transport.TCP)
                if wire is not None:
                    writer.write(len(wire).to_bytes(2, "big") + wire)
                    await writer.drain()
                    await reader.read()
                elif behaviour is silence:
                    await reader.read()
        finally:
            writer.close()
            self._open -= 1
            if not self._open:
                self._quiet.set()

    async def close(self) -> None:
        await self._closing.aclose()
        await self._quiet.wait()
        await asyncio.sleep(0)  # the transports' own closing runs in the loop's next turn


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(
        self, loopback: Loopback, address: str, behaviour: Behaviour, after: asyncio.Event | None
    ) -> None:
        self._loopback = loopback
        self._address = address
        self._behaviour = behaviour
        self._after = after
        self._held: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        wire = self._loopback.respond(self._address, self._behaviour, data, Transport.UDP)
        if wire is None:
            return
        if self._after is None:
            self._transport.sendto(wire, addr)
        else:
            held = asyncio.create_task(self._send_later(self._after, wire, addr))
            self._held.add(held)
            held.add_done_callback(self._held.discard)

    async def _send_later(self, after: asyncio.Event, wire: bytes, addr: tuple[str | Any, int]) -> None:
        await after.wait()
        self._transport.sendto(wire, addr)


def free_port() -> int:
    """A port that is free, UDP and TCP, at every address that the tests use."""
    for _ in range(50):
        with contextlib.ExitStack() as opened:
            port = 0
            try:
                for address in (ROOT, TLD, ONE, TWO, THREE, DEAD):
                    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                        made = opened.enter_context(socket.socket(socket.AF_INET, kind))
                        made.bind((address, port))
                        port = made.getsockname()[1]
            except OSError as error:
                if error.errno == errno.EADDRNOTAVAIL:
                    pytest.skip("this system has no addresses 127.0.0.x beside 127.0.0.1")
                continue
            return port
    raise AssertionError("no port is free at all addresses")
