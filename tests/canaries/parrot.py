"""An AWS that repeats in its refusals whatever it was told, headers and all; it can also hang up."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

from tests.canaries.planted import TOLD


@contextmanager
def parrot(*, hangs_up: bool = False) -> Iterator[str]:
    """The address of one that runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if hangs_up:
                self.close_connection = True
                self.connection.shutdown(2)
                return
            message = f"{TOLD}\n{self.headers}\n{body.decode(errors='replace')}"
            if self.headers.get("X-Amz-Target"):
                said = json.dumps({"__type": "AccessDeniedException", "message": message})
            else:
                said = (
                    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>"
                    f"{escape(message)}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
                )
            data = said.encode()
            self.send_response(403)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
