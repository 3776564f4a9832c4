"""One open TLS connection, used or only listened to, until it ends."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from acm_tui.domain.monitor import HeldState
from acm_tui.tls.connect import Connection
from acm_tui.tls.handshake import reason

_SHORTEST_RULE_S = 1.0
"""The shortest idle timeout of a load balancer (Application Load Balancers user guide)."""


class Alive(NamedTuple):
    """It lives: what was sent ``at`` this time was answered. Without ``used`` it is only listened to."""

    at: datetime
    used: bool


class End(NamedTuple):
    """How a connection ended. ``idle_s``: seconds since the server's last answer, or since it was opened.

    ``by_rule``: a rule of the server's may have ended it; whether one did is to be found out.
    """

    state: HeldState
    why: str
    idle_s: float
    by_rule: bool = False

    def like(self, other: End) -> bool:
        """Whether both ended after the same time."""
        return abs(self.idle_s - other.idle_s) <= max(0.25, 0.1 * other.idle_s)


class Kept:
    """One open connection, until it ends.

    *request* is what is sent on it, if anything: at once, *beat_s* seconds after each answer, and whenever
    *asked* is set.
    """

    def __init__(
        self,
        connection: Connection,
        request: bytes | None,
        beat_s: float,
        timeout_s: float,
        now: Callable[[], datetime],
        asked: asyncio.Event | None = None,
    ) -> None:
        self._connection = connection
        self._request = request
        self._beat_s = beat_s
        self._timeout_s = timeout_s
        self._now = now
        self._asked = asked or asyncio.Event()
        self._clock = asyncio.get_running_loop().time
        self._heard_at = self._clock()
        self._answered = False
        self._announced: str | None = None
        self._sends = True
        self._sent = self._listens = False

    async def end(self) -> End:
        """Keep the connection going until it ends."""
        while not isinstance(sign := await self.next(), End):
            pass
        return sign

    async def next(self) -> Alive | End:
        """Keep the connection going until there is something to tell of it; its end is the last."""
        try:
            return await self._next()
        except _Mute:
            why = f"a request on it was not answered within {self._timeout_s:g} s, as the ones before were"
            return End("cut", why, self._idle_s)
        except asyncio.IncompleteReadError:
            return self._over("the server closed it instead of answering")
        except ssl.SSLError as error:
            if not self._answered:
                # A client certificate is asked for, say: with TLS 1.3 that is only told now.
                return End("not seen", reason(error, self._timeout_s), self._idle_s)
            return self._over(f"the server ended it with {reason(error, self._timeout_s)}")
        except ConnectionError:
            return self._over("it was reset")
        except OSError as error:
            return self._over(f"it broke ({error.strerror or error})")

    async def _next(self) -> Alive | End:
        while self._request is not None and self._sends and self._announced is None:
            if self._sent and not await self._rest():
                return self._over("the server closed it")
            self._sent = True
            wanted, sent_at = self._asked.is_set(), self._now()
            self._sends = await self._ask(self._request)
            if wanted and self._sends:
                return Alive(sent_at, used=True)
        if not self._sends and not self._listens:
            self._listens = True
            return Alive(self._now(), used=False)
        while data := await self._connection.reader.read(65536):
            self._hear(data)
        return self._over("the server closed it")

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

    def _over(self, how: str) -> End:
        if self._announced is not None:
            return End("closed early", self._announced, self._idle_s)
        idle_s = self._idle_s
        may_be_rule = idle_s >= _SHORTEST_RULE_S or (self._request is not None and not self._answered)
        why = f"{how}, {idle_s:.1f} s after {'its last answer' if self._answered else 'it was opened'}"
        return End("cut", why, idle_s, by_rule=may_be_rule)


class _Mute(Exception):  # noqa: N818 - what is seen, not a fault of the program
    """No answer comes any more."""


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
