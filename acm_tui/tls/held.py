"""One connection that is kept open, as clients with long-lived connections keep theirs: does it survive?"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import NamedTuple

from acm_tui.domain.monitor import Held, HeldState
from acm_tui.tls.connect import Connection
from acm_tui.tls.handshake import Target, reason, secured, unverified

BEAT_S = 5.0
"""A request so often keeps the connection alive: load balancers end one that was idle for 60 s (Application
and Classic Load Balancers user guides, "Idle timeout")."""

_SAME_WAY = 3
"""So many connections that end after the same time show a rule of the server's own."""

_SHORTEST_RULE_S = 1.0
"""The shortest idle timeout of a load balancer (Application Load Balancers user guide)."""


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
    connection that has answered and answers no more within *timeout_s* seconds counts as cut. Otherwise
    nothing is sent. What the server announces (``Connection: close``, HTTP/1.0) is "closed early". An ending
    without a word is "cut" at first. It becomes "closed early" when the next connections end by themselves
    after the same time: that is an idle timeout, say. They are made only to learn this.
    """

    def look(state: HeldState, error: str | None = None) -> Held:
        return Held(
            load_balancer=place.load_balancer,
            port=place.port,
            address=place.address,
            state=state,
            at=now(),
            error=error,
        )

    request = _request(place) if http else None
    ends: list[_End] = []
    while len(ends) < _SAME_WAY:
        try:
            connection = await secured(place, proxy, unverified(), timeout_s)
        except (OSError, ValueError) as error:
            if not ends:
                yield look("not seen", reason(error, timeout_s))
            return
        try:
            if not ends:
                yield look("held")
            # One that outlives the first shows that no rule of the server's ended that.
            patience = timeout_s + 2 * ends[0].idle_s if ends else None
            async with asyncio.timeout(patience):
                end = await _Kept(connection, request, beat_s, timeout_s, asked).end()
        except TimeoutError:
            return
        finally:
            connection.writer.transport.abort()
        if not ends:
            yield look(end.state, end.why)
        ends.append(end)
        if not (end.by_rule and end.like(ends[0])):
            return
    yield look("closed early", f"as with every connection, {ends[0].why}")


class _End(NamedTuple):
    """How a connection ended. ``idle_s``: seconds since the server's last answer, or since it was opened.

    ``by_rule``: a rule of the server's may have ended it; whether one did is to be found out.
    """

    state: HeldState
    why: str
    idle_s: float
    by_rule: bool = False

    def like(self, other: _End) -> bool:
        return abs(self.idle_s - other.idle_s) <= max(0.25, 0.1 * other.idle_s)


class _Kept:
    """One open connection, until it ends. *request* is what is sent on it, if anything."""

    def __init__(
        self,
        connection: Connection,
        request: bytes | None,
        beat_s: float,
        timeout_s: float,
        asked: asyncio.Event | None,
    ) -> None:
        self._connection = connection
        self._request = request
        self._beat_s = beat_s
        self._timeout_s = timeout_s
        self._asked = asked or asyncio.Event()
        self._clock = asyncio.get_running_loop().time
        self._heard_at = self._clock()
        self._answered = False
        self._announced: str | None = None

    async def end(self) -> _End:
        """Keep the connection going until it ends."""
        try:
            while self._request is not None and self._announced is None:
                if not await self._ask(self._request):
                    break
                if not await self._rest():
                    return self._over("the server closed it")
            while data := await self._connection.reader.read(65536):
                self._hear(data)
            return self._over("the server closed it")
        except _Mute:
            why = f"a request on it was not answered within {self._timeout_s:g} s, as the ones before were"
            return _End("cut", why, self._idle_s)
        except asyncio.IncompleteReadError:
            return self._over("the server closed it instead of answering")
        except ssl.SSLError as error:
            if not self._answered:
                # A client certificate is asked for, say: with TLS 1.3 that is only told now.
                return _End("not seen", reason(error, self._timeout_s), self._idle_s)
            return self._over(f"the server ended it with {reason(error, self._timeout_s)}")
        except ConnectionError:
            return self._over("it was reset")
        except OSError as error:
            return self._over(f"it broke ({error.strerror or error})")

    async def _ask(self, request: bytes) -> bool:
        """Send one request and read its answer; ``False`` where no further one can be sent."""
        writer, reader = self._connection.writer, self._connection.reader
        self._asked.clear()
        writer.write(request)
        await writer.drain()
        try:
            async with asyncio.timeout(self._timeout_s):
                head = await reader.readuntil(b"\r\n\r\n")
        except TimeoutError:
            if self._answered:
                raise _Mute from None
            return False  # it may be slow by nature: it is only listened to from here on
        except asyncio.LimitOverrunError:
            return False
        self._hear(head)
        self._answered = True
        return head.startswith(b"HTTP/1.")

    async def _rest(self) -> bool:
        """Wait until the next request is due; ``False`` when the connection has ended meanwhile."""
        due = self._clock() + self._beat_s
        asking = asyncio.create_task(self._asked.wait())
        reading = asyncio.create_task(self._connection.reader.read(65536))
        try:
            while not asking.done() and (left := due - self._clock()) > 0:
                await asyncio.wait({reading, asking}, timeout=left, return_when="FIRST_COMPLETED")
                if reading.done():
                    if not (data := reading.result()):
                        return False
                    self._hear(data)
                    reading = asyncio.create_task(self._connection.reader.read(65536))
            return True
        finally:
            asking.cancel()
            reading.cancel()
            await asyncio.gather(asking, reading, return_exceptions=True)

    def _hear(self, data: bytes) -> None:
        self._heard_at = self._clock()
        self._announced = self._announced or _announcement(data)

    @property
    def _idle_s(self) -> float:
        return self._clock() - self._heard_at

    def _over(self, how: str) -> _End:
        if self._announced is not None:
            return _End("closed early", self._announced, self._idle_s)
        idle_s = self._idle_s
        may_be_rule = idle_s >= _SHORTEST_RULE_S or (self._request is not None and not self._answered)
        why = f"{how}, {idle_s:.1f} s after {'its last answer' if self._answered else 'it was opened'}"
        return _End("cut", why, idle_s, by_rule=may_be_rule)


class _Mute(Exception):  # noqa: N818 - what is seen, not a fault of the program
    """No answer comes any more."""


def _request(place: Target) -> bytes:
    name = place.server_name or (f"[{place.address}]" if ":" in place.address else place.address)
    host = name if place.port == 443 else f"{name}:{place.port}"
    lines = ("HEAD / HTTP/1.1", f"Host: {host}", "User-Agent: acm-tui", "Connection: keep-alive")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _announcement(data: bytes) -> str | None:
    """What in *data*, the head of an answer, says that the connection will be closed (RFC 9112, 9.3)."""
    first, *fields = data.decode("latin-1").lower().split("\r\n")
    if not first.startswith("http/1."):
        return None
    options = {
        option.strip()
        for name, _, value in (field.partition(":") for field in fields)
        if name == "connection"
        for option in value.split(",")
    }
    if "close" in options:
        return "the server announced it (Connection: close)"
    if first.startswith("http/1.0") and "keep-alive" not in options:
        return "the server keeps no connection open (HTTP/1.0)"
    return None
