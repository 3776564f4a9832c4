"""A line with a fixed delay in front of AWS, in a process of its own.

    python -m bench.aws_line --to http://127.0.0.1:4566 --delay-ms 80

Passes every call on, and sends its answer a fixed time after the call came in; the time that is spent
behind it is part of that. Connections are kept alive, and each is served by a thread of its own. With
``--reads 40:10`` and ``--changes 20:3`` Elastic Load Balancing throttles: so many tokens are in a full
bucket, and so many come back a second. What is throttled is answered after the same time, and not passed on.

Prints the URL of its own end; then, after each line on standard input, what went through since the line
before, as JSON; after the line ``fill`` all buckets are full again.

    {"calls": {operation: n}, "throttled": n, "busy_s": seconds with at least one call under way, "late": n}

``late`` counts the calls that took longer than the delay behind the line. Ends with its standard input.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from bench.buckets import Buckets, Limits, Rate

_TIMEOUT_S = 30
_ELB = ("2015-12-01", "2012-06-01")
"""The versions of Elastic Load Balancing's API."""

_THROTTLED = (
    400,
    [("Content-Type", "text/xml")],
    b"<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message>"
    b"</Error><RequestId>throttled</RequestId></ErrorResponse>",
)
_OF_THE_CONNECTION = ("connection", "content-length", "transfer-encoding", "date", "server")


@dataclass
class Traffic:
    """What went through since the last report."""

    calls: Counter[str] = field(default_factory=Counter)
    throttled: int = 0
    busy_s: float = 0.0
    late: int = 0


class Meter:
    """Counts what goes through; used by all connections."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._traffic = Traffic()
        self._under_way = 0
        self._since = 0.0

    def begin(self, operation: str, *, throttled: bool) -> None:
        """A call has come in."""
        with self._lock:
            self._traffic.throttled += throttled
            self._traffic.calls[operation] += not throttled
            if self._under_way == 0:
                self._since = time.monotonic()
            self._under_way += 1

    def end(self, *, late: bool) -> None:
        """A call is answered."""
        with self._lock:
            self._under_way -= 1
            self._traffic.late += late
            if self._under_way == 0:
                self._traffic.busy_s += time.monotonic() - self._since

    def report(self) -> Traffic:
        """The figures since the last report; what is still under way counts in the next."""
        with self._lock:
            traffic, self._traffic = self._traffic, Traffic()
            return traffic


class Line(ThreadingHTTPServer):
    """The near end of the line to *endpoint*."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, endpoint: str, delay_s: float, limits: Limits) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.behind = urlsplit(endpoint).netloc
        self.delay_s = delay_s
        self.buckets = Buckets(limits)
        self.meter = Meter()


class Connection(BaseHTTPRequestHandler):
    """One connection, and the calls on it one after the other."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer: two would wait for the acknowledgement of the first
    disable_nagle_algorithm = True
    server: Line

    def do_POST(self) -> None:
        """Pass a call on, and its answer back when its time has come."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        due = time.monotonic() + self.server.delay_s
        version, operation = self._called(body)
        let_in = version not in _ELB or self.server.buckets.take(version, operation)
        self.server.meter.begin(operation, throttled=not let_in)
        status, headers, data = self._passed_on(body) if let_in else _THROTTLED
        early = due - time.monotonic()
        if early > 0:
            time.sleep(early)
        # Before the answer goes out: whoever reads it may ask for the figures at once.
        self.server.meter.end(late=early < 0)
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _called(self, body: bytes) -> tuple[str, str]:
        """The API's version and the operation's name, of the query protocol; of JSON's, the name alone."""
        if target := self.headers.get("X-Amz-Target"):
            return "", target.partition(".")[2]
        asked = parse_qs(body.decode())
        return asked["Version"][0], asked["Action"][0]

    def _passed_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        onward = http.client.HTTPConnection(self.server.behind, timeout=_TIMEOUT_S)
        try:
            onward.request("POST", self.path, body, headers)
            answer = onward.getresponse()
            kept = [pair for pair in answer.getheaders() if pair[0].lower() not in _OF_THE_CONNECTION]
            return answer.status, kept, answer.read()
        finally:
            onward.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
        """Keep quiet."""


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.aws_line")
    parser.add_argument("--to", required=True, metavar="URL")
    parser.add_argument("--delay-ms", type=float, required=True)
    parser.add_argument("--reads", type=Rate.of, metavar="CAPACITY:REFILL")
    parser.add_argument("--changes", type=Rate.of, metavar="CAPACITY:REFILL")
    options = parser.parse_args()
    with Line(options.to, options.delay_ms / 1000, Limits(options.reads, options.changes)) as line:
        threading.Thread(target=line.serve_forever, args=(0.05,), daemon=True).start()
        print(f"http://127.0.0.1:{line.server_address[1]}", flush=True)
        for order in sys.stdin:
            if order.strip() == "fill":
                line.buckets.fill()
            print(json.dumps(vars(line.meter.report())), flush=True)
        line.shutdown()


if __name__ == "__main__":
    main()
