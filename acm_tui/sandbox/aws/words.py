"""The words in which each service of AWS says no: the same reason has another code in each protocol.

Sources: "Common error types" of each API's reference; EC2 API reference, "Error codes".
"""

from __future__ import annotations

import json
from enum import Enum
from typing import NamedTuple
from xml.sax.saxutils import escape

from acm_tui.sandbox.aws.asked import Answer, Asked


class Reason(Enum):
    """Why a request is not carried out, whatever it asks for."""

    NOT_RECOGNISED = "the key is not known in this region"
    EXPIRED = "the credentials have expired"
    DENIED = "a policy does not allow it"
    UNKNOWN = "the endpoint does not know the operation"
    THROTTLED = "too many in too short a time"
    NO_SUBSCRIPTION = "the account has no support plan for it"


class _Said(NamedTuple):
    code: str
    status: int
    message: str


_INVALID_TOKEN = "The security token included in the request is invalid."  # noqa: S105 - a sentence
_EXPIRED_TOKEN = "The security token included in the request is expired"  # noqa: S105 - a sentence
_RATE = "Rate exceeded"
_NO_SUBSCRIPTION = "The AWS Access Key Id needs a subscription for the service"

_JSON = {
    Reason.NOT_RECOGNISED: _Said("UnrecognizedClientException", 400, _INVALID_TOKEN),
    Reason.EXPIRED: _Said("ExpiredTokenException", 400, _EXPIRED_TOKEN),
    Reason.DENIED: _Said("AccessDeniedException", 400, "Access denied"),
    Reason.UNKNOWN: _Said("UnknownOperationException", 400, ""),
    Reason.THROTTLED: _Said("ThrottlingException", 400, _RATE),
    Reason.NO_SUBSCRIPTION: _Said("SubscriptionRequiredException", 400, _NO_SUBSCRIPTION),
}
_QUERY = {
    Reason.NOT_RECOGNISED: _Said("InvalidClientTokenId", 403, _INVALID_TOKEN),
    Reason.EXPIRED: _Said("ExpiredToken", 403, _EXPIRED_TOKEN),
    Reason.DENIED: _Said("AccessDenied", 403, "Access denied"),
    Reason.UNKNOWN: _Said("InvalidAction", 400, "The action or operation requested is invalid."),
    Reason.THROTTLED: _Said("Throttling", 400, _RATE),
    Reason.NO_SUBSCRIPTION: _Said("OptInRequired", 403, _NO_SUBSCRIPTION),
}
_EC2 = _QUERY | {
    Reason.NOT_RECOGNISED: _Said(
        "AuthFailure", 401, "AWS was not able to validate the provided access credentials"
    ),
    Reason.EXPIRED: _Said("RequestExpired", 400, "Request has expired."),
    Reason.DENIED: _Said("UnauthorizedOperation", 403, "You are not authorized to perform this operation."),
    Reason.THROTTLED: _Said("RequestLimitExceeded", 503, "Request limit exceeded."),
}
_REST_JSON = _JSON | {
    Reason.NOT_RECOGNISED: _Said("UnrecognizedClientException", 403, _INVALID_TOKEN),
    Reason.EXPIRED: _Said("ExpiredTokenException", 403, _EXPIRED_TOKEN),
    Reason.DENIED: _Said("AccessDeniedException", 403, "Access denied"),
    Reason.THROTTLED: _Said("TooManyRequestsException", 429, _RATE),
}
_SAID = {"json": _JSON, "rest-json": _REST_JSON, "query": _QUERY, "ec2": _EC2, "rest": _QUERY}

_IAM_PREFIX = {"tagging": "tag"}
"""Where the prefix of IAM actions is not the name that requests are signed for."""


def refused(request: Asked, reason: Reason, message: str | None = None) -> Answer:
    """The answer by which the service of *request* says no for *reason*, perhaps with its own *message*."""
    said = _SAID[request.protocol][reason]
    code = "ThrottledException" if (request.service, reason) == ("tagging", Reason.THROTTLED) else said.code
    return worded(request, code, said.status, said.message if message is None else message)


def action_of(request: Asked) -> str:
    """What *request* asks as an IAM policy calls it, e.g. ``acm:SearchCertificates``."""
    return f"{_IAM_PREFIX.get(request.service, request.service)}:{request.operation}"


def denied(request: Asked, caller: str, resource: str = "*") -> Answer:
    """The answer to *caller* (an ARN), whom no policy allows what *request* asks (IAM user guide).

    *resource* is what the action was to be done to.
    """
    action = action_of(request)
    return refused(
        request,
        Reason.DENIED,
        f"User: {caller} is not authorized to perform: {action} on resource: {resource} "
        f"because no identity-based policy allows the {action} action",
    )


def worded(request: Asked, code: str, status: int, message: str) -> Answer:
    """An error of any *code* in the form that the client of *request* reads."""
    if request.protocol == "json":
        body = json.dumps({"__type": code, "message": message})
        return Answer(status, [("Content-Type", "application/x-amz-json-1.1")], body.encode())
    if request.protocol == "rest-json":
        headers = [("Content-Type", "application/json"), ("x-amzn-ErrorType", code)]
        return Answer(status, headers, json.dumps({"message": message}).encode())
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    if request.protocol == "ec2":
        body = f"<Response><Errors>{error}</Errors><RequestID>sandbox</RequestID></Response>"
    else:
        body = f"<ErrorResponse>{error}<RequestId>sandbox</RequestId></ErrorResponse>"
    return Answer(status, [("Content-Type", "text/xml")], body.encode())
