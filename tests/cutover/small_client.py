"""What the clients of the small AWS have in common: attempts, retries, and what goes wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError, ConnectionClosedError

from acm_tui.aws.session import MAX_ATTEMPTS
from tests.cutover.line import Fault, Killed
from tests.cutover.small_aws import Asked, SaysNo, SmallAws

_REFUSALS = {
    Fault.REFUSED: "AccessDenied",
    Fault.THROTTLED: "Throttling",
    Fault.EXPIRED: "ExpiredToken",
}
_NOT_THE_END = ("Throttling", "CertificateNotFound", "ListenerNotFound", "LoadBalancerNotFound")
"""What the program may try again, or take as an answer like any other."""


@dataclass
class _Events:
    """The two events of botocore that tell what became of an attempt."""

    handlers: dict[str, Callable[..., object]] = field(default_factory=dict)

    def register(self, name: str, handler: Callable[..., object]) -> None:
        self.handlers[name] = handler


@dataclass
class SmallClient:
    """As a client of boto3, with botocore's standard way of trying again."""

    aws: SmallAws
    meta: Any = field(default_factory=lambda: SimpleNamespace(endpoint_url="https://small", events=_Events()))

    def call(self, operation: str, answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        for left in reversed(range(MAX_ATTEMPTS)):
            self.meta.events.handlers["before-send"]()
            try:
                said = self._attempt(operation, answer)
            except ConnectionClosedError as broken:
                self._told(None, broken)
                if not left:
                    self.aws.troubled()
                    raise
            except ClientError as refused:
                code = refused.response["Error"]["Code"]
                self._told({"status_code": 400}, None)
                if code not in _NOT_THE_END:
                    self.aws.troubled()
                if not left or code != "Throttling":
                    raise
            else:
                self._told({"status_code": 200}, None)
                return said | {"ResponseMetadata": {"RequestId": f"request-{self.aws.attempts}"}}
        raise AssertionError("the last attempt answers or raises")

    def _told(self, answer: dict[str, Any] | None, broken: Exception | None) -> None:
        self.meta.events.handlers["response-received"](response_dict=answer, exception=broken)

    def _attempt(self, operation: str, answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        self.aws.on_the_way()
        self.aws.attempts += 1
        fate = self.aws.fate(operation)
        if fate in _REFUSALS:
            raise error(operation, _REFUSALS[fate])
        if fate is Fault.CUT:
            raise ConnectionClosedError(endpoint_url=self.meta.endpoint_url)
        if fate is Fault.KILLED_BEFORE:
            raise Killed
        try:
            said = answer()
        except SaysNo as no:
            raise error(operation, str(no)) from no
        self.aws.on_the_way()
        if fate in (Fault.LOST, Fault.LOST_ONCE):
            raise ConnectionClosedError(endpoint_url=self.meta.endpoint_url)
        if fate is Fault.KILLED_AFTER:
            raise Killed
        return said

    def change(self, operation: str, asked: Asked) -> dict[str, Any]:
        def carried() -> dict[str, Any]:
            self.aws.observer(asked)
            self.aws.carry_out(asked)
            return {}

        return self.call(operation, carried)

    def get_paginator(self, operation: str) -> Any:
        """Every answer here is one page."""

        def paginate(**asked: Any) -> Iterator[dict[str, Any]]:
            yield getattr(self, operation)(**asked)

        return SimpleNamespace(paginate=paginate)


def error(operation: str, code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)
