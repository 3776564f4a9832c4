"""One connection that is kept open, as clients with long-lived connections keep theirs: does it survive?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime

from acm_tui.domain.monitor import Held, HeldState
from acm_tui.tls.connect import Connection
from acm_tui.tls.handshake import Target, reason, secured, unverified
from acm_tui.tls.kept import End, Kept

BEAT_S = 5.0
"""A request so often keeps the connection alive: load balancers end one that was idle for 60 s (Application
and Classic Load Balancers user guides, "Idle timeout")."""

_SAME_WAY = 3
"""So many connections that end after the same time show a rule of the server's own."""


async def hold(
    place: Target,
    *,
    http: bool,
    proxy: str | None,
    timeout_s: float,
    now: Callable[[], datetime],
    beat_s: float = BEAT_S,
    asked: asyncio.Event | None = None,
) -> AsyncGenerator[Held, None]:
    """Open one TLS connection to *place* and keep it open; yields when it stands, and when and how it ends.

    With *http* a HEAD request is sent at once, every *beat_s* seconds, and whenever *asked* is set; a
    connection that has answered and answers no more within *timeout_s* seconds counts as cut. The answer to
    what was sent because it was *asked* is told. Otherwise nothing is sent; where the server turns out to
    answer nothing, or something else than HTTP, that is told, and it is only listened to from then on.

    What the server announces (``Connection: close``, HTTP/1.0) is "closed early". An ending without a word is
    "cut" at first. It becomes "closed early" when the next connections end by themselves after the same time:
    that is an idle timeout, say.
    """

    def look(
        state: HeldState, error: str | None = None, used: bool = False, at: datetime | None = None
    ) -> Held:
        return Held(
            load_balancer=place.load_balancer,
            port=place.port,
            address=place.address,
            state=state,
            at=at or now(),
            error=error,
            used=used,
        )

    request = _request(place) if http else None

    async def opened() -> Connection:
        return await secured(place, proxy, unverified(), timeout_s)

    def kept(connection: Connection, asked: asyncio.Event | None = None) -> Kept:
        return Kept(connection, request, beat_s, timeout_s, now, asked)

    try:
        connection = await opened()
    except (OSError, ValueError) as error:
        yield look("not seen", reason(error, timeout_s))
        return
    try:
        yield look("held", used=http)
        first = kept(connection, asked)
        while not isinstance(sign := await first.next(), End):
            yield look("held", used=sign.used, at=sign.at)
    finally:
        connection.writer.transport.abort()
    yield look(sign.state, sign.why)
    if await _is_rule(sign, opened, kept, timeout_s):
        yield look("closed early", f"as with every connection, {sign.why}")


async def _is_rule(
    first: End,
    opened: Callable[[], Awaitable[Connection]],
    kept: Callable[[Connection], Kept],
    spare_s: float,
) -> bool:
    """Whether the next connections end by themselves as *first* did; they are made only to learn this."""
    end = first
    for _ in range(_SAME_WAY - 1):
        if not (end.by_rule and end.like(first)):
            return False
        try:
            connection = await opened()
        except (OSError, ValueError):
            return False
        try:
            # One that outlives the first shows that no rule of the server's ended that.
            async with asyncio.timeout(spare_s + 2 * first.idle_s):
                end = await kept(connection).end()
        except TimeoutError:
            return False
        finally:
            connection.writer.transport.abort()
    return end.by_rule and end.like(first)


def _request(place: Target) -> bytes:
    name = place.server_name or (f"[{place.address}]" if ":" in place.address else place.address)
    host = name if place.port == 443 else f"{name}:{place.port}"
    lines = ("HEAD / HTTP/1.1", f"Host: {host}", "User-Agent: acm-tui", "Connection: keep-alive")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
