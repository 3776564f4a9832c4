"""The sandbox's control desk: what the other side does, as JSON over HTTP under ``/_sandbox/``."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

PREFIX = "/_sandbox/"
_LARGEST_BODY = 64 * 1024


class ControlRefusedError(Exception):
    """A request to the control desk that cannot be done; the text says why and what would do."""


class Desk(Protocol):
    """What can be asked at the control desk."""

    def status(self) -> dict[str, Any]:
        """Version, sandbox time and the environment that points a client here."""

    def move(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Do the move *name*.

        Raises:
            ControlRefusedError: there is no such move, or its arguments do not fit.
        """


class Control:
    """The WSGI application of the control desk; it expects to be mounted at :data:`PREFIX`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        status, answer = self._answer(environ)
        body = json.dumps(answer).encode()
        start_response(
            f"{status.value} {status.phrase}",
            [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
        )
        return [body]

    def _answer(self, environ: "WSGIEnvironment") -> tuple[HTTPStatus, dict[str, Any]]:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        name = path.removeprefix(PREFIX.rstrip("/")).strip("/")
        method = environ["REQUEST_METHOD"]
        if not name:
            if method != "GET":
                return HTTPStatus.METHOD_NOT_ALLOWED, {"error": "ask for the status with GET"}
            return HTTPStatus.OK, self._desk.status()
        if method != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED, {"error": f"ask for {name} with POST"}
        try:
            return HTTPStatus.OK, self._desk.move(name, _arguments(environ))
        except ControlRefusedError as refusal:
            return HTTPStatus.BAD_REQUEST, {"error": str(refusal)}


def _arguments(environ: "WSGIEnvironment") -> Mapping[str, Any]:
    """The JSON object of the request's body; an empty body is an empty object."""
    # A page in the operator's browser can post a form to any loopback port without being asked, but
    # not this type: browsers ask first, and nobody here answers them.
    if environ.get("CONTENT_TYPE", "").split(";")[0].strip() != "application/json":
        raise ControlRefusedError("send the request as Content-Type: application/json")
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError as problem:
        raise ControlRefusedError("the Content-Length is not a number") from problem
    if not 0 <= length <= _LARGEST_BODY:
        raise ControlRefusedError(f"the body may have {_LARGEST_BODY} bytes at most")
    body = environ["wsgi.input"].read(length)
    if not body:
        return {}
    try:
        arguments = json.loads(body)
    except ValueError as problem:
        raise ControlRefusedError(f"the body is not JSON: {problem}") from problem
    if not isinstance(arguments, dict):
        raise ControlRefusedError("the body must be a JSON object")
    return arguments
