"""The errors that Elastic Load Balancing answers, with AWS's codes.

Codes are those of the API references (versions 2015-12-01 and 2012-06-01); sentences follow what users quote
in public bug reports.
"""

from moto.core.errors import COMMON_ERROR_CODES
from moto.core.exceptions import ServiceException

# AWS answers this code although its API model does not list it; moto would warn of it each time.
UNLISTED = "UnsupportedCertificate"


class Refusal(ServiceException):  # type: ignore[misc]  # moto is untyped
    """An error that moto serialises for whichever API was called.

    moto reads the API from the module that the class stands in, if that module is one of moto's own.
    """


def allow_unlisted_code() -> None:
    """Let moto serialise `UnsupportedCertificate` without a warning."""
    if UNLISTED not in COMMON_ERROR_CODES:
        COMMON_ERROR_CODES.append(UNLISTED)


def refusal(code: str, message: str) -> Refusal:
    """The AWS error *code* with a sentence."""
    return Refusal(code, message)


def validation_error(message: str) -> Refusal:
    """The request itself is wrong."""
    return refusal("ValidationError", message)


def load_balancer_not_found(arn: str) -> Refusal:
    """No such ALB or NLB."""
    return refusal("LoadBalancerNotFound", f"Load balancer '{arn}' not found")


def listener_not_found() -> Refusal:
    """No such listener of an ALB or NLB."""
    return refusal("ListenerNotFound", "One or more listeners not found")


def certificate_not_found(arn: str) -> Refusal:
    """An ALB or NLB cannot find the certificate, or cannot find it yet."""
    return refusal("CertificateNotFound", f"Certificate '{arn}' not found")


def unsupported_certificate(arn: str) -> Refusal:
    """A load balancer cannot serve the certificate: not issued, or its key is of the wrong kind."""
    return refusal(
        UNLISTED,
        f"The certificate '{arn}' must have a fully-qualified domain name, a supported signature, "
        "and a supported key size.",
    )


def too_many_in_one_call(number: int) -> Refusal:
    """More than one certificate in a call that takes one."""
    return refusal(
        "TooManyCertificates", f"Up to '1' certificate ARNs can be specified, but '{number}' were specified"
    )


def certificate_quota_reached(load_balancer_arn: str) -> Refusal:
    """The lists of this load balancer are full."""
    return refusal(
        "TooManyCertificates",
        f"The maximum number of certificates on load balancer '{load_balancer_arn}' has been reached",
    )


def default_stays() -> Refusal:
    """The default certificate can be replaced, not removed."""
    return refusal("OperationNotPermitted", "Default certificate cannot be removed")


def certificate_needed(protocol: str) -> Refusal:
    """A secure listener without a certificate."""
    return validation_error(f"A certificate must be specified for {protocol} listeners")


def certificate_out_of_place(protocol: str) -> Refusal:
    """A certificate on a listener that does not terminate TLS."""
    return validation_error(f"A certificate cannot be specified for {protocol} listeners")


def duplicate_listener() -> Refusal:
    """The port is taken."""
    return refusal("DuplicateListener", "A listener already exists on this port for this load balancer")


def classic_not_found(name: str) -> Refusal:
    """No such Classic Load Balancer."""
    return refusal("LoadBalancerNotFound", f"There is no ACTIVE Load Balancer named '{name}'")


def classic_listener_not_found(name: str, port: int) -> Refusal:
    """No listener on that port of a Classic Load Balancer."""
    return refusal("ListenerNotFound", f"The load balancer '{name}' does not have a listener on port {port}")


def classic_certificate_not_found(arn: str) -> Refusal:
    """A Classic Load Balancer cannot use the certificate; its API knows one error for every cause."""
    return refusal("CertificateNotFound", f"Server Certificate not found for the key: {arn}")
