"""TLS handshakes with load balancers: which leaf is served, by address, port and name."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import ssl
from collections.abc import AsyncGenerator, Callable, Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from acm_tui.domain.redact import redact
from acm_tui.domain.served import Handshake
from acm_tui.tls.connect import Connection, connect

AT_ONCE = 16
"""Handshakes under way at the same time."""

_GOODBYE_S = 1.0
"""How long the peer may take to answer our closing of the connection."""

_OUR_OWN = (errno.EMFILE, errno.ENFILE)
"""This machine has no file descriptor left: that says nothing of the peer."""


class Target(msgspec.Struct, frozen=True):
    """What to shake hands with; ``server_name`` is the SNI to send, ``None`` for none."""

    load_balancer: str
    address: str
    port: int
    server_name: str | None


class Verification(msgspec.Struct, frozen=True):
    """Ask for a second handshake that verifies chain and host name against ``ca`` (PEM).

    ``None`` means the system's certificate authorities.
    """

    ca: Path | None = None


async def handshake(
    load_balancer: str,
    address: str,
    port: int,
    server_name: str | None,
    *,
    proxy: str | None,
    timeout_s: float,
    now: Callable[[], datetime],
    verification: Verification | None = None,
    context: ssl.SSLContext | None = None,
    goodbye_s: float = _GOODBYE_S,
) -> Handshake:
    """Shake hands once, on a new connection without resumption, and look at the leaf.

    Nothing is verified, so that an expired or wrong certificate is seen too. With *verification* and a
    *server_name* a second handshake follows that is verified: ``verified`` says how it ended, and stays
    ``None`` with the reason in ``error`` when it could not be asked. Each may take *timeout_s* seconds, and
    the peer *goodbye_s* more to answer our closing. *context* is one of :func:`unverified`, for those who
    shake hands often. Whatever fails at the peer, or on the way to it, ends in the answer's ``error``.

    Raises:
        OSError: this machine has no file descriptor left.
    """
    loop = asyncio.get_running_loop()
    place = Target(load_balancer, address, port, server_name)
    seen = Handshake(
        load_balancer=load_balancer, address=address, port=port, server_name=server_name, at=now()
    )
    begun = loop.time()
    try:
        der = await _leaf(place, proxy, context or unverified(), timeout_s, goodbye_s)
    except (OSError, ValueError) as error:
        if _is_ours(error):
            raise
        return msgspec.structs.replace(seen, error=reason(error, timeout_s))
    seen = msgspec.structs.replace(
        seen, fingerprint=hashlib.sha256(der).hexdigest(), rtt_ms=(loop.time() - begun) * 1000
    )
    if verification is None or server_name is None:
        return seen
    try:
        await _leaf(place, proxy, _verifying(verification), timeout_s, goodbye_s)
    except ssl.SSLCertVerificationError:
        return msgspec.structs.replace(seen, verified=False)
    except (OSError, ValueError) as error:
        return msgspec.structs.replace(seen, error=f"not verified: {reason(error, timeout_s)}")
    return msgspec.structs.replace(seen, verified=True)


async def prove(
    targets: Iterable[Target],
    *,
    proxy: str | None,
    timeout_s: float,
    now: Callable[[], datetime],
    verification: Verification | None = None,
) -> AsyncGenerator[Handshake, None]:
    """Shake hands with every one of *targets*, :data:`AT_ONCE` at a time; yields each as it lands.

    Leaving the iteration early cancels what is under way, once the iterator is closed.
    """
    places = asyncio.Semaphore(AT_ONCE)

    async def one(target: Target) -> Handshake:
        async with places:
            return await handshake(
                target.load_balancer,
                target.address,
                target.port,
                target.server_name,
                proxy=proxy,
                timeout_s=timeout_s,
                now=now,
                verification=verification,
            )

    tasks = [asyncio.create_task(one(target)) for target in targets]
    try:
        for landed in asyncio.as_completed(tasks):
            yield await landed
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def secured(place: Target, proxy: str | None, context: ssl.SSLContext, timeout_s: float) -> Connection:
    """An open connection to *place* with TLS under *context* on it, made within *timeout_s* seconds.

    Raises:
        OSError: the peer or the proxy cannot be reached in time, or TLS failed (``ssl.SSLError``).
        ValueError: the server name cannot be sent.
    """
    async with asyncio.timeout(timeout_s):
        connection = await connect(place.address, place.port, proxy)
        try:
            # A name of its own, never the connect host: the server would choose another certificate by it.
            await connection.writer.start_tls(context, server_hostname=place.server_name)
        except BaseException:
            connection.writer.transport.abort()
            raise
    return connection


async def _leaf(
    place: Target, proxy: str | None, context: ssl.SSLContext, timeout_s: float, goodbye_s: float
) -> bytes:
    """The DER of the leaf that a handshake under *context* ends with."""
    connection = await secured(place, proxy, context, timeout_s)
    tls: ssl.SSLObject = connection.writer.get_extra_info("ssl_object")
    der = tls.getpeercert(binary_form=True)
    await _close(connection, goodbye_s)
    if der is None:
        raise ssl.SSLError("the server showed no certificate")
    return der


async def _close(connection: Connection, goodbye_s: float) -> None:
    connection.writer.close()
    try:
        async with asyncio.timeout(goodbye_s):
            await connection.writer.wait_closed()
    except OSError:
        # The leaf is seen: a peer that closes without a goodbye takes nothing away from that.
        connection.writer.transport.abort()
    except asyncio.CancelledError:
        connection.writer.transport.abort()
        raise


def unverified() -> ssl.SSLContext:
    """A context that takes every certificate, and never resumes a session: that would show the one of before.

    OpenSSL resumes only the session that a client hands it, and nobody does here; tickets are off besides.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= ssl.OP_NO_TICKET
    return context


def _verifying(verification: Verification) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=verification.ca)
    context.options |= ssl.OP_NO_TICKET
    return context


def _is_ours(error: OSError | ValueError) -> bool:
    """Whether the fault is this machine's, straight or on the way to a proxy."""
    return any(isinstance(one, OSError) and one.errno in _OUR_OWN for one in (error, error.__cause__))


def reason(error: OSError | ValueError, timeout_s: float) -> str:
    """*error* as a short text. A proxy's refusal speaks for itself, but not of the password in its URL."""
    if isinstance(error, ssl.SSLError):
        return f"TLS: {(error.reason or str(error)).replace('_', ' ').lower()}"
    if isinstance(error, TimeoutError):
        return f"no answer within {timeout_s:g} s"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, ConnectionResetError):
        return "the connection was closed during the handshake"
    return redact(str(error)) or type(error).__name__
