"""As much HTTP/1.1 as the front needs."""

import asyncio
from dataclasses import dataclass

HEAD_LIMIT = 16 * 1024
BODY_LIMIT = 1024 * 1024


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """What a client asked for cannot be done; `status` is the status line's code and phrase."""

    def __init__(self, status: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Head:
    """A request's first line and what its headers say about the connection and the body (octets)."""

    method: str
    target: str
    keeps_alive: bool
    body_length: int


async def read_head(reader: asyncio.StreamReader) -> Head:
    """Read a request up to its blank line.

    Raises:
        Refused: this is no HTTP request.
        asyncio.IncompleteReadError: the client left first.
        asyncio.LimitOverrunError: the head is longer than 16 KiB.
    """
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    first = lines[0].split(" ")
    if len(first) != 3 or not first[2].startswith("HTTP/1."):
        raise Refused("400 Bad Request", "this is no HTTP/1.1 request")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
    }
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > BODY_LIMIT or "transfer-encoding" in headers:
        raise Refused("400 Bad Request", "the length of the body is missing, wrong or too large")
    connection = headers.get("connection", "").lower()
    keeps_alive = connection != "close" if first[2] == "HTTP/1.1" else connection == "keep-alive"
    return Head(method=first[0], target=first[1], keeps_alive=keeps_alive, body_length=int(length))


def connect_target(head: Head) -> tuple[str, int]:
    """Address and port of a CONNECT request.

    Raises:
        Refused: another method, or no address and port.
    """
    if head.method != "CONNECT":
        raise Refused("405 Method Not Allowed", "this proxy only tunnels: use CONNECT")
    address, colon, port = head.target.rpartition(":")
    if not colon or not port.isdecimal():
        raise Refused("400 Bad Request", "CONNECT takes address:port")
    return address, int(port)


def plain_answer(status: str, sentence: str) -> bytes:
    """An answer that ends the connection."""
    body = f"{sentence}\n".encode()
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode() + body


def page(text: str, head: Head) -> bytes:
    """The answer to one request on a connection that may stay open."""
    body = text.encode()
    connection = "keep-alive" if head.keeps_alive else "close"
    answer = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: {connection}\r\n\r\n"
    ).encode()
    return answer if head.method == "HEAD" else answer + body
