"""Servers for the tests: real TLS on loopback, and an HTTP CONNECT relay."""

import asyncio
import hashlib
import ipaddress
import ssl
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
    """A server on loopback that ends every connection with itself."""

    context: ssl.SSLContext | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0, ssl=self.context)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.create_task(self._to_the_end(reader, writer)))

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
    """Chooses the certificate by SNI, remembers the names it was asked for, and counts."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.names: list[str | None] = []
        self.resumed = 0
        self.ended = 0
        self._contexts = {name: self._context(name) for name in NAMES}
        self.context = self._contexts["default"]

    def _context(self, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.directory / f"{name}.pem")
        context.sni_callback = self._chosen
        return context

    def _chosen(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        self.names.append(name)
        connection.context = self._contexts.get(name or "default", self._contexts["default"])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.resumed += bool(writer.get_extra_info("ssl_object").session_reused)
        await reader.read()
        self.ended += 1


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


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
