"""Servers for the tests: real TLS on loopback, and an HTTP CONNECT relay."""

import asyncio
import hashlib
import ipaddress
import itertools
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NAMES = ("default", "shop.example.com", "www.example.com")


def certificates(directory: Path) -> None:
    """Write ``ca.pem``, and for each of NAMES ``NAME.pem`` with its key."""
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca = _certificate("test CA", ca_key, None, ca_key)
    (directory / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    for name in NAMES:
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _certificate(name, key, ca, ca_key)
        (directory / f"{name}.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + leaf.public_bytes(serialization.Encoding.PEM)
        )


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    ca: x509.Certificate | None,
    ca_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(ca.subject if ca else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca is None, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("192.0.2.1"))]
            ),
            critical=False,
        )
        .sign(ca_key, hashes.SHA256())
    )


def fingerprint(directory: Path, name: str) -> str:
    pem = (directory / f"{name}.pem").read_text()
    der = ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERTIFICATE") :].strip())
    return hashlib.sha256(der).hexdigest()


class Listening:
    """A server on loopback that ends every connection with itself; ``tasks`` are those that serve."""

    context: ssl.SSLContext | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        self.tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0, ssl=self.context)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tasks.add(asyncio.create_task(self._to_the_end(reader, writer)))

    async def _to_the_end(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # A client that leaves is its own affair.
            with suppress(OSError, asyncio.IncompleteReadError):
                await self.serve(reader, writer)
        finally:
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()


class Server(Listening):
    """Chooses the certificate by SNI, remembers the names it was asked for, and counts.

    ``shows`` is the name whose certificate is shown whatever is asked for; ``down`` ends every handshake.
    """

    def __init__(
        self,
        directory: Path,
        *,
        newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    ) -> None:
        self.directory = directory
        self._newest = newest
        self.names: list[str | None] = []
        self.shows: str | None = None
        self.down = False
        self.resumed = 0
        self.ended = 0
        self._contexts = {name: self._context(name) for name in NAMES}
        self.context = self._contexts["default"]

    def _context(self, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.directory / f"{name}.pem")
        context.maximum_version = self._newest
        context.sni_callback = self._chosen
        return context

    def _chosen(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> int | None:
        self.names.append(name)
        if self.down:
            return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR
        connection.context = self._contexts.get(self.shows or name or "default", self._contexts["default"])
        return None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.resumed += bool(writer.get_extra_info("ssl_object").session_reused)
        await reader.read()
        self.ended += 1


class Conversing(Server):
    """Answers each request with ``answers``, the last of them again and again; ``None`` answers nothing.

    Nothing is answered any more once it is ``mute``. ``closes_after_s`` ends a connection that was idle so
    long, ``reset`` those that are open.
    """

    def __init__(self, directory: Path, *answers: bytes | None, closes_after_s: float | None = None) -> None:
        super().__init__(directory)
        self._answers = answers
        self.closes_after_s = closes_after_s
        self._open: set[asyncio.StreamWriter] = set()
        self.heads: list[str] = []
        self.accepted = 0
        self.mute = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        self._open.add(writer)
        answers = itertools.chain(self._answers, itertools.repeat(self._answers[-1]))
        try:
            async with asyncio.timeout(self.closes_after_s) as idle:
                while True:
                    self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
                    answer = None if self.mute else next(answers)
                    if answer is not None:
                        writer.write(answer)
                    if answer is not None and b"close" in answer.lower():
                        break
                    if self.closes_after_s is not None:
                        idle.reschedule(asyncio.get_running_loop().time() + self.closes_after_s)
        finally:
            self._open.discard(writer)
            self.ended += 1
        writer.close()
        await writer.wait_closed()

    def reset(self) -> None:
        """End every open connection with a reset (RFC 9293, 3.5.2)."""
        for writer in tuple(self._open):
            raw: socket.socket = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


class Relay(Listening):
    """An HTTP proxy: CONNECT anywhere leads to *target*; remembers what it was asked.

    With ``hold`` set, nothing is answered before the event.
    """

    def __init__(self, target: tuple[str, int], *, answer: bytes = b"HTTP/1.1 200 Connected\r\n\r\n") -> None:
        self._target = target
        self._answer = answer
        self.heads: list[str] = []
        self.at_once = self.most_at_once = 0
        self.hold: asyncio.Event | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            if self.hold is not None:
                await self.hold.wait()
            writer.write(self._answer)
            await writer.drain()
            if b" 200 " in self._answer:
                await self._join(reader, writer)
            else:
                writer.write_eof()
                await reader.read()
        finally:
            self.at_once -= 1

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        try:
            await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer))
        finally:
            far_writer.transport.abort()
            with suppress(OSError):
                await far_writer.wait_closed()


class Odd(Listening):
    """A server that does not speak TLS: it does what *respond* says."""

    def __init__(
        self, respond: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]]
    ) -> None:
        self._respond = respond

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._respond(reader, writer)


async def by_hand(
    context: ssl.SSLContext, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """A handshake as the server, for an :class:`Odd` one that then goes its own way.

    Raises:
        ssl.SSLError: it failed; the client was sent the alert, as asyncio's own servers do not.
    """
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    while True:
        incoming.write(await reader.read(65536))
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            continue
        finally:
            writer.write(outgoing.read())
        return


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
