"""The line to AWS with somebody at its far end, who sees each attempt and what AWS makes of it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError

from tests.cutover.line import Call, Fault, Line

_LOST = (Fault.LOST, Fault.LOST_ONCE)
_XML = "<ErrorResponse><Error><Code>InternalFailure</Code></Error><RequestId>500</RequestId></ErrorResponse>"


def _nobody_looks(*_: object) -> None:
    """Nobody is at the door."""


@dataclass
class Door(Line):
    """*asked* is called with each attempt, whatever becomes of it; *carried* with AWS's own status.

    ``as_500``: what is carried out and not answered is answered with 500 instead. ``late``: a request for a
    certificate that the line cuts off is on its way all the same, until it :meth:`arrives` or is dropped.
    What was read is answered again where *stamp* says that AWS would say the same: reading takes long.
    """

    asked: Callable[[Call], object] = _nobody_looks
    carried: Callable[[Call, int], object] = _nobody_looks
    as_500: bool = False
    late: bool = False
    stamp: Callable[[bool], Hashable] = lambda _: object()
    """Asked with whether it is for ACM (the one service here that speaks JSON)."""
    on_the_way: Any = None
    _call: Call = field(default_factory=lambda: Call("DescribeNothing", {}))
    _end: Fault | None = None
    _read: dict[Hashable, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    def mend(self) -> None:
        super().mend()
        self.as_500 = self.late = False

    def send(self, request: Any) -> AWSResponse:
        try:
            return super().send(request)
        except ConnectionClosedError:
            cut = self._end is Fault.CUT and self._call.operation == "RequestCertificate"
            if self.late and cut and self.on_the_way is None:
                self.on_the_way = request
            raise

    def arrives(self) -> None:
        """What was on its way comes to AWS; nobody waits for the answer."""
        request, self.on_the_way = self.on_the_way, None
        body = request.body
        super()._carried(request, body.encode() if isinstance(body, str) else body)

    def _fate(self, call: Call) -> Fault | None:
        self.asked(call)
        self._call, self._end = call, super()._fate(call)
        return None if self._in_place_of_the_answer else self._end

    @property
    def _in_place_of_the_answer(self) -> bool:
        return self.as_500 and self._end in _LOST

    def _carried(self, request: Any, body: bytes) -> AWSResponse:
        answer = self._answered(request, body) if self._call.reads else self._made(request, body)
        if not self._in_place_of_the_answer:
            return answer
        by_json = request.headers.get("X-Amz-Target") is not None
        said = json.dumps({"__type": "InternalFailure", "message": "500"}) if by_json else _XML
        return AWSResponse(request.url, 500, HTTPHeaders(), _Raw(said.encode()))

    def _made(self, request: Any, body: bytes) -> AWSResponse:
        answer = super()._carried(request, body)
        self.carried(self._call, answer.status_code)
        if self._call.operation == "DeleteCertificate":
            self.on_the_way = None  # with its certificate the sandbox's ACM forgets a token
        return answer

    def _answered(self, request: Any, body: bytes) -> AWSResponse:
        target = request.headers.get("X-Amz-Target")
        asked = self.stamp(target is not None), target, body
        if asked not in self._read:
            answer = super()._carried(request, body)
            self._read[asked] = answer.status_code, dict(answer.headers), answer.content
        status, headers, content = self._read[asked]
        return AWSResponse(request.url, status, HTTPHeaders.from_dict(headers), _Raw(content))


class _Raw(io.BytesIO):
    """What botocore reads an answer's body from."""

    def stream(self, **_: object) -> Any:
        yield self.read()
