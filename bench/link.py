"""A line with a fixed delay in front of name servers, in a process of its own.

    python -m bench.link --port 5300 --to 5400 --delay-ms 20 127.0.53.11 127.0.53.12

Listens for questions (UDP) on one port of each address and hands them to the server on another port of the
same address; the answer comes back a fixed time after the question came in, to which the server's own
time is added. After each line on standard input it prints as JSON what went through each address since the
line before: ``{address: {"questions": n, "sent_again": n, "lost": n, "most_at_once": n}}``. Ends with its
standard input.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from typing import Any, cast

_IDS = 1 << 16
_LOST_AFTER_S = 1.0

_Asker = tuple[Any, bytes]
"""Address and number of a question; one that is sent again has the same."""


@dataclass
class Traffic:
    """What went through one address since the last report."""

    questions: int = 0
    sent_again: int = 0
    lost: int = 0
    most_at_once: int = 0


class Front(asyncio.DatagramProtocol):
    """Where the questions come in."""

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s
        self._traffic = Traffic()
        self._numbers: dict[int, _Asker] = {}
        self._under_way: dict[_Asker, float] = {}
        self._last_number = 0

    def connect(self, back: asyncio.DatagramTransport) -> None:
        """Hand questions to *back*."""
        self._back = back

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the askers."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """A question; it goes on under a number of our own, as two askers can have chosen the same."""
        loop = asyncio.get_running_loop()
        asker = (addr, data[:2])
        if asker in self._under_way:
            self._traffic.sent_again += 1
        else:
            self._traffic.questions += 1
        self._under_way[asker] = loop.time()
        self._traffic.most_at_once = max(self._traffic.most_at_once, len(self._under_way))
        self._last_number = (self._last_number + 1) % _IDS
        self._numbers[self._last_number] = asker
        loop.call_later(self._delay_s, self._back.sendto, self._last_number.to_bytes(2, "big") + data[2:])

    def answered(self, data: bytes) -> None:
        """The server's answer goes on under the asker's number."""
        asker = self._numbers.pop(int.from_bytes(data[:2], "big"))
        self._under_way.pop(asker, None)  # the answer to what was sent again can come after the first
        address, number = asker
        self._transport.sendto(number + data[2:], address)

    def report(self) -> dict[str, int]:
        """The figures since the last report; what the server has lost is no longer under way."""
        now = asyncio.get_running_loop().time()
        lost = [asker for asker, since in self._under_way.items() if now - since > _LOST_AFTER_S]
        for asker in lost:
            del self._under_way[asker]
        self._traffic.lost += len(lost)
        figures = asdict(self._traffic)
        self._traffic = Traffic(most_at_once=len(self._under_way))
        return figures


class Back(asyncio.DatagramProtocol):
    """The server's side."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """An answer."""
        del addr  # the socket is connected to the server
        self._front.answered(data)


async def put_in_front(
    address: str, port: int, to: int, delay_s: float
) -> tuple[Front, list[asyncio.DatagramTransport]]:
    """The line of one server, with both its ends."""
    loop = asyncio.get_running_loop()
    front = Front(delay_s)
    back, _ = await loop.create_datagram_endpoint(lambda: Back(front), remote_addr=(address, to))
    front.connect(back)
    end, _ = await loop.create_datagram_endpoint(lambda: front, local_addr=(address, port))
    return front, [back, end]


async def run(addresses: list[str], port: int, to: int, delay_s: float) -> None:
    """Carry questions and answers until standard input ends."""
    made = {address: await put_in_front(address, port, to, delay_s) for address in addresses}
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print("ready", flush=True)
    while await lines.readline():
        print(json.dumps({one: front.report() for one, (front, _) in made.items()}), flush=True)
    for _, ends in made.values():
        for end in ends:
            end.close()


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.link")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--to", type=int, required=True)
    parser.add_argument("--delay-ms", type=float, required=True)
    parser.add_argument("addresses", nargs="+")
    options = parser.parse_args()
    asyncio.run(run(options.addresses, options.port, options.to, options.delay_ms / 1000))


if __name__ == "__main__":
    main()
