"""TLS handshakes with load balancers: which leaf is served, by address, port and name."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import AsyncGenerator, Callable, Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from acm_tui.domain.served import Handshake
from acm_tui.tls.connect import Connection, connect

AT_ONCE = 16
"""Handshakes under way at the same time."""

_GOODBYE_S = 1.0
"""How long the peer may take to answer our closing of the connection."""


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
) -> Handshake:
    """Shake hands once, on a new connection without resumption, and look at the leaf.

    Nothing is verified, so that an expired or wrong certificate is seen too. With *verification* and a
    *server_name* a second handshake follows that is verified: ``verified`` says how it ended, and stays
    ``None`` with the reason in ``error`` when it could not be asked. Each may take *timeout_s* seconds.
    Whatever fails ends in the answer's ``error``; only cancellation is raised.
    """
    loop = asyncio.get_running_loop()
    seen = Handshake(
        load_balancer=load_balancer, address=address, port=port, server_name=server_name, at=now()
    )
    begun = loop.time()
    try:
        async with asyncio.timeout(timeout_s):
            der = await _leaf(address, port, server_name, proxy, _unverified())
    except (OSError, ValueError) as error:
        return msgspec.structs.replace(seen, error=_reason(error, timeout_s))
    seen = msgspec.structs.replace(
        seen, fingerprint=hashlib.sha256(der).hexdigest(), rtt_ms=(loop.time() - begun) * 1000
    )
    if verification is None or server_name is None:
        return seen
    try:
        async with asyncio.timeout(timeout_s):
            await _leaf(address, port, server_name, proxy, _verifying(verification))
    except ssl.SSLCertVerificationError:
        return msgspec.structs.replace(seen, verified=False)
    except (OSError, ValueError) as error:
        return msgspec.structs.replace(seen, error=f"not verified: {_reason(error, timeout_s)}")
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


async def _leaf(
    address: str, port: int, server_name: str | None, proxy: str | None, context: ssl.SSLContext
) -> bytes:
    """The DER of the leaf that a handshake under *context* ends with."""
    connection = await connect(address, port, proxy)
    try:
        # A name of its own, never the connect host: the server would choose another certificate by it.
        await connection.writer.start_tls(context, server_hostname=server_name)
        tls: ssl.SSLObject = connection.writer.get_extra_info("ssl_object")
        der = tls.getpeercert(binary_form=True)
    except BaseException:
        connection.writer.transport.abort()
        raise
    await _close(connection)
    if der is None:
        raise ssl.SSLError("the server showed no certificate")
    return der


async def _close(connection: Connection) -> None:
    connection.writer.close()
    try:
        async with asyncio.timeout(_GOODBYE_S):
            await connection.writer.wait_closed()
    except OSError:
        # The leaf is seen: a peer that closes without a goodbye takes nothing away from that.
        connection.writer.transport.abort()


def _unverified() -> ssl.SSLContext:
    """A new context each time, and no tickets: a resumed session would show the certificate of before."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= ssl.OP_NO_TICKET
    return context


def _verifying(verification: Verification) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=verification.ca)
    context.options |= ssl.OP_NO_TICKET
    return context


def _reason(error: OSError | ValueError, timeout_s: float) -> str:
    """*error* as a short text. A proxy's refusal speaks for itself."""
    if isinstance(error, ssl.SSLError):
        return f"TLS: {(error.reason or str(error)).replace('_', ' ').lower()}"
    if isinstance(error, TimeoutError):
        return f"no answer within {timeout_s:g} s"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, ConnectionResetError):
        return "the connection was closed during the handshake"
    return str(error) or type(error).__name__
