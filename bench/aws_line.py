"""A line with a fixed delay in front of AWS, in a process of its own.

    python -m bench.aws_line --to http://127.0.0.1:4566 --delay-ms 80

Passes every call on, and sends its answer a fixed time after the call came in; the time that is spent
behind it is part of that. Connections are kept alive, and each is served by a thread of its own. With
``--reads 40:10`` and ``--changes 20:3`` Elastic Load Balancing throttles: so many tokens are in a full
bucket, and so many come back a second. ``--limit acm:DescribeCertificate=10:10`` does so for one action, and
``--as-documented`` stands for all that AWS documents. What is throttled is answered after the same time, and
not passed on. ``--without acm:SearchCertificates``: AWS does not know that operation. A test can have the
same line in its own process: :func:`serving`.

Prints the URL of its own end; then, after each line on standard input, what went through since the line
before, as JSON; after the line ``fill`` all buckets are full again.

    {"calls": {operation: n}, "throttled": n, "busy_s": seconds with at least one call under way, "late": n,
     "throttles": {operation: n}, "first": {operation: moment}, "last": {operation: moment}}

``late`` counts the calls that took longer than the delay behind the line. ``first`` is when the first call of
an operation came in, and ``last`` when the last answer to one went out, on the clock of ``time.monotonic()``,
which all processes of a machine share. Ends with its standard input.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import urlsplit

from acm_tui.sandbox.aws.asked import Answer, asked
from acm_tui.sandbox.aws.words import Reason, action_of, refused
from bench.buckets import AS_DOCUMENTED, Buckets, Limits, Rate

_TIMEOUT_S = 30
_OF_THE_CONNECTION = ("connection", "content-length", "transfer-encoding", "date", "server")


@dataclass
class Traffic:
    """What went through since the last report."""

    calls: Counter[str] = field(default_factory=Counter)
    throttled: int = 0
    busy_s: float = 0.0
    late: int = 0
    throttles: Counter[str] = field(default_factory=Counter)
    first: dict[str, float] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Traffic:
        """From a report of the line's process."""
        counted = {"calls": Counter(told["calls"]), "throttles": Counter(told["throttles"])}
        return cls(**{**told, **counted})


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
            now = time.monotonic()
            if throttled:
                self._traffic.throttled += 1
                self._traffic.throttles[operation] += 1
            else:
                self._traffic.calls[operation] += 1
            self._traffic.first.setdefault(operation, now)
            if self._under_way == 0:
                self._since = now
            self._under_way += 1

    def end(self, operation: str, *, late: bool) -> None:
        """A call is answered."""
        with self._lock:
            now = time.monotonic()
            self._under_way -= 1
            self._traffic.late += late
            self._traffic.last[operation] = now
            if self._under_way == 0:
                self._traffic.busy_s += now - self._since

    def report(self) -> Traffic:
        """The figures since the last report; what is still under way counts in the next."""
        with self._lock:
            traffic, self._traffic = self._traffic, Traffic()
            return traffic


class Line(ThreadingHTTPServer):
    """The near end of the line to *endpoint*."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, endpoint: str, delay_s: float, limits: Limits, without: Collection[str] = ()) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.behind = urlsplit(endpoint).netloc
        self.delay_s = delay_s
        self.without = without
        self.buckets = Buckets(limits)
        self.meter = Meter()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


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
        request = asked(self.path, cast("Mapping[str, str]", self.headers), body)
        operation = str(request.operation)
        let_in = self.server.buckets.take(request)
        self.server.meter.begin(operation, throttled=not let_in)
        if not let_in:
            status, headers, data = refused(request, Reason.THROTTLED)
        elif action_of(request) in self.server.without:
            status, headers, data = refused(request, Reason.UNKNOWN)
        else:
            status, headers, data = self._passed_on(body)
        early = due - time.monotonic()
        if early > 0:
            time.sleep(early)
        # Before the answer goes out: whoever reads it may ask for the figures at once.
        self.server.meter.end(operation, late=early < 0)
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _passed_on(self, body: bytes) -> Answer:
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        onward = http.client.HTTPConnection(self.server.behind, timeout=_TIMEOUT_S)
        try:
            onward.request("POST", self.path, body, headers)
            answer = onward.getresponse()
            kept = [pair for pair in answer.getheaders() if pair[0].lower() not in _OF_THE_CONNECTION]
            return Answer(answer.status, kept, answer.read())
        finally:
            onward.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
        """Keep quiet."""


@contextmanager
def serving(
    endpoint: str, delay_s: float = 0.0, limits: Limits = AS_DOCUMENTED, without: Collection[str] = ()
) -> Iterator[Line]:
    """A line to *endpoint* in this process; it ends with the block. Its ``meter`` tells what went through.

    Operations in *without* (by their IAM names) are not known.
    """
    with Line(endpoint, delay_s, limits, without) as line:
        threading.Thread(target=line.serve_forever, args=(0.01,), daemon=True).start()
        yield line
        line.shutdown()


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.aws_line")
    parser.add_argument("--to", required=True, metavar="URL")
    parser.add_argument("--delay-ms", type=float, required=True)
    parser.add_argument("--reads", type=Rate.of, metavar="CAPACITY:REFILL")
    parser.add_argument("--changes", type=Rate.of, metavar="CAPACITY:REFILL")
    parser.add_argument("--limit", type=_limit, action="append", default=[], metavar="ACTION=CAPACITY:REFILL")
    parser.add_argument("--as-documented", action="store_true")
    parser.add_argument("--without", action="append", default=[], metavar="ACTION")
    options = parser.parse_args()
    limits = AS_DOCUMENTED
    if not options.as_documented:
        limits = Limits(options.reads, options.changes, dict(options.limit))
    with serving(options.to, options.delay_ms / 1000, limits, options.without) as line:
        print(line.url, flush=True)
        for order in sys.stdin:
            if order.strip() == "fill":
                line.buckets.fill()
            print(json.dumps(vars(line.meter.report())), flush=True)


def _limit(text: str) -> tuple[str, Rate]:
    action, rate = text.split("=")
    return action, Rate.of(rate)


if __name__ == "__main__":
    main()
