"""One question to one address, and its answer."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import time
from collections.abc import Iterable
from dataclasses import dataclass

import dns.flags
import dns.message

from acm_tui.dns.reading import read
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Failure, Transport

_NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
"""How systems say that they have no route to an address, or no address of that kind themselves."""


@dataclass(frozen=True)
class Reply:
    """An answer to the question, how it came, and after how many milliseconds."""

    message: dns.message.Message
    transport: Transport
    rtt_ms: float


class NoAnswerError(Exception):
    """There was no answer; the text is a sentence that says why."""

    def __init__(self, sentence: str, failure: Failure, transport: Transport) -> None:
        super().__init__(sentence)
        self.failure = failure
        self.transport = transport


class _NoWayError(OSError):
    """The system knows by itself, before anything is sent, that an address cannot be reached from here."""


async def exchange(query: dns.message.Message, address: str, port: int, settings: DnsSettings) -> Reply:
    """Put *query* to *address*: by UDP, by TCP as well when UDP stays silent, by TCP after truncation.

    Raises:
        NoAnswerError: the address cannot be reached, or nothing usable came within ``settings.timeout_s``
            (once more for TCP after truncation).
    """
    began = time.monotonic()
    message, transport = await _race(query, address, port, settings)
    if transport is Transport.UDP and message.flags & dns.flags.TC:
        message, transport = await _after_truncation(query, address, port, settings), Transport.TCP
    return Reply(message, transport, (time.monotonic() - began) * 1000)


async def _race(
    query: dns.message.Message, address: str, port: int, settings: DnsSettings
) -> tuple[dns.message.Message, Transport]:
    """The first answer of UDP and TCP; TCP joins after ``hedge_s``, or at once where UDP is refused."""
    ends = time.monotonic() + settings.timeout_s
    datagrams = _Datagrams(query)
    racing = {asyncio.ensure_future(_by_udp(datagrams, address, port, settings)): Transport.UDP}
    try:
        done, running = await asyncio.wait(racing, timeout=min(settings.hedge_s, settings.timeout_s))
        if not any(_succeeded(task) for task in done):
            hedge = asyncio.ensure_future(_by_tcp(query, address, port))
            racing[hedge] = Transport.TCP
            running = {*running, hedge}
        while True:
            for task in done:
                if _succeeded(task):
                    return task.result(), racing[task]
            if not running:
                raise _unreachable(task.exception() for task in racing)
            left = ends - time.monotonic()
            if left <= 0:
                raise _silent(settings, datagrams.unreadable)
            done, running = await asyncio.wait(running, timeout=left, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _abandon(racing)


def _succeeded(task: asyncio.Future[dns.message.Message]) -> bool:
    """Whether *task*, which is done, has an answer; what is no failure of the network is raised."""
    error = task.exception()
    if error is not None and not isinstance(error, OSError):
        raise error
    return error is None


async def _abandon(racing: Iterable[asyncio.Future[dns.message.Message]]) -> None:
    tasks = list(racing)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _silent(settings: DnsSettings, unreadable: int) -> NoAnswerError:
    what = "no readable answer" if unreadable else "no answer"
    return NoAnswerError(
        f"{what} within {settings.timeout_s:g} s by UDP or TCP", Failure.TIMEOUT, Transport.TCP
    )


def _unreachable(errors: Iterable[BaseException | None]) -> NoAnswerError:
    failures = list(errors)
    why = "; ".join(dict.fromkeys(getattr(error, "strerror", None) or str(error) for error in failures))
    if any(isinstance(error, _NoWayError) for error in failures):
        return NoAnswerError(f"this machine has no way there: {why}", Failure.NO_ROUTE, Transport.TCP)
    return NoAnswerError(f"cannot be reached: {why}", Failure.UNREACHABLE, Transport.TCP)


async def _after_truncation(
    query: dns.message.Message, address: str, port: int, settings: DnsSettings
) -> dns.message.Message:
    try:
        async with asyncio.timeout(settings.timeout_s):
            return await _by_tcp(query, address, port)
    except TimeoutError as error:
        raise NoAnswerError(
            f"truncated by UDP, and no answer within {settings.timeout_s:g} s by TCP",
            Failure.TIMEOUT,
            Transport.TCP,
        ) from error
    except OSError as error:
        raise _unreachable([error]) from error


class _Datagrams(asyncio.DatagramProtocol):
    """What comes back on a connected socket; anything that is no answer to the question is left aside."""

    def __init__(self, query: dns.message.Message) -> None:
        self.query = query
        self.unreadable = 0
        self.outcome: asyncio.Future[dns.message.Message | Exception] = (
            asyncio.get_running_loop().create_future()
        )

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        del addr  # the socket is connected: the system lets nobody else's through
        message = read(data, self.query)
        if message is None:
            self.unreadable += 1
        else:
            self._end(message)

    def error_received(self, exc: Exception) -> None:
        self._end(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or ConnectionAbortedError("the socket was closed"))

    def _end(self, outcome: dns.message.Message | Exception) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)


async def _by_udp(
    datagrams: _Datagrams, address: str, port: int, settings: DnsSettings
) -> dns.message.Message:
    """Ask by UDP on a connected socket, which learns of a closed port at once; waits without end.

    Raises:
        OSError: the network says that nobody is there.
    """
    wire = datagrams.query.to_wire()
    try:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: datagrams, remote_addr=(address, port)
        )
    except OSError as error:
        # Connecting a socket for datagrams sends nothing: it only looks for the way.
        if error.errno in _NO_WAY:
            raise _NoWayError(*error.args) from error
        raise
    try:
        transport.sendto(wire)
        await asyncio.wait({datagrams.outcome}, timeout=settings.retransmit_s)
        if not datagrams.outcome.done():
            transport.sendto(wire)
        outcome = await datagrams.outcome
    finally:
        transport.close()
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


async def _by_tcp(query: dns.message.Message, address: str, port: int) -> dns.message.Message:
    """Ask by TCP, where every message has its length before it (RFC 1035 §4.2.2).

    Raises:
        OSError: no connection, or it ended without a usable answer.
    """
    reader, writer = await asyncio.open_connection(address, port)
    try:
        writer.write(query.to_wire(prepend_length=True))
        length = int.from_bytes(await reader.readexactly(2), "big")
        message = read(await reader.readexactly(length), query)
    except asyncio.IncompleteReadError as error:
        raise ConnectionResetError("the connection was closed before the answer") from error
    finally:
        writer.close()
    with contextlib.suppress(OSError):  # the answer is here; how the connection ends does not matter
        await writer.wait_closed()
    if message is None:
        raise ConnectionError("the answer is not readable")
    return message
