"""A connection to an address, straight or through an HTTP proxy."""

from __future__ import annotations

import asyncio
import base64
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_ANSWER_LIMIT = 64 * 1024


class Connection(NamedTuple):
    """The two halves of an open connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class ProxyError(ConnectionError):
    """The proxy could not be used, or did not connect us."""


async def connect(address: str, port: int, proxy: str | None) -> Connection:
    """A TCP connection to *address* and *port*, through *proxy* (``http://host:port``) when there is one.

    Raises:
        ProxyError: the proxy cannot be reached, is not an HTTP proxy, or refused.
        OSError: the address cannot be reached.
    """
    if proxy is None:
        return Connection(*await asyncio.open_connection(address, port, limit=_ANSWER_LIMIT))
    return await _through(proxy, address, port)


async def _through(proxy: str, address: str, port: int) -> Connection:
    parts = urlsplit(proxy)
    if parts.scheme != "http" or not parts.hostname:
        raise ProxyError(f"{proxy!r} is not a proxy of the form http://host:port")
    try:
        connection = Connection(
            *await asyncio.open_connection(parts.hostname, parts.port or 80, limit=_ANSWER_LIMIT)
        )
    except OSError as error:
        raise ProxyError(f"the proxy cannot be reached: {error}") from error
    try:
        connection.writer.write(_request(address, port, parts.username, parts.password))
        status = _status(await connection.reader.readuntil(b"\r\n\r\n"))
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        connection.writer.transport.abort()
        raise ProxyError("the proxy did not answer as an HTTP proxy does") from error
    except BaseException:
        connection.writer.transport.abort()
        raise
    if not status.startswith("2"):
        connection.writer.transport.abort()
        raise ProxyError(f"the proxy answered {status}")
    return connection


def _request(address: str, port: int, user: str | None, password: str | None) -> bytes:
    """The CONNECT request (RFC 9110, section 9.3.6), with Basic credentials when the proxy's URL has them."""
    target = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if user is not None:
        secret = f"{unquote(user)}:{unquote(password or '')}".encode()
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(secret).decode()}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _status(head: bytes) -> str:
    """Code and reason of the status line, ``502 Bad Gateway``."""
    version, _, status = head.split(b"\r\n", 1)[0].decode("latin-1").partition(" ")
    return status.strip() if version.startswith("HTTP/") else "with something that is not HTTP"
