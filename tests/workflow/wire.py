"""The wire between the program and AWS: a proxy that passes every call on, counts it, and can fail it.

Real sockets and real resets, so that nothing in the program has to be replaced to see it fail.
"""

import http.client
import json
import socket
import struct
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from moto.iam.models import get_account_id_from

from acm_tui.sandbox.aws.asked import Answer, Asked, asked
from acm_tui.sandbox.aws.words import Reason, action_of, denied, refused
from acm_tui.sandbox.identity import caller
from tests.aws.scripted import rest_call

_READS = ("Describe", "List", "Get", "Search")


class Fate(Enum):
    """What becomes of a call on its way."""

    ARRIVES = "passed on, and the answer comes back"
    LOST = "carried out, and the connection is reset before the answer comes back"
    CUT = "the connection is reset before anything reaches AWS"


@dataclass(frozen=True)
class Refusal:
    """AWS itself answers with an error; nothing is passed on."""

    code: str
    status: int = 400
    message: str = "as the test wants it"


@dataclass(frozen=True)
class Says:
    """AWS answers this, whatever is true; nothing is passed on. ``xml`` in it stands for a whole document."""

    body: dict[str, Any]


class Special:
    """A fate that only a wire of another kind knows what to do with."""


What = Fate | Refusal | Says | Special


@dataclass(frozen=True)
class Call:
    """One attempt of one call, as it reached the wire."""

    operation: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """Whom AWS says no to, and why: to calls that fit everything that is said here."""

    reason: Reason
    action: str
    key: str | None
    account: str | None
    region: str | None

    def fits(self, request: Asked) -> bool:
        """Whether *request* is such a call. The accounts are those of a sandbox in this process."""
        return (
            fnmatchcase(action_of(request), self.action)
            and self.key in (None, request.access_key)
            and self.region in (None, request.region)
            and (self.account is None or self.account == get_account_id_from(request.access_key))
        )


