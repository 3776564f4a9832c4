"""What happens to a certificate that exists: GetCertificate, DeleteCertificate, ResendValidationEmail."""

from __future__ import annotations

from typing import Any

from acm_tui.sandbox.aws.acm.call import Call
from acm_tui.sandbox.aws.acm.errors import AcmError, not_found
from acm_tui.sandbox.aws.acm.model import EMAIL, PENDING_VALIDATION


def get_certificate(call: Call) -> dict[str, Any]:
    """GetCertificate (ACM API reference): the leaf, and the chain above it."""
    certificate = call.certificate()
    if certificate.material is None:
        if certificate.status == PENDING_VALIDATION:
            raise AcmError(
                "RequestInProgressException",
                f"The certificate request {certificate.arn} is still in progress.",
            )
        raise AcmError(
            "ResourceNotFoundException",
            f"The certificate {certificate.arn} was not issued: its status is {certificate.status}.",
        )
    return {
        "Certificate": certificate.material.certificate_pem,
        "CertificateChain": certificate.material.chain_pem,
    }


def delete_certificate(call: Call) -> None:
    """DeleteCertificate (ACM API reference): refused while anything holds the certificate."""
    certificate = call.certificate()
    if call.in_use_by(certificate):
        raise AcmError(
            "ResourceInUseException",
            f"Certificate {certificate.arn} in account {call.account} is in use.",
        )
    with call.world.lock:
        if call.world.find(certificate.arn) is None:
            raise not_found(certificate.arn, call.account)
        call.world.remove(certificate.arn)


def resend_validation_email(call: Call) -> None:
    """ResendValidationEmail (ACM API reference): only where a mail is waited for."""
    certificate = call.certificate()
    domain, validation_domain = call.parameters["Domain"], call.parameters["ValidationDomain"]
    below = domain == validation_domain or domain.endswith("." + validation_domain)
    if domain not in certificate.names or not below:
        raise AcmError(
            "InvalidDomainValidationOptionsException",
            f"{domain} is not a name of the certificate, or {validation_domain} is not above it.",
        )
    renewal = certificate.renewal
    waits = PENDING_VALIDATION in (certificate.status, renewal.status if renewal else None)
    if certificate.validation_method != EMAIL or not waits:
        raise AcmError("InvalidStateException", f"No validation mail is awaited for {certificate.arn}.")
