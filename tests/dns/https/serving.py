"""Servers of DNS over HTTPS for the tests, with TLS as it is outside: HTTP/1.1 and HTTP/2."""

import asyncio
import ipaddress
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.message
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded

from acm_tui.domain.propagation import Transport
from tests.dns.loopback import DEAD, Behaviour
from tests.tls.serving import Listening

ADDRESS = "127.0.0.1"
MEDIA_TYPE = "application/dns-message"

Page = Callable[[dns.message.Message], bytes | None]
"""Question → everything that is sent back, or silence."""


def make_certificates(directory: Path) -> None:
    """Write ``ca.pem``, and with their keys ``server.pem`` for the addresses and ``other.pem`` for a name."""
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca = _certificate("DNS test CA", ca_key, None, ca_key, [])
    (directory / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    addresses = [x509.IPAddress(ipaddress.ip_address(address)) for address in (ADDRESS, DEAD)]
    for file, names in (("server", addresses), ("other", [x509.DNSName("other.example")])):
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _certificate(file, key, ca, ca_key, names)
        (directory / f"{file}.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + leaf.public_bytes(serialization.Encoding.PEM)
        )


def _certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    ca: x509.Certificate | None,
    ca_key: ec.EllipticCurvePrivateKey,
    names: list[x509.IPAddress] | list[x509.DNSName],
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(ca.subject if ca else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca is None, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(ca_key, hashes.SHA256())


def context(certificate: Path, *protocols: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    if protocols:
        made.set_alpn_protocols(protocols)
    return made


def page(body: bytes, status: str = "200 OK", kind: str = MEDIA_TYPE) -> bytes:
    """An HTTP/1.1 response."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def answering(behaviour: Behaviour) -> Page:
    """What a name server with *behaviour* says, as a page."""

    def respond(query: dns.message.Message) -> bytes | None:
        response = behaviour(query, Transport.HTTPS)
        wire = response.to_wire() if isinstance(response, dns.message.Message) else response
        return None if wire is None else page(wire)

    return respond


class DohServer(Listening):
    """Answers each POST with what *respond* makes of it, on connections that stay open."""

    def __init__(self, tls: ssl.SSLContext, respond: Page) -> None:
        self.context = tls
        self._respond = respond
        self.heads: list[str] = []
        self.queries: list[dns.message.Message] = []
        self.opened = self.ended = 0
        self.hold: asyncio.Event | None = None
        self._changed = asyncio.Event()

    async def until(self, so: Callable[[], bool]) -> None:
        """Wait until *so*, which is about this server."""
        async with asyncio.timeout(5):
            while not so():
                self._changed.clear()
                await self._changed.wait()

    @property
    def url(self) -> str:
        return f"https://{ADDRESS}:{self.port}/dns-query"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.split("content-length:")[1].split("\r\n")[0])
                query = dns.message.from_wire(await reader.readexactly(length))
                self.heads.append(head)
                self.queries.append(query)
                self._changed.set()
                if self.hold is not None:
                    await self.hold.wait()
                response = self._respond(query)
                if response is not None:
                    writer.write(response)
                    await writer.drain()
        finally:
            self.ended += 1
            self._changed.set()


class Http2Server(Listening):
    """Answers as a server does that speaks HTTP/2 and nothing else."""

    def __init__(self, tls: ssl.SSLContext, behaviour: Behaviour) -> None:
        self.context = tls
        self._behaviour = behaviour
        self.requests: list[dict[bytes, bytes]] = []

    @property
    def url(self) -> str:
        return f"https://{ADDRESS}:{self.port}/dns-query"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = H2Connection(config=H2Configuration(client_side=False))
        connection.initiate_connection()
        bodies: dict[int, bytes] = {}
        while True:
            writer.write(connection.data_to_send())
            await writer.drain()
            if not (data := await reader.read(65536)):
                return
            for event in connection.receive_data(data):
                match event:
                    case RequestReceived():
                        self.requests.append({bytes(name): bytes(value) for name, value in event.headers})
                    case DataReceived():
                        bodies[event.stream_id] = bodies.get(event.stream_id, b"") + event.data
                    case StreamEnded():
                        self._answer(connection, event.stream_id, bodies.pop(event.stream_id))

    def _answer(self, connection: H2Connection, stream: int, body: bytes) -> None:
        response = self._behaviour(dns.message.from_wire(body), Transport.HTTPS)
        assert isinstance(response, dns.message.Message)
        connection.send_headers(stream, [(":status", "200"), ("content-type", MEDIA_TYPE)])
        connection.send_data(stream, response.to_wire(), end_stream=True)
