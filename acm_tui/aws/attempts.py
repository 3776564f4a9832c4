"""What became of every attempt that botocore made of one call.

botocore retries by itself and shows only the last attempt's error. When the first attempt was carried out
and its answer lost, and the second was throttled, the last error alone would say "not carried out". So each
attempt is followed through botocore's events ``before-send`` and ``response-received``.

A caller may also have every attempt asked for, at the last moment before it is sent: between a decision and
its call, and between two attempts, a program can be suspended for hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any


class Attempts:
    """The attempts of one call. ``unclear`` counts those that AWS may have carried out unheard."""

    def __init__(self) -> None:
        self.sent = 0
        self._settled = 0

    @property
    def unclear(self) -> int:
        """Attempts that were begun and whose fate is not known."""
        return self.sent - self._settled

    def begin(self) -> None:
        """An attempt is about to be sent."""
        self.sent += 1

    def settle(self) -> None:
        """The last attempt was certainly answered, or certainly never left."""
        self._settled += 1


_question: ContextVar[Callable[[], object] | None] = ContextVar("question", default=None)


@contextmanager
def asking(question: Callable[[], object] | None) -> Iterator[None]:
    """Ask *question* before every attempt made inside, on this thread; what it raises stops the call.

    ``None``: nothing is asked.
    """
    token = _question.set(question)
    try:
        yield
    finally:
        _question.reset(token)


_current: ContextVar[Attempts | None] = ContextVar("attempts", default=None)


@contextmanager
def followed() -> Iterator[Attempts]:
    """Follow the attempts of the one call made inside, on this thread."""
    attempts = Attempts()
    token = _current.set(attempts)
    try:
        yield attempts
    finally:
        _current.reset(token)


def watch(client: Any) -> None:
    """Report every attempt of *client*'s calls to the enclosing :func:`followed`."""
    client.meta.events.register("before-send", _before_send)
    client.meta.events.register("response-received", _response_received)


def _before_send(**_event: Any) -> None:
    if (question := _question.get()) is not None:
        # What the question itself asks of AWS, as of a journal in S3, is not asked for again.
        with asking(None):
            question()
    if (attempts := _current.get()) is not None:
        attempts.begin()


def _response_received(
    response_dict: dict[str, Any] | None, exception: Exception | None, **_event: object
) -> None:
    attempts = _current.get()
    if attempts is None:
        return
    answered = response_dict is not None and response_dict["status_code"] < 500
    if answered or (exception is not None and never_left(exception)):
        attempts.settle()


def never_left(error: BaseException) -> bool:
    """Whether *error* means that the request was not sent at all: no connection came about."""
    from botocore import exceptions as boto

    if isinstance(error, boto.SSLError):
        # Only a certificate that does not verify is certain to come before the request.
        return "CERTIFICATE_VERIFY_FAILED" in str(error)
    return isinstance(
        error, (boto.EndpointConnectionError, boto.ConnectTimeoutError, boto.ProxyConnectionError)
    )
