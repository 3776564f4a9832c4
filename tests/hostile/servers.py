"""Servers that mean harm: an AWS and a DNS that put payloads wherever they may say something."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset


class Refusing:
    """An AWS that refuses every call, with ``text`` as its message; the address is ``url``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.url = ""

    @contextmanager
    def running(self) -> Iterator[None]:
        """As long as the block runs."""
        refusing = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                encoded = _json if self.headers.get("X-Amz-Target") else _xml
                data = encoded(refusing.text)
                self.send_response(400)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
                """Keep quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()


def _json(message: str) -> bytes:
    # ASCII only: every other character escaped, halves of characters too, as JSON can.
    return json.dumps({"__type": "AccessDeniedException", "message": message}).encode()


def _xml(message: str) -> bytes:
    # XML 1.0 has no place for most control characters, but for those of C1, and for direction.
    held = "".join(
        one for one in message if one in "\t\n\r" or " " <= one < "\ud800" or "\ue000" <= one < "\ufffe"
    )
    error = f"<Error><Code>AccessDenied</Code><Message>{escape(held)}</Message></Error>"
    return f"<ErrorResponse>{error}<RequestId>r</RequestId></ErrorResponse>".encode()


@contextmanager
def lying_dns(text: str) -> Iterator[int]:
    """The port of a name server for everything, whose names, targets, texts and reasons are *text*."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                asked, whom = server.recvfrom(4096)
            except OSError:  # closed
                return
            server.sendto(_answer(dns.message.from_wire(asked), text), whom)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(server.getsockname()[1])
    finally:
        server.close()
        thread.join(0.1)


def _answer(query: dns.message.Message, text: str) -> bytes:
    answer = dns.message.make_response(query, our_payload=1400)
    answer.flags |= dns.flags.AA
    question = query.question[0]
    raw = text.encode("utf-8", "surrogatepass")
    hostile = dns.name.Name([raw[:60] or b"x", raw[60:120] or b"y", b""])
    if question.rdtype == dns.rdatatype.SOA:
        _add(answer.answer, question.name, "SOA", f"{hostile} {hostile} 1 60 60 60 60")
    elif question.rdtype == dns.rdatatype.NS:
        _add(answer.answer, question.name, "NS", str(hostile))
    elif question.rdtype == dns.rdatatype.A:
        _add(answer.answer, question.name, "A", "127.0.0.1")
    elif question.rdtype == dns.rdatatype.CAA:
        answer.set_rcode(dns.rcode.SERVFAIL)
    else:
        _add(answer.answer, question.name, "CNAME", str(hostile))
    reason = dns.edns.EDEOption(dns.edns.EDECode.OTHER, text.encode("utf-8", "replace").decode())
    answer.use_edns(0, options=[reason])
    return answer.to_wire(max_size=65535)  # whatever was asked for: the longest texts have to fit


def _add(section: list[dns.rrset.RRset], name: dns.name.Name, kind: str, data: str) -> None:
    section.append(dns.rrset.from_text(name, 60, "IN", kind, data))