@dataclass
class Wire:
    """Passes calls on to *endpoint*. Operations go by the names of the AWS API."""

    endpoint: str
    url: str = ""
    calls: list[Call] = field(default_factory=list)
    problems: list[BaseException] = field(default_factory=list)
    server: type[ThreadingHTTPServer] = ThreadingHTTPServer
    _fates: dict[str, Iterator[What]] = field(default_factory=dict)
    _rules: list[Rule] = field(default_factory=list)
    _watchers: dict[str, list[Callable[[], object]]] = field(default_factory=lambda: defaultdict(list))
    _server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        self._server = self.server(("127.0.0.1", 0), self.handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def handler(self) -> type["Handler"]:
        """Who takes what comes in."""
        return type("Handler", (Handler,), {"wire": self})

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def mend(self) -> None:
        """Everything arrives again, and nobody watches; what was counted stays."""
        self._fates.clear()
        self._rules.clear()
        self._watchers.clear()

    def forget(self) -> None:
        """As new."""
        self.mend()
        self.calls.clear()
        self.problems.clear()

    def fails(self, operation: str, *fates: What) -> None:
        """The next attempts of *operation* end so; those after them arrive."""
        self._fates[operation] = iter(fates)

    def always(self, operation: str, fate: What) -> None:
        """Every attempt of *operation* ends so, until the wire is mended."""
        self._fates[operation] = repeat(fate)

    def refuses(
        self,
        reason: Reason,
        action: str = "*",
        *,
        key: str | None = None,
        account: str | None = None,
        region: str | None = None,
    ) -> None:
        """Until the wire is mended, AWS says no for *reason*, in the words of each service.

        *action* is as in an IAM policy (``acm:SearchCertificates``, ``elasticloadbalancing:Describe*``);
        *key*, *account* and *region* narrow it to some callers. What is refused meets no other fate.
        """
        self._rules.append(Rule(reason, action, key, account, region))

    def refusal(self, request: Asked) -> Answer | None:
        """What AWS answers to *request* where one of the rules fits."""
        for rule in self._rules:
            if rule.fits(request):
                if rule.reason is Reason.DENIED:
                    return denied(request, caller(request.access_key, request.region))
                return refused(request, rule.reason)
        return None

    def watch(self, operation: str, callback: Callable[[], object]) -> None:
        """Call *callback* whenever *operation* is on its way, before AWS knows of it."""
        self._watchers[operation].append(callback)

    def watch_once(self, operation: str, callback: Callable[[], object]) -> None:
        """The same for the next attempt only."""
        left = [callback]
        self.watch(operation, lambda: left.pop()() if left else None)

    def count(self, operation: str) -> int:
        """How many attempts of *operation* were made."""
        return sum(call.operation == operation for call in self.calls)

    @property
    def mutations(self) -> list[str]:
        """Every attempt to change something, in order."""
        return [call.operation for call in self.calls if not call.operation.startswith(_READS)]

    def take(self, call: Call) -> What:
        """Note *call*, tell those who watch, and say what becomes of it."""
        self.calls.append(call)
        for callback in tuple(self._watchers[call.operation]):
            try:
                callback()
            except BaseException as problem:  # noqa: BLE001 - the test that watches is told at its end
                self.problems.append(problem)
        return next(self._fates.get(call.operation, repeat(Fate.ARRIVES)), Fate.ARRIVES)


class Handler(BaseHTTPRequestHandler):
    """Takes one call after the other from one connection, in whatever protocol of AWS it comes."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer: two would wait for the acknowledgement of the first
    wire: Wire

    def do_GET(self) -> None:
        self._take(b"")

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # whoever sent it died over it: that is no call
            self.close_connection = True
            return
        self._take(body)

    def _take(self, body: bytes) -> None:
        request = asked(self.path, cast("Mapping[str, str]", self.headers), body)
        call = self._named(request)
        if (refusal := self.wire.refusal(request)) is not None:
            self.wire.calls.append(call)
            self._answer(refusal.status, dict(refusal.headers), refusal.body)
        else:
            self.meet(self.wire.take(call), call, body)

    def meet(self, what: What, call: Call, body: bytes) -> None:
        """Let *what* become of *call*, which came with *body*."""
        match what:
            case Fate.ARRIVES:
                self._answer(*self.passed_on(call, body))
            case Fate.LOST:
                self.passed_on(call, body)
                self._reset()
            case Fate.CUT:
                self._reset()
            case Refusal(code=code, status=status, message=message):
                self._answer(status, {}, self._error(code, message))
            case Says(body=said):
                self._answer(200, {}, said["xml"].encode() if "xml" in said else json.dumps(said).encode())

    def _named(self, request: Asked) -> Call:
        # Route 53 tells its calls apart by method and path, the others by a header or a field.
        if (rest := rest_call(self.command, self.path, request.body)) is not None:
            return Call(*rest)
        if request.protocol in ("json", "rest-json"):
            return Call(str(request.operation), dict(request.parameters))
        parameters = {key: values[0] for key, values in parse_qs(request.body.decode()).items()}
        return Call(parameters.pop("Action"), parameters)

    def passed_on(self, call: Call, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """What AWS itself answers to *call*."""
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        onward = http.client.HTTPConnection(urlsplit(self.wire.endpoint).netloc, timeout=20)
        try:
            onward.request(self.command, self.path, body or None, headers)
            answer = onward.getresponse()
            kept = {
                name: value
                for name, value in answer.getheaders()
                if name.lower() not in ("connection", "content-length", "transfer-encoding", "date", "server")
            }
            return answer.status, kept, answer.read()
        finally:
            onward.close()

    def _answer(self, status: int, headers: dict[str, str], data: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _error(self, code: str, message: str = "as the test wants it") -> bytes:
        if self.headers.get("X-Amz-Target") is not None:
            return json.dumps({"__type": code, "message": message}).encode()
        return (
            f"<ErrorResponse><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
            "<RequestId>request-1</RequestId></ErrorResponse>"
        ).encode()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def finish(self) -> None:
        if not self.close_connection or self.connection.fileno() != -1:
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
        """Keep quiet."""
