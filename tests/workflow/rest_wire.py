"""The wire to Route 53, whose calls are told apart by method and path and answered in XML."""

import http.client
import threading
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.aws.scripted import ROUTE_53, rest_call
from tests.workflow.wire import Call, Fate, Refusal, Says, Wire, _Handler


def says(operation: str, inside: str) -> Says:
    """Route 53 answers *operation* with *inside* in its root element, whatever is true."""
    return Says({"xml": f'<{operation}Response xmlns="{ROUTE_53}">{inside}</{operation}Response>'})


@dataclass
class RestWire(Wire):
    """The same wire, for GET and POST."""

    def start(self) -> None:
        handler = type("Handler", (_RestHandler,), {"wire": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"


class _RestHandler(_Handler):
    def do_GET(self) -> None:  # noqa: N802 - the name in http.server
        self._take(b"")

    def do_POST(self) -> None:  # noqa: N802 - the name in http.server
        self._take(self.rfile.read(int(self.headers["Content-Length"])))

    def _take(self, body: bytes) -> None:
        match self.wire.take(self._call(body)):
            case Fate.ARRIVES:
                self._answer(*self._passed_on(body))
            case Fate.LOST:
                self._passed_on(body)
                self._reset()
            case Fate.CUT:
                self._reset()
            case Refusal(code=code, status=status):
                self._answer(status, {}, self._error(code))
            case Says(body=said):
                self._answer(200, {}, said["xml"].encode())

    def _call(self, body: bytes) -> Call:
        call = rest_call(self.command, self.path, body)
        assert call is not None, self.path
        return Call(*call)

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        onward = http.client.HTTPConnection(urlsplit(self.wire.endpoint).netloc, timeout=20)
        try:
            onward.request(self.command, self.path, body or None, headers)
            answer = onward.getresponse()
            return answer.status, {"Content-Type": "text/xml"}, answer.read()
        finally:
            onward.close()
