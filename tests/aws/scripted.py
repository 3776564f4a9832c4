"""An AWS endpoint that answers what a test tells it to, over real sockets: faults included."""

import json
import re
import socket
import struct
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

QUERY_NAMESPACES = {
    "2015-12-01": "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
    "2012-06-01": "http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/",
    "2011-06-15": "https://sts.amazonaws.com/doc/2011-06-15/",
    "2010-05-08": "https://iam.amazonaws.com/doc/2010-05-08/",
}

ROUTE_53 = "https://route53.amazonaws.com/doc/2013-04-01/"
_ROUTE_53_CALLS = {
    ("GET", "hostedzonesbyname"): "ListHostedZonesByName",
    ("GET", "hostedzone"): "GetHostedZone",
    ("GET", "hostedzone/rrset"): "ListResourceRecordSets",
    ("POST", "hostedzone/rrset"): "ChangeResourceRecordSets",
    ("GET", "change"): "GetChange",
}


def rest_call(method: str, path: str, body: bytes) -> tuple[str, dict[str, Any]] | None:
    """The call of Route 53 that a request is, with its parameters; ``None``: it is of another service.

    The id in the path is ``Id``; a body is given whole as ``Body``.
    """
    url = urlsplit(path)
    parts = re.fullmatch(r"/2013-04-01/(\w+)(?:/([^/]+))?(?:/(\w+))?/?", url.path)
    if parts is None:
        return None
    kind, identifier, inside = parts.groups()
    operation = _ROUTE_53_CALLS[method, f"{kind}/{inside}" if inside else kind]
    parameters: dict[str, Any] = {key: values[0] for key, values in parse_qs(url.query).items()}
    parameters |= {"Id": identifier} if identifier else {}
    return operation, parameters | ({"Body": body.decode()} if body else {})


@dataclass(frozen=True)
class Answer:
    """An ordinary answer: a JSON body for ACM, the inside of the result element for the other services."""

    body: dict[str, Any] | str = ""
    status: int = 200


@dataclass(frozen=True)
class Error:
    """An AWS error by its code."""

    code: str
    message: str = ""
    status: int = 400


@dataclass(frozen=True)
class Reset:
    """The request is read (and carried out, as far as anybody knows), then the connection is reset."""

    shut: bool = False
    """Stop listening as well: the next attempt is refused."""


@dataclass(frozen=True)
class Silence:
    """The request is read and never answered."""


Scripted = Answer | Error | Reset | Silence
Decider = Callable[[dict[str, Any]], Scripted]


@dataclass(frozen=True)
class Call:
    """What was called, and with what: JSON values for ACM, first values of form or query for the others."""

    operation: str
    parameters: dict[str, Any]
    user_agent: str
    authorization: str = ""


@dataclass
class ScriptedAws:
    """Answers each operation from its own script; the last answer of a script is given again and again."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    scripts: dict[str, deque[Scripted]] = field(default_factory=lambda: defaultdict(deque))
    deciders: dict[str, Decider] = field(default_factory=dict)
    _server: ThreadingHTTPServer | None = None
    _end: threading.Event = field(default_factory=threading.Event)

    def script(self, operation: str, *answers: Scripted) -> None:
        self.scripts[operation] = deque(answers)

    def decide(self, operation: str, decider: Decider) -> None:
        """Answer *operation* by its parameters: for calls that come in no certain order."""
        self.deciders[operation] = decider

    def count(self) -> dict[str, int]:
        """How many calls of each operation came."""
        return dict(Counter(call.operation for call in self.calls))

    def parameters(self, operation: str) -> list[dict[str, Any]]:
        return [call.parameters for call in self.calls if call.operation == operation]

    def next(self, operation: str, parameters: dict[str, Any]) -> Scripted:
        if operation in self.deciders:
            return self.deciders[operation](parameters)
        script = self.scripts[operation]
        if not script:
            return Error("UnknownOperationException", f"no script for {operation}")
        return script.popleft() if len(script) > 1 else script[0]

    def start(self) -> None:
        handler = type("Handler", (_Handler,), {"aws": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._end.set()
        if self._server is not None:
            server, self._server = self._server, None
            server.shutdown()
            server.server_close()

    def shut(self) -> None:
        """Stop listening, from within a request."""
        if self._server is not None:
            self._server.socket.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer: two would wait for the acknowledgement of the first
    aws: ScriptedAws

    def do_GET(self) -> None:
        self._take(b"")

    def do_POST(self) -> None:
        self._take(self.rfile.read(int(self.headers["Content-Length"])))

    def _take(self, body: bytes) -> None:
        rest = rest_call(self.command, self.path, body)
        target = self.headers.get("X-Amz-Target")
        if rest is not None:
            operation, parameters = rest
        elif target is not None:
            operation, parameters = target.partition(".")[2], json.loads(body)
        else:
            parameters = {key: values[0] for key, values in parse_qs(body.decode()).items()}
            operation = parameters.pop("Action")
        self.aws.calls.append(
            Call(operation, parameters, self.headers["User-Agent"], self.headers.get("Authorization", ""))
        )
        match self.aws.next(operation, parameters):
            case Silence():
                self.aws._end.wait(10)
                self.close_connection = True
            case Reset(shut=shut):
                if shut:
                    self.aws.shut()
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                self.close_connection = True
            case Error() as error:
                self._send(error.status, _json_error(error) if target else _xml_error(error))
            case Answer(body=answer, status=status) if rest is not None:
                self._send(status, f'<{operation}Response xmlns="{ROUTE_53}">{answer}</{operation}Response>')
            case Answer(body=answer, status=status):
                self._send(
                    status,
                    json.dumps(answer or {})
                    if target
                    else _xml(operation, parameters["Version"], str(answer)),
                )

    def _send(self, status: int, body: str) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("x-amzn-RequestId", "request-1")
        self.end_headers()
        self.wfile.write(data)

    def finish(self) -> None:
        if not self.close_connection or self.connection.fileno() != -1:
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
        """Keep quiet."""


def _json_error(error: Error) -> str:
    return json.dumps({"__type": error.code, "message": error.message})


def _xml_error(error: Error) -> str:
    return (
        f"<ErrorResponse><Error><Code>{error.code}</Code><Message>{error.message}</Message></Error>"
        "<RequestId>request-1</RequestId></ErrorResponse>"
    )


def _xml(operation: str, version: str, inside: str) -> str:
    return (
        f'<{operation}Response xmlns="{QUERY_NAMESPACES[version]}"><{operation}Result>{inside}'
        f"</{operation}Result><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata>"
        f"</{operation}Response>"
    )
