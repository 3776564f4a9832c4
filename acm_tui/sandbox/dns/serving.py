"""The servers' sockets, their thread and its event loop, from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from acm_tui.sandbox.dns.sockets import Listening

_STREAM_IDLE_S = 10.0
_START_S = 10.0

Answering = Callable[[int, bytes, bool], bytes | None]
"""Server (0, 1 or :data:`PARENT`), question, whether it came as a datagram → answer, or none at all."""

PARENT = 2
"""The server that has the roots and the top-level domains only."""


@dataclass(frozen=True)
class DnsAddress:
    """Where the servers are: one port. The two at *addresses* serve everything.

    Those at *roots* are where a walk begins: a server that knows no more than delegations, as the roots and
    top-level domains are; the same two on systems that have no address for it.
    """

    port: int
    addresses: tuple[str, str]
    roots: tuple[str, ...]


class Serving:
    """The sockets, the thread and its loop, from start to stop."""

    def __init__(
        self,
        listening: tuple[Listening, ...],
        answer: Answering,
    ) -> None:
        self._listening = listening
        self._answer = answer
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._ready = threading.Event()
        self._streams: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._thread = threading.Thread(target=self._run, name="sandbox-dns", daemon=True)
        first, second, *parents = listening
        both = (first.address, second.address)
        roots = tuple(one.address for one in parents) or both
        self.address = DnsAddress(first.stream.getsockname()[1], both, roots)

    def start(self) -> None:
        """Serve; returns when the sockets are answered.

        Raises:
            RuntimeError: the thread did not get that far.
        """
        self._thread.start()
        if not self._ready.wait(_START_S):
            raise RuntimeError(
                "the sandbox's DNS did not start; its thread has written why to standard error"
            )

    def stop(self) -> None:
        """Stop, and wait until the sockets are closed."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        async with contextlib.AsyncExitStack() as closing:
            for server, listening in enumerate(self._listening):
                transport, _ = await self._loop.create_datagram_endpoint(
                    functools.partial(_Datagrams, self._answer, server),
                    sock=listening.datagram,
                )
                closing.callback(transport.close)
                stream = await asyncio.start_server(
                    functools.partial(self._accept, server),
                    sock=listening.stream,
                )
                closing.callback(stream.close)
            self._ready.set()
            await self._over.wait()
        # Closed, not cancelled: asyncio 3.11 reports a cancelled stream as a failure of its own. Connections
        # that were being accepted at that moment are among the tasks too, and end by themselves.
        for writer in self._streams.values():
            writer.close()
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others)

    async def _accept(self, server: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._streams[task] = writer
            task.add_done_callback(self._streams.pop)
        try:
            # A connection that is gone or idle is over; nobody is left to be told.
            with contextlib.suppress(OSError, TimeoutError):
                if not self._over.is_set():
                    await self._converse(reader, writer, server)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: int
    ) -> None:
        while (wire := await _read_message(reader)) is not None:
            answer = self._answer(server, wire, False)
            if answer is None:
                return
            writer.write(len(answer).to_bytes(2, "big") + answer)
            await writer.drain()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, answer: Answering, server: int) -> None:
        self._answer = answer
        self._server = server
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)  # asyncio declares its base only

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        answer = self._answer(self._server, data, True)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)


async def _read_message(reader: asyncio.StreamReader) -> bytes | None:
    """One message from a stream, which sends its length before it (RFC 1035 §4.2.2); ``None`` at the end."""
    try:
        async with asyncio.timeout(_STREAM_IDLE_S):
            length = int.from_bytes(await reader.readexactly(2), "big")
            return await reader.readexactly(length)
    except asyncio.IncompleteReadError:
        return None
