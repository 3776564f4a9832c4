"""The way to the load balancers: an HTTP proxy on loopback that answers in their place.

`CONNECT 198.51.100.10:443` leads to whatever listens there at that moment. The proxy terminates TLS itself,
with what the listener holds when the handshake happens. A connection that is open stays, whatever changes.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from threading import Event, Thread

from acm_tui.sandbox.addresses import AddressBook
from acm_tui.sandbox.aws.elb.reading import OpenPort, open_port
from acm_tui.sandbox.aws.elb.setting import CertificateShelf, ShelvedCertificate
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.tls.http import HEAD_LIMIT, Refused, connect_target, page, plain_answer, read_head
from acm_tui.sandbox.tls.material import Contexts, bare_context, candidate
from acm_tui.sandbox.tls.selection import choose

LOOPBACK = "127.0.0.1"
HANDSHAKE_SECONDS = 10.0
GOODBYE_SECONDS = 2.0
IDLE_SECONDS = 60.0  # of ALB and Classic, unless changed (their user guides, "Idle timeout")
NLB_IDLE_SECONDS = 350.0  # for TLS it cannot be changed (Network Load Balancers user guide, "Idle timeout")
SECURE = frozenset({"HTTPS", "TLS", "SSL"})
PLAIN = frozenset({"HTTP", "TCP", "TCP_UDP"})

# What a client does by leaving, or by speaking no TLS: its own affair.
GONE = (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, TimeoutError)

_log = logging.getLogger(__name__)


class Front:
    """Serves the load balancers of *addresses* with the certificates of *shelf*."""

    def __init__(self, shelf: CertificateShelf, addresses: AddressBook, clock: SandboxClock) -> None:
        self._shelf = shelf
        self._addresses = addresses
        self._clock = clock
        self._contexts = Contexts()
        self._entries: dict[tuple[str, int], ssl.SSLContext] = {}
        self._connections: set[asyncio.Task[None]] = set()
        self._thread: Thread | None = None
        self._end: Callable[[], object] = lambda: None

    def start(self, port: int = 0) -> tuple[str, int]:
        """Listen on loopback, in a thread of its own; returns host and port.

        Raises:
            OSError: the port is taken.
            RuntimeError: it runs already.
        """
        if self._thread is not None:
            raise RuntimeError("the front is running already")
        listening = socket.create_server((LOOPBACK, port))
        ready = Event()
        self._thread = Thread(
            target=lambda: asyncio.run(self._serve(listening, ready)), name="sandbox-front", daemon=True
        )
        self._thread.start()
        ready.wait()
        return LOOPBACK, listening.getsockname()[1]

    def stop(self) -> None:
        """Close every connection and end; does nothing if it does not run."""
        if self._thread is None:
            return
        self._end()
        self._thread.join()
        self._thread = None

    async def _serve(self, listening: socket.socket, ready: Event) -> None:
        end = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._end = lambda: loop.call_soon_threadsafe(end.set)
        async with await asyncio.start_server(self._connected, sock=listening, limit=HEAD_LIMIT) as server:
            ready.set()
            await end.wait()
            server.close()
            for connection in self._connections:
                connection.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        try:
            await self._converse(reader, writer)
        except GONE as error:
            _log.debug("a connection ended: %r", error)
        except asyncio.CancelledError:
            _log.debug("a connection was cut because the front stops")
        finally:
            writer.transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            listener = await self._tunnel(reader, writer)
            if listener.protocol in SECURE:
                entry = self._entry(listener.load_balancer_arn, listener.port)
                reader, writer = await _secured(writer, entry)
            idle_seconds = NLB_IDLE_SECONDS if "/net/" in listener.load_balancer_arn else IDLE_SECONDS
            await _answer_requests(reader, writer, f"{listener.name}:{listener.port}\n", idle_seconds)
            await _say_goodbye(writer)
        except Refused as refused:
            writer.write(plain_answer(refused.status, str(refused)))
            await _say_goodbye(writer)
        finally:
            # A polite end of TLS waits for the other side's. Whatever went before, nobody waits any more.
            writer.transport.abort()

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> OpenPort:
        """The listener that the client wants to reach; the client is told that the way is open."""
        head = await asyncio.wait_for(read_head(reader), HANDSHAKE_SECONDS)
        address, port = connect_target(head)
        arn = self._addresses.load_balancer_at(address)
        listener = open_port(arn, port) if arn else None
        if listener is None or listener.protocol not in SECURE | PLAIN:
            raise Refused("502 Bad Gateway", f"nothing listens on {address}:{port}")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        return listener

    def _entry(self, load_balancer_arn: str, port: int) -> ssl.SSLContext:
        """The context that a handshake with this listener begins with; the server name decides the next."""
        known = self._entries.get((load_balancer_arn, port))
        if known is not None:
            return known

        def name_is_known(
            handshake: ssl.SSLObject | ssl.SSLSocket, server_name: str | None, _context: ssl.SSLContext
        ) -> int | None:
            certificate = self._certificate_for(open_port(load_balancer_arn, port), server_name)
            if certificate is None:
                return ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE
            handshake.context = self._contexts.of(certificate)
            return None

        entry = bare_context()
        entry.sni_callback = name_is_known  # called with None where the client names no server
        self._entries[load_balancer_arn, port] = entry
        return entry

    def _certificate_for(
        self, listener: OpenPort | None, server_name: str | None
    ) -> ShelvedCertificate | None:
        """What the listener serves for *server_name*: the list's best match, or else the default."""
        if listener is None:
            return None
        if server_name:
            listed = {arn: found for arn in listener.certificate_list if (found := self._issued(arn))}
            best = choose(server_name, [candidate(one) for one in listed.values()], self._clock.now())
            if best is not None:
                return listed[best.arn]
        return self._issued(listener.default)

    def _issued(self, arn: str | None) -> ShelvedCertificate | None:
        certificate = self._shelf.find(arn) if arn else None
        return certificate if certificate is not None and certificate.certificate_pem else None


class _SecuredProtocol(asyncio.StreamReaderProtocol):
    """Streams inside TLS; `StreamWriter.start_tls` of Python 3.11 leaves a warning at each end."""

    def eof_received(self) -> bool:
        """Take the end of the client's stream; inside TLS the answer must be no."""
        super().eof_received()
        return False


async def _secured(
    writer: asyncio.StreamWriter, context: ssl.SSLContext
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Put TLS on a connection, as its server; returns the streams of what is inside."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=HEAD_LIMIT, loop=loop)
    protocol = _SecuredProtocol(reader, loop=loop)
    transport = await loop.start_tls(
        writer.transport,
        protocol,
        context,
        server_side=True,
        ssl_handshake_timeout=HANDSHAKE_SECONDS,
        ssl_shutdown_timeout=GOODBYE_SECONDS,
    )
    if transport is None:
        raise ConnectionResetError("the client left during the handshake")
    protocol.connection_made(transport)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


async def _say_goodbye(writer: asyncio.StreamWriter) -> None:
    async with asyncio.timeout(GOODBYE_SECONDS):
        writer.close()
        await writer.wait_closed()


async def _answer_requests(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, text: str, idle_seconds: float
) -> None:
    """HTTP/1.1 with keep-alive: the same tiny page for every request."""
    while True:
        head = await asyncio.wait_for(read_head(reader), idle_seconds)
        await asyncio.wait_for(reader.readexactly(head.body_length), idle_seconds)
        writer.write(page(text, head))
        await writer.drain()
        if not head.keeps_alive:
            return
