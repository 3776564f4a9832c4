"""STS, EC2 and Account Management for many accounts in several partitions, as far as finding places asks."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from acm_tui.aws.region_names import partition_of

_SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")


@dataclass(frozen=True)
class Account:
    """Whose keys they are: of an account in a partition, and the regions that are enabled for it."""

    number: str
    partition: str = "aws"
    enabled: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    """Calls that it may not make."""
    off: tuple[str, ...] = ()
    """Regions in which its keys are not known, because they are not enabled."""


@dataclass
class ManyAccounts:
    """Answers by the access key that a call is signed with, and the region that it is signed for."""

    accounts: dict[str, Account]
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    """Key, region and operation of each."""
    together: threading.Barrier | None = None
    """Where all calls of STS must meet."""
    held: dict[str, threading.Event] = field(default_factory=dict)
    """Keys that STS answers only when the event has happened."""

    def __enter__(self) -> ManyAccounts:
        handler = type("Handler", (_Handler,), {"world": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, key: str, region: str, operation: str, start: str) -> tuple[int, str]:
        """Status and body."""
        self.calls.append((key, region, operation))
        account = self.accounts.get(key)
        if operation == "GetCallerIdentity" and self.together is not None:
            self.together.wait(10)
        if operation == "GetCallerIdentity" and key in self.held:
            self.held[key].wait(10)
        if account is None or account.partition != partition_of(region) or region in account.off:
            return 403, _refusal("InvalidClientTokenId", "The security token is invalid.", operation)
        if operation in account.denied:
            return 403, _refusal("AccessDenied", "not authorized", operation)
        if operation == "GetCallerIdentity":
            arn = f"arn:{account.partition}:iam::{account.number}:user/ayako"
            inside = f"<Arn>{arn}</Arn><UserId>AIDA</UserId><Account>{account.number}</Account>"
            return 200, f"<R><GetCallerIdentityResult>{inside}</GetCallerIdentityResult></R>"
        if operation == "DescribeRegions":
            items = "".join(f"<item><regionName>{one}</regionName></item>" for one in account.enabled)
            return 200, f"<R><regionInfo>{items}</regionInfo></R>"
        half = len(account.enabled) // 2  # in two pages
        page = account.enabled[half:] if start else account.enabled[:half]
        found = {"Regions": [{"RegionName": one} for one in page]}
        return 200, json.dumps(found if start else found | {"NextToken": "more"})


def _refusal(code: str, message: str, operation: str) -> str:
    if operation == "ListRegions":
        return json.dumps({"__type": f"{code}Exception", "message": message})
    error = f"<Code>{code}</Code><Message>{message}</Message>"
    if operation == "DescribeRegions":  # EC2 has a form of its own
        return f"<Response><Errors><Error>{error}</Error></Errors></Response>"
    return f"<ErrorResponse><Error>{error}</Error></ErrorResponse>"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    world: ManyAccounts

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        scope = _SCOPE.search(self.headers["Authorization"])
        assert scope is not None
        start = ""
        if self.path == "/listRegions":
            operation, start = "ListRegions", json.loads(body).get("NextToken", "")
        else:
            operation = parse_qs(body)["Action"][0]
        status, answer = self.world.answer(scope[1], scope[2], operation, start)
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer.encode())))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
