"""The line between the program and the sandbox's AWS, without sockets: it counts calls, and fails any.

botocore hands each attempt to the line instead of a socket. What comes back is what the sandbox's server
answers, and what goes wrong is what botocore makes of a connection that breaks. Everything above is as ever:
the adapters, the retries, the signing and reading of messages. Many hundred stories can be told that way.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError

from acm_tui.domain.listener import classic_listener
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from acm_tui.sandbox.aws.elb.names import classic_arn
from acm_tui.sandbox.world import ACCOUNT, REGION

_READS = ("Describe", "List", "Get", "Search")
_ERROR = (
    "<ErrorResponse><Error><Code>{code}</Code><Message>as the test wants it</Message></Error>"
    "<RequestId>request-1</RequestId></ErrorResponse>"
)

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


class Killed(BaseException):
    """The program ends in the middle, as by a signal."""


class Fault(Enum):
    """What becomes of a call that does not end well."""

    REFUSED = "AWS answers that it may not be called"
    THROTTLED = "AWS asks to slow down, each time"
    EXPIRED = (
        "the credentials have expired: neither this call nor any other is let in before there are new ones"
    )
    LOST = "carried out each time, and the answer never comes"
    LOST_ONCE = "carried out, and the first answer does not come: botocore asks again"
    CUT = "the connection breaks before AWS knows of the call, each time"
    KILLED_BEFORE = "the program ends before AWS knows of the call"
    KILLED_AFTER = "the program ends when AWS has carried the call out"


_ANSWERED = {
    Fault.REFUSED: ("AccessDenied", 403),
    Fault.THROTTLED: ("Throttling", 400),
    Fault.EXPIRED: ("ExpiredToken", 403),
}


@dataclass(frozen=True)
class Call:
    """One attempt of one call; *change* is what it asks for where it changes a listener."""

    operation: str
    parameters: dict[str, Any]
    change: Change | None = None

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.operation.startswith(_READS)


@dataclass
class Line:
    """Carries calls to *application*, the WSGI application of the sandbox's AWS."""

    application: Application
    calls: list[Call] = field(default_factory=list)
    _fault: Fault | None = None
    _at: int = 0
    _of: Callable[[Call], bool] = field(default=lambda _: True)
    _failing: Call | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def fails(self, fault: Fault, number: int, of: Callable[[Call], bool]) -> None:
        """The call *number* (from 0, from now on) of those that *of* picks ends so, however often tried."""
        self._fault, self._at, self._of, self._failing = fault, number, of, None

    def mend(self) -> None:
        """Everything arrives and is let in from now on; what was counted is forgotten."""
        self._fault = self._failing = None
        self.calls.clear()

    @property
    def changes(self) -> list[Change]:
        """Every attempt to change a listener, in order."""
        return [one.change for one in self.calls if one.change is not None]

    @property
    def mutations(self) -> list[Call]:
        """Every attempt to change anything."""
        return [one for one in self.calls if not one.reads]

    def reads(self, operation: str) -> int:
        """How many attempts of *operation* were made."""
        return sum(one.operation == operation for one in self.calls)

    def send(self, request: Any) -> AWSResponse:
        """In the place of botocore's own: the answer to *request*, or what happened to it."""
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        call = _call(request, body)
        # One after the other: what a fault meets does not depend on threads.
        with self._lock:
            fault = self._fate(call)
            self.calls.append(call)
            if fault in _ANSWERED:
                return _answer(request.url, *_error(request, *_ANSWERED[fault]))
            if fault is Fault.KILLED_BEFORE:
                raise Killed
            if fault is Fault.CUT:
                raise ConnectionClosedError(endpoint_url=request.url)
            answer = self._carried(request, body)
        if fault is Fault.KILLED_AFTER:
            raise Killed
        if fault in (Fault.LOST, Fault.LOST_ONCE):
            raise ConnectionClosedError(endpoint_url=request.url)
        return answer

    def _fate(self, call: Call) -> Fault | None:
        if self._fault is None:
            return None
        if self._fault is Fault.EXPIRED and self._failing is not None:
            return self._fault
        if not self._of(call):
            return None
        if self._failing is not None:
            again = self._failing == call and self._fault is not Fault.LOST_ONCE
            return self._fault if again else None
        if self._at > 0:
            self._at -= 1
            return None
        self._failing = call
        return self._fault

    def _carried(self, request: Any, body: bytes) -> AWSResponse:
        told: list[tuple[int, dict[str, str]]] = []

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            told.append((int(status.split()[0]), dict(headers)))

        data = b"".join(self.application(_environ(request, body), start))
        return _answer(request.url, *told[0], data)


class _Raw:
    """What botocore reads an answer's body from."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._data


def _answer(url: str, status: int, headers: dict[str, str], data: bytes) -> AWSResponse:
    return AWSResponse(url, status, HTTPHeaders.from_dict(headers), _Raw(data))


def _environ(request: Any, body: bytes) -> dict[str, Any]:
    url = urlsplit(request.url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": url.path,
        "QUERY_STRING": url.query,
        "SERVER_NAME": url.hostname,
        "SERVER_PORT": str(url.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = value.decode() if isinstance(value, bytes) else value
    return environ | {"CONTENT_LENGTH": str(len(body))}


def _call(request: Any, body: bytes) -> Call:
    target = request.headers.get("X-Amz-Target")
    if target is not None:
        target = target.decode() if isinstance(target, bytes) else target
        return Call(target.partition(".")[2], json.loads(body or b"{}"))
    parameters = dict(parse_qsl(body.decode(), keep_blank_values=True))
    operation = parameters.pop("Action")
    del parameters["Version"]
    return Call(operation, parameters, change_of(operation, parameters))


_LISTENER, _CERTIFICATE = "ListenerArn", "Certificates.member.1.CertificateArn"
_CHANGES: dict[str, Callable[[str, str], Change]] = {
    "ModifyListener": SetDefault,
    "AddListenerCertificates": AddToList,
    "RemoveListenerCertificates": RemoveFromList,
}
_CLASSIC = {"LoadBalancerName", "LoadBalancerPort", "SSLCertificateId"}


def change_of(operation: str, parameters: dict[str, str]) -> Change | None:
    """The change that a call asks for; a call that says more than one change must say is none."""
    if operation in _CHANGES and parameters.keys() == {_LISTENER, _CERTIFICATE}:
        return _CHANGES[operation](parameters[_LISTENER], parameters[_CERTIFICATE])
    if operation == "SetLoadBalancerListenerSSLCertificate" and parameters.keys() == _CLASSIC:
        arn = classic_arn(ACCOUNT, REGION, parameters["LoadBalancerName"])
        listener = classic_listener(arn, int(parameters["LoadBalancerPort"]))
        return SetDefault(listener, parameters["SSLCertificateId"])
    return None


def _error(request: Any, code: str, status: int) -> tuple[int, dict[str, str], bytes]:
    if request.headers.get("X-Amz-Target") is not None:
        return status, {}, json.dumps({"__type": code, "message": "as the test wants it"}).encode()
    return status, {}, _ERROR.format(code=code).encode()
