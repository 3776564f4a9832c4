"""A request to AWS before anybody has dealt with it: what is asked, by which key, in which region."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Protocol = Literal["json", "rest-json", "query", "ec2", "rest"]

# "AWS4-HMAC-SHA256 Credential=KEY/date/REGION/SERVICE/aws4_request, …" (AWS Signature Version 4)
_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d+/([^/]+)/([^/]+)/aws4_request")
_ACTION = re.compile(rb"(?:^|&)Action=(\w+)")
_FORM = "application/x-www-form-urlencoded"
_REST_JSON = {"account": re.compile(r"/([a-z])(\w+)/?$")}
"""The services that tell their operations apart by paths like ``/listRegions``."""


class Answer(NamedTuple):
    """What goes back: status, headers and body of HTTP."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Asked:
    """One request. ``service`` is the name that it is signed for (``elasticloadbalancing``, ``tagging``).

    ``access_key``, ``region`` and ``service`` are empty where nothing is signed; ``operation`` is ``None``
    for REST, where method and path tell.
    """

    service: str
    region: str
    access_key: str
    operation: str | None
    protocol: Protocol
    body: bytes = b""

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """The members of a JSON body, or the fields of a form.

        Raises:
            ValueError: the body is no JSON object.
        """
        if self.protocol in ("query", "ec2"):
            return dict(parse_qsl(self.body.decode(), keep_blank_values=True))
        found = json.loads(self.body or b"{}")
        if not isinstance(found, dict):
            raise ValueError("the body is no JSON object")  # noqa: TRY004 - the text is wrong, not the call
        return found


def asked(path: str, headers: Mapping[str, str], body: bytes) -> Asked:
    """The request to *path* with *headers* (looked up by their usual names) and *body*."""
    signed = _SCOPE.search(headers.get("Authorization") or "")
    key, region, service = signed.groups() if signed else ("", "", "")
    protocol, operation = _called(service, path, headers, body)
    return Asked(service, region, key, operation, protocol, body)


def asked_of(environ: WSGIEnvironment) -> Asked:
    """The request of *environ*, which can be read again afterwards. Large bodies of REST are left alone."""
    headers = {
        "Authorization": environ.get("HTTP_AUTHORIZATION", ""),
        "X-Amz-Target": environ.get("HTTP_X_AMZ_TARGET", ""),
        "Content-Type": environ.get("CONTENT_TYPE", ""),
    }
    body = b""
    if headers["X-Amz-Target"] or headers["Content-Type"].startswith((_FORM, "application/json")):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
    return asked(environ["PATH_INFO"], headers, body)


def _called(service: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[Protocol, str | None]:
    if target := headers.get("X-Amz-Target"):
        return "json", target.rpartition(".")[2]
    if (headers.get("Content-Type") or "").startswith(_FORM):
        action = _ACTION.search(body)
        return "ec2" if service == "ec2" else "query", action.group(1).decode("ascii") if action else None
    if service in _REST_JSON and (found := _REST_JSON[service].search(path)):
        return "rest-json", found.group(1).upper() + found.group(2)
    return "rest", None
