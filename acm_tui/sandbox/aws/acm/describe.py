"""DescribeCertificate, and the parts of its answer that other answers share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from acm_tui.sandbox.aws.acm import keys
from acm_tui.sandbox.aws.acm.call import Call
from acm_tui.sandbox.aws.acm.model import (
    AMAZON_ISSUED,
    DNS,
    EMAIL,
    FAILED,
    HTTP,
    IMPORTED,
    ISSUED,
    Certificate,
    Renewal,
    Switch,
)
from acm_tui.sandbox.aws.acm.records import http_redirect, validation_emails, validation_record

SERVER_AUTHENTICATION = "TLS_WEB_SERVER_AUTHENTICATION"
_SERVER_AUTHENTICATION_OID = "1.3.6.1.5.5.7.3.1"


def describe_certificate(call: Call) -> dict[str, Any]:
    """DescribeCertificate (ACM API reference)."""
    certificate = call.certificate()
    in_use_by = call.in_use_by(certificate)
    detail = {
        "CertificateArn": certificate.arn,
        "DomainName": certificate.names[0],
        "SubjectAlternativeNames": list(certificate.names),
        "ManagedBy": certificate.managed_by,
        "DomainValidationOptions": _first_issuance(certificate, call),
        "Serial": certificate.material.serial if certificate.material else None,
        "Subject": f"CN={certificate.names[0]}",
        "Issuer": certificate.issuer,
        "Status": certificate.status,
        "KeyAlgorithm": keys.shown(certificate.key_algorithm),
        "SignatureAlgorithm": keys.signature_algorithm(certificate.key_algorithm),
        "InUseBy": in_use_by,
        "FailureReason": certificate.failure_reason if certificate.status == FAILED else None,
        "Type": certificate.type,
        "RenewalSummary": _renewal(certificate.renewal, certificate, call) if certificate.renewal else None,
        "KeyUsages": [{"Name": name} for name in key_usages(certificate)],
        "ExtendedKeyUsages": [
            {"Name": name, "OID": _SERVER_AUTHENTICATION_OID} for name in extended_key_usages(certificate)
        ],
        "CertificateAuthorityArn": certificate.authority_arn,
        "RenewalEligibility": renewal_eligibility(certificate, in_use_by),
        "Options": {"CertificateTransparencyLoggingPreference": "ENABLED", "Export": certificate.export},
        "UpdateSummary": _update(certificate.switch) if certificate.switch else None,
        "CertificateKeyPairOrigin": key_pair_origin(certificate),
        **times(certificate),
    }
    return {"Certificate": present(detail)}


def times(certificate: Certificate) -> dict[str, datetime | None]:
    """The times that every answer about a certificate carries."""
    return {
        "CreatedAt": certificate.created_at,
        "IssuedAt": certificate.issued_at,
        "ImportedAt": certificate.imported_at,
        "NotBefore": certificate.not_before,
        "NotAfter": certificate.not_after,
    }


def present(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members that have a value: ACM leaves the others out."""
    return {name: value for name, value in members.items() if value is not None}


def key_usages(certificate: Certificate) -> list[str]:
    """The key usages of the certificate; none before it is issued."""
    return keys.usages(certificate.key_algorithm) if certificate.material else []


def extended_key_usages(certificate: Certificate) -> list[str]:
    """The extended key usages of the certificate; none before it is issued."""
    return [SERVER_AUTHENTICATION] if certificate.material else []


def renewal_eligibility(certificate: Certificate, in_use_by: Sequence[str]) -> str:
    """ELIGIBLE for an issued public certificate that something holds (ACM user guide, "Managed renewal")."""
    renewable = certificate.type == AMAZON_ISSUED and certificate.status == ISSUED
    return "ELIGIBLE" if renewable and (in_use_by or certificate.exported) else "INELIGIBLE"


def key_pair_origin(certificate: Certificate) -> str:
    """Whose key pair it is (ACM API reference, CertificateKeyPairOrigin)."""
    return "CUSTOMER_PROVIDED" if certificate.type == IMPORTED else "AWS_MANAGED"


def resource_record(account: str, name: str, since: datetime, now: datetime, delay: timedelta) -> Any:
    """The CNAME as an answer's ResourceRecord; None until *delay* has passed *since* the request."""
    if now < since + delay:
        return None
    record_name, value = validation_record(account, name)
    return {"Name": record_name, "Type": "CNAME", "Value": value}


def _first_issuance(certificate: Certificate, call: Call) -> list[dict[str, Any]] | None:
    if certificate.type != AMAZON_ISSUED:
        return None
    return _domain_validations(certificate, certificate.validations, certificate.created_at, call)


def _renewal(renewal: Renewal, certificate: Certificate, call: Call) -> dict[str, Any]:
    return present(
        {
            "RenewalStatus": renewal.status,
            "DomainValidationOptions": _domain_validations(
                certificate, renewal.validations, certificate.created_at, call
            ),
            "RenewalStatusReason": renewal.reason,
            "UpdatedAt": renewal.updated_at,
        }
    )


def _domain_validations(
    certificate: Certificate, validations: Mapping[str, str], since: datetime, call: Call
) -> list[dict[str, Any]]:
    delay = call.world.setting.record_delay
    answers = []
    for name in certificate.names:
        answer: dict[str, Any] = {
            "DomainName": name,
            "ValidationDomain": name,
            "ValidationStatus": validations[name],
            "ValidationMethod": certificate.validation_method,
        }
        if certificate.validation_method == EMAIL:
            domain = certificate.validation_domains[name]
            answer |= {"ValidationDomain": domain, "ValidationEmails": validation_emails(domain)}
        elif certificate.validation_method == DNS:
            answer["ResourceRecord"] = resource_record(certificate.account, name, since, call.now, delay)
        elif certificate.validation_method == HTTP:
            redirect_from, redirect_to = http_redirect(certificate.account, name)
            answer["HttpRedirect"] = {"RedirectFrom": redirect_from, "RedirectTo": redirect_to}
        answers.append(present(answer))
    return answers


def _update(switch: Switch) -> dict[str, Any]:
    return {
        "Status": switch.status,
        "Type": "DOMAIN_VALIDATION_METHOD",
        "DomainValidationMethodUpdateSummary": {"From": switch.from_method, "To": switch.to_method},
        "RequestedAt": switch.requested_at,
        "UpdatedAt": switch.updated_at,
    }
