"""The errors that AWS answers with, by their code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from acm_tui.domain.errors import KeysUnknown, NotFound, ServiceTrouble, SettingsTrouble, StillInUse, Trouble

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

_MISSING = {
    "ResourceNotFoundException": "certificate",
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
_SAID = {
    "TooManyCertificates": (
        "The certificate lists of this load balancer are full.",
        "Nothing was changed by this call. Take out what nobody needs any more, have the quota raised, or "
        "plan to remove the leaving certificate first.",
    ),
    "UnsupportedCertificate": (
        "The load balancer does not take this certificate.",
        "Nothing was changed by this call. See in ACM whether it is issued, and whether a load balancer of "
        "this type can use its key.",
    ),
    "OperationNotPermitted": (
        "Elastic Load Balancing does not allow this change.",
        "Nothing was changed by this call. A certificate cannot leave the list while it is the listener's "
        "default: look again at what the listener holds, and make a new plan.",
    ),
    "InvalidConfigurationRequest": (
        "The listener does not take a certificate as it is set up now.",
        "Nothing was changed by this call. See whether its port still ends TLS, and make a new plan.",
    ),
    "PriorRequestNotComplete": (
        "Route 53 is still busy with an earlier change of this hosted zone.",
        "Nothing was changed. Wait a little, then try again.",
    ),
    "InvalidChangeBatch": (
        "Route 53 refused the records. None of them was written.",
        "See what stands at those names now, clear what is in the way, then try again.",
    ),
}
"""What else AWS refuses in the course of a migration, by its code: the sentence and the remedy."""
_SWITCH = ("acm:UpdateCertificateOptions", "acm:ListCertificateDomainValidations")
_OTHER_WAY = "Nothing was changed. Replacing the certificate is the other way."
_SAID_OF_A_SWITCH = {
    "ConflictException": (
        "A change of this certificate is pending already.",
        "Nothing was changed. Look again: a switch that is pending is gone on with where it is.",
    ),
    "InvalidStateException": (
        "ACM does not switch the certificate in the state in which it is.",
        f"Look again: only what is issued can be switched. {_OTHER_WAY}",
    ),
    "LimitExceededException": (
        "ACM allows no further switch now: a quota is reached.",
        "Nothing was changed. Wait until a pending switch has ended, have the quota raised, or replace the "
        "certificate.",
    ),
    "ValidationException": (
        "ACM does not take the switch of this certificate.",
        f"See the cause: it is none that can be switched, or this endpoint does not know it. {_OTHER_WAY}",
    ),
}
"""The codes are common, and mean something else of other calls."""


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
        return KeysUnknown(
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
    kind: type[ServiceTrouble] = ServiceTrouble
    if code in _DENIED:
        action = _missing_action(message) or operation
        sentence, remedy = f"You may not call {action}.", f"Ask for the permission {action}."
    elif code in _THROTTLED:
        sentence, remedy = "AWS asks to slow down.", "Wait a little, then try again."
    elif code in _MISSING:
        kind = NotFound
        sentence, remedy = f"There is no such {_MISSING[code]} (any more).", "Look again at what is there."
    elif code == "CertificateNotFound":
        kind = NotFound
        sentence, remedy = _unknown_to_elb(operation)
    elif code in _IN_USE:
        kind = StillInUse
        sentence = "The certificate is still in use."
        remedy = "ACM may lag by minutes after a detach: wait and try again, or see what holds it."
    elif operation in _SWITCH and code in _NOT_OFFERED:
        sentence, remedy = "ACM does not offer the switch in place at this endpoint.", _OTHER_WAY
    elif operation in _SWITCH and code in _SAID_OF_A_SWITCH:
        sentence, remedy = _SAID_OF_A_SWITCH[code]
    else:
        sentence, remedy = _SAID.get(
            code, (f"AWS refused {operation}.", "Nothing was changed. See the cause.")
        )
    return kind(sentence, cause=cause, remedy=remedy, code=code, operation=operation)


def _unknown_to_elb(operation: str) -> tuple[str, str]:
    """Sentence and remedy for ``CertificateNotFound``, by which ELB means several things."""
    if operation.endswith(":RemoveListenerCertificates"):
        return "The certificate is not in the listener's list (any more).", "Look again at what is there."
    return (
        "Elastic Load Balancing does not know this certificate.",
        "See in ACM whether it is still there and issued: one just issued is taken after some minutes at "
        "most. A Classic Load Balancer says this also of a key that it cannot use.",
    )


def _missing_action(message: str) -> str | None:
    """The action that an access-denied message names: ``… is not authorized to perform: acm:X on …``."""
    found = re.search(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)", message)
    return found.group(1) if found else None


def lacks_permission(trouble: ServiceTrouble) -> bool:
    """Whether *trouble* says that a permission is missing."""
    return trouble.code in _DENIED


def throttled(trouble: ServiceTrouble) -> bool:
    """Whether *trouble* says that AWS was asked too often: the call was not carried out."""
    return trouble.code in _THROTTLED


def unknown_operation(trouble: ServiceTrouble) -> bool:
    """Whether *trouble* says that the endpoint does not know the call: an older one, or another partition."""
    return trouble.code in _NOT_OFFERED
