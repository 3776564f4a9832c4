"""moto's services and the sandbox's control application on one loopback port."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import moto.iam.models
from moto.core.base_backend import BackendDict
from moto.core.model_instances import reset_model_data
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import ThreadedWSGIServer

from acm_tui.sandbox.aws import s3
from acm_tui.sandbox.aws.asked import Answer, Asked, asked_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

First = Callable[[Asked], Answer | None]
"""Whoever may answer before moto: None leaves the request to the next."""

ACCOUNT = "111122223333"
CONTROL_PREFIX = "/_sandbox"

_log = logging.getLogger(__name__)
# What AWS calls its reading operations; everything else may change something.
_READS = ("Describe", "List", "Get", "Search", "Lookup", "Simulate", "BatchGet", "Query", "Scan")


class AwsServer:
    """The embedded AWS as an HTTP server on 127.0.0.1.

    Callers without keys of their own are of *account*; keys from sts:AssumeRole lead to the role's account.
    *control* answers below ``/_sandbox/`` (as a WSGI application mounted there). *after_mutation* is called
    in the request's thread after each request that may have changed something, before its answer is sent:
    what it saves is on disk before the caller knows. *first* are asked in turn before moto is: what one of
    them answers is the answer.
    """

    def __init__(
        self,
        *,
        account: str = ACCOUNT,
        control: WSGIApplication | None = None,
        after_mutation: Callable[[], object] | None = None,
        first: Sequence[First] = (),
    ) -> None:
        self._account = account
        self._first = first
        self._control = control
        self._after_mutation = after_mutation
        self._moto: WSGIApplication = _Dispatcher(create_backend_app)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1 and answer from now on; returns the endpoint URL.

        Raises:
            OSError: *port* is taken (0 takes any free one).
            RuntimeError: it has been started already.
        """
        if self._server is not None:
            raise RuntimeError("the server has been started already")
        _answer_as(self._account)
        with _listening_socket(port) as listener:
            # werkzeug ends the whole process when it cannot bind; with a bound socket it has no reason to.
            self._server = _Server("127.0.0.1", port, self._application, _Handler, fd=listener.fileno())
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="sandbox-aws", daemon=True
        )
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """Stop listening; nothing happens if it is not running. No connection outlives its one answer."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server = self._thread = None

    def _application(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(CONTROL_PREFIX + "/") and self._control is not None:
            environ["SCRIPT_NAME"] = CONTROL_PREFIX
            environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(CONTROL_PREFIX)
            application, changes = self._control, environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        else:
            request = asked_of(environ)
            for one in self._first:
                if (said := one(request)) is not None:
                    return _said(said, start_response)
            application, changes = self._moto, _may_change(request, environ)
        with s3.alone(environ):
            answer = application(environ, start_response)
        if changes and self._after_mutation is not None:
            self._after_mutation()
        return answer


def forget_everything() -> None:
    """Empty every moto backend of this process (the embedded ACM has its own, see AcmWorld)."""
    BackendDict.reset()
    reset_model_data()


def _answer_as(account: str) -> None:
    """Make *account* the one that unknown keys belong to.

    moto has an environment variable for this, but that one beats assumed roles too: every caller would then
    be in one account.
    """
    os.environ.pop("MOTO_ACCOUNT_ID", None)
    moto.iam.models.DEFAULT_ACCOUNT_ID = account


def _listening_socket(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            # On Windows this option would let two servers share the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _said(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    status = HTTPStatus(answer.status)
    start_response(
        f"{status.value} {status.phrase}", [*answer.headers, ("Content-Length", str(len(answer.body)))]
    )
    return [answer.body]


def _may_change(request: Asked, environ: WSGIEnvironment) -> bool:
    """Whether a request to AWS is one that may change something, by its action's name or its HTTP method."""
    if request.operation is not None:
        return not request.operation.startswith(_READS)
    return environ["REQUEST_METHOD"] not in ("GET", "HEAD")


class _Dispatcher(DomainDispatcherApplication):  # type: ignore[misc]  # moto is unknown to the type checker
    """moto lists its own directory with each request, to see which services there are: here once a host."""

    def __init__(self, create_app: Callable[[Any], Any]) -> None:
        super().__init__(create_app)
        self._services: dict[str | None, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        """The service that answers at *host*; moto calls this while it holds its lock."""
        if host not in self._services:
            self._services[host] = super().get_backend_for_host(host)
        return self._services[host]


class _Server(ThreadedWSGIServer):  # type: ignore[misc]  # werkzeug is unknown to the type checker
    """werkzeug would write to standard error, which belongs to the TUI; this one writes to the log."""

    def log(self, type: str, message: str, *arguments: object) -> None:  # noqa: A002  werkzeug's signature
        """Take what went wrong inside, with its traceback."""
        _log.log(logging.ERROR if type == "error" else logging.DEBUG, message, *arguments)


class _Handler(MotoRequestHandler):  # type: ignore[misc]  # moto is unknown to the type checker
    """No access log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay silent."""

    def log(self, type: str, message: str, *arguments: object) -> None:  # noqa: A002, ARG002  werkzeug's signature
        """Take what is wrong with a request, e.g. that it is no HTTP."""
        _log.log(logging.WARNING, message, *arguments)
