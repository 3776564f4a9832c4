"""RequestCertificate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from acm_tui.sandbox.aws.acm import keys, lifecycle
from acm_tui.sandbox.aws.acm.call import Call
from acm_tui.sandbox.aws.acm.errors import AcmError, invalid
from acm_tui.sandbox.aws.acm.model import (
    AMAZON_ISSUED,
    EMAIL,
    HTTP,
    PENDING_VALIDATION,
    PRIVATE,
    Certificate,
    UsedToken,
)
from acm_tui.sandbox.aws.acm.records import default_validation_domain
from acm_tui.sandbox.aws.acm.seeding import new_arn
from acm_tui.sandbox.aws.acm.tags import added

# ACM API reference, RequestCertificate.DomainName: RFC 5280 allows a common name 64 octets.
_LONGEST_COMMON_NAME = 64


def request_certificate(call: Call) -> dict[str, Any]:
    """RequestCertificate (ACM API reference).

    The same token with the same request within one hour answers the same certificate, as long as that exists.
    """
    request = _fingerprint(call)
    token = call.parameters.get("IdempotencyToken")
    # One lock over question and answer: two calls at once with one token must not make two certificates.
    with call.world.lock:
        earlier = call.world.arn_of_token(call.account, call.region, token, request) if token else None
        if earlier is not None:
            return {"CertificateArn": earlier}
        certificate = _new_certificate(call)
        call.world.put(certificate)
        if token:
            call.world.remember_token(
                UsedToken(
                    account=call.account,
                    region=call.region,
                    token=token,
                    request=request,
                    arn=certificate.arn,
                    used_at=call.now,
                )
            )
        return {"CertificateArn": certificate.arn}


def _new_certificate(call: Call) -> Certificate:
    asked = call.parameters
    names = _names(call)
    private = "CertificateAuthorityArn" in asked
    method = _method(asked)
    options = asked.get("Options") or {}
    certificate = Certificate(
        arn=new_arn(call.account, call.region),
        account=call.account,
        region=call.region,
        names=names,
        type=PRIVATE if private else AMAZON_ISSUED,
        status=PENDING_VALIDATION,
        validation_method=None if private else method,
        key_algorithm=_key_algorithm(asked.get("KeyAlgorithm", "RSA_2048")),
        created_at=call.now,
        validations={} if private else dict.fromkeys(names, PENDING_VALIDATION),
        validation_domains={} if private else _validation_domains(names, asked),
        export=options.get("Export", "DISABLED"),
        managed_by=asked.get("ManagedBy"),
        authority_arn=asked.get("CertificateAuthorityArn"),
        tags=added({}, asked.get("Tags") or []),
    )
    # A private CA answers at once: there is no domain to validate.
    return lifecycle.issue(certificate, call.now, call.world.setting.authority) if private else certificate


def _names(call: Call) -> tuple[str, ...]:
    """The names in the order of the request, each once, the common name first."""
    asked = call.parameters
    given = [asked["DomainName"], *(asked.get("SubjectAlternativeNames") or [])]
    names = tuple(dict.fromkeys(name.lower() for name in given))
    if len(names[0].encode()) > _LONGEST_COMMON_NAME:
        raise AcmError(
            "InvalidDomainValidationOptionsException",
            f"The first domain name is longer than {_LONGEST_COMMON_NAME} octets.",
        )
    quota = call.world.setting.names_quota
    if len(names) > quota:
        raise AcmError(
            "LimitExceededException",
            f"{len(names)} names were asked for; the quota is {quota} for a certificate.",
        )
    return names


def _method(asked: Any) -> str:
    method: str = asked.get("ValidationMethod", EMAIL)
    if method == HTTP and asked.get("ManagedBy") != "CLOUDFRONT":
        raise invalid("HTTP validation is only for certificates that CloudFront manages.")
    return method


def _key_algorithm(wanted: str) -> str:
    if wanted not in keys.REQUESTABLE:
        raise invalid(
            f"KeyAlgorithm {wanted} is for imported certificates; request {', '.join(keys.REQUESTABLE)}."
        )
    return wanted


def _validation_domains(names: Sequence[str], asked: Any) -> dict[str, str]:
    """The domain whose mailboxes are asked, for each name."""
    domains = {name: default_validation_domain(name) for name in names}
    for option in asked.get("DomainValidationOptions") or []:
        name, domain = option["DomainName"].lower(), option["ValidationDomain"].lower()
        if name not in domains:
            raise AcmError("InvalidDomainValidationOptionsException", f"{name} is not a name of the request.")
        if name != domain and not name.endswith("." + domain):
            raise AcmError(
                "InvalidDomainValidationOptionsException",
                f"{domain} is neither {name} nor a domain above it.",
            )
        domains[name] = domain
    return domains


def _fingerprint(call: Call) -> str:
    """What makes two requests the same: everything but the token."""
    asked = {name: value for name, value in call.parameters.items() if name != "IdempotencyToken"}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
