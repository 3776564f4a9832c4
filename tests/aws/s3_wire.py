"""The wire to S3, whose calls are told apart by method, path and query."""

from __future__ import annotations

import http.client
import threading
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.workflow.wire import Call, Fate, Handler, Refusal, Says, What, Wire


@dataclass(frozen=True)
class Late:
    """S3 answers with an error, and has carried the call out all the same."""

    code: str
    status: int = 500


@dataclass(frozen=True)
class Torn:
    """The answer breaks off in the middle: the connection ends there, or is *reset*."""

    reset: bool = False


@dataclass
class S3Wire(Wire):
    """The same wire, for S3; further fates are :class:`Late` and :class:`Torn`."""

    def start(self) -> None:
        handler = type("Handler", (_S3Handler,), {"wire": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"


S3What = What | Late | Torn


class _S3Handler(Handler):
    def handle_expect_100(self) -> bool:
        """Answers are held back until they are whole; for this one the client waits."""
        goes_on = super().handle_expect_100()
        self.wfile.flush()
        return goes_on

    def do_GET(self) -> None:  # noqa: N802 - the name in http.server
        self._take(b"")

    def do_PUT(self) -> None:  # noqa: N802 - the name in http.server
        self._take(self.rfile.read(int(self.headers["Content-Length"])))

    def _take(self, body: bytes) -> None:
        fate: S3What = self.wire.take(self._call(body))
        match fate:
            case Fate.ARRIVES | Says():
                self._answer(*self._passed_on(body))
            case Fate.LOST:
                self._passed_on(body)
                self._reset()
            case Fate.CUT:
                self._reset()
            case Refusal(code=code, status=status):
                self._answer(status, {}, self._error(code))
            case Late(code=code, status=status):
                self._passed_on(body)
                self._answer(status, {}, self._error(code))
            case Torn(reset=reset):
                self._tear(*self._passed_on(body), reset=reset)

    def _tear(self, status: int, headers: dict[str, str], data: bytes, *, reset: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])
        self.wfile.flush()
        if reset:
            self._reset()
        self.close_connection = True

    def _call(self, body: bytes) -> Call:
        url = urlsplit(self.path)
        key = url.path.lstrip("/").partition("/")[2]
        parameters = {name: values[0] for name, values in parse_qs(url.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.command == "PUT":
            return Call("PutObject", {"Key": key, "Body": body, "Headers": headers})
        if key:
            return Call("GetObject", {"Key": key, "Headers": headers})
        return Call("ListObjectsV2", parameters)

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        left_out = ("connection", "expect")
        headers = {name: value for name, value in self.headers.items() if name.lower() not in left_out}
        onward = http.client.HTTPConnection(urlsplit(self.wire.endpoint).netloc, timeout=20)
        try:
            onward.request(self.command, self.path, body or None, headers)
            answer = onward.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name in ("Content-Type", "ETag")}
            return answer.status, kept, answer.read()
        finally:
            onward.close()

    def _error(self, code: str, message: str = "as the test wants it") -> bytes:
        return f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>".encode()
