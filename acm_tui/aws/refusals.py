"""The errors that AWS answers with, by their code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from acm_tui.domain.errors import NotFound, ServiceTrouble, SettingsTrouble, StillInUse, Trouble

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

_MISSING = {
    "ResourceNotFoundException": "certificate",
    "CertificateNotFound": "certificate",
    "ListenerNotFound": "listener",
    "LoadBalancerNotFound": "load balancer",
    "NoSuchHostedZone": "hosted zone",
    "NoSuchChange": "change in Route 53",
}
_IN_USE = ("ResourceInUseException", "ResourceInUse")
_THROTTLED = (
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "DependencyThrottle",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "SlowDown",
)
_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
_NOT_OFFERED = ("UnknownOperationException", "InvalidAction", "UnsupportedOperation", "NotImplemented", "501")
_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
_NOT_KNOWN = (
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidAccessKeyId",
    "AuthFailure",
    "OptInRequired",
)
_MIS_SIGNED = ("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature")


def answered(error: ClientError, operation: str) -> Trouble:
    """The trouble that AWS's answer *error* to *operation* (an IAM action, ``acm:…``) means."""
    answer = error.response.get("Error", {})
    code, message = str(answer.get("Code") or ""), str(answer.get("Message") or "")
    cause = f"{operation}: {code}: {message}"
    if error.operation_name != operation.partition(":")[2]:
        # Not our call was refused but the one by which botocore gets the credentials for it.
        return SettingsTrouble(
            "The credentials could not be obtained.",
            cause=f"{error.operation_name}: {code}: {message}",
            remedy="Try the profile on its own: aws sts get-caller-identity",
        )
    return _credentials_refused(code, cause) or _refused(code, message, cause, operation)


def _credentials_refused(code: str, cause: str) -> SettingsTrouble | None:
    if code in _EXPIRED:
        return SettingsTrouble(
            "The credentials have expired.",
            cause=cause,
            remedy="Sign in again (aws sso login, or new keys in the environment). The migration is kept.",
        )
    if code in _NOT_KNOWN:
        return SettingsTrouble(
            "AWS does not accept these credentials in this region.",
            cause=cause,
            remedy="Check the profile, and whether the region is enabled for the account.",
        )
    if code in _MIS_SIGNED:
        return SettingsTrouble(
            "AWS refused the signature of the call.",
            cause=cause,
            remedy="Check the secret key, and that this machine's clock is right.",
        )
    return None


def _refused(code: str, message: str, cause: str, operation: str) -> ServiceTrouble:
    if code in _DENIED:
        action = _missing_action(message) or operation
        sentence, remedy = f"You may not call {action}.", f"Ask for the permission {action}."
        return ServiceTrouble(sentence, cause=cause, remedy=remedy, code=code, operation=operation)
    if code in _THROTTLED:
        sentence, remedy = "AWS asks to slow down.", "Wait a little, then try again."
        return ServiceTrouble(sentence, cause=cause, remedy=remedy, code=code, operation=operation)
    if code in _MISSING:
        sentence, remedy = f"There is no such {_MISSING[code]} (any more).", "Look again at what is there."
        return NotFound(sentence, cause=cause, remedy=remedy, code=code, operation=operation)
    if code in _IN_USE:
        sentence = "The certificate is still in use."
        remedy = "ACM may lag by minutes after a detach: wait and try again, or see what holds it."
        return StillInUse(sentence, cause=cause, remedy=remedy, code=code, operation=operation)
    if code == "PriorRequestNotComplete":
        sentence = "Route 53 is still busy with an earlier change of this hosted zone."
        remedy = "Nothing was changed. Wait a little, then try again."
        return ServiceTrouble(sentence, cause=cause, remedy=remedy, code=code, operation=operation)
    if code == "InvalidChangeBatch":
        sentence = "Route 53 refused the records. None of them was written."
        remedy = "See what stands at those names now, clear what is in the way, then try again."
        return ServiceTrouble(sentence, cause=cause, remedy=remedy, code=code, operation=operation)
    sentence, remedy = f"AWS refused {operation}.", "Nothing was changed. See the cause."
    return ServiceTrouble(sentence, cause=cause, remedy=remedy, code=code, operation=operation)


def _missing_action(message: str) -> str | None:
    """The action that an access-denied message names: ``… is not authorized to perform: acm:X on …``."""
    found = re.search(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)", message)
    return found.group(1) if found else None


def lacks_permission(trouble: ServiceTrouble) -> bool:
    """Whether *trouble* says that a permission is missing."""
    return trouble.code in _DENIED


def unknown_operation(trouble: ServiceTrouble) -> bool:
    """Whether *trouble* says that the endpoint does not know the call: an older one, or another partition."""
    return trouble.code in _NOT_OFFERED
