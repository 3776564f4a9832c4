"""The switch of the validation method in place: beginning it, and what it waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from acm_tui.sandbox.aws.acm import paging
from acm_tui.sandbox.aws.acm.call import Call
from acm_tui.sandbox.aws.acm.describe import present, resource_record
from acm_tui.sandbox.aws.acm.errors import AcmError, invalid
from acm_tui.sandbox.aws.acm.model import (
    AMAZON_ISSUED,
    DNS,
    EMAIL,
    ISSUED,
    PENDING_DOMAIN_VALIDATION,
    PENDING_VALIDATION,
    Certificate,
    Switch,
)
from acm_tui.sandbox.aws.acm.records import validation_emails

# ACM API reference, ListCertificateDomainValidations.MaxItems: "the default is 1000".
_DEFAULT_PAGE = 1000


def update_certificate_options(call: Call) -> None:
    """UpdateCertificateOptions (ACM API reference): begins a switch from email to DNS validation.

    The other options can be repeated but not changed: Export is fixed for life, and the opt-out from
    transparency logging is gone.
    """
    certificate = call.certificate()
    options = call.parameters["Options"]
    if not options:
        raise invalid("Options names nothing to change.")
    if options.get("Export", certificate.export) != certificate.export:
        raise invalid("Export cannot be changed after the certificate was requested.")
    if options.get("CertificateTransparencyLoggingPreference") == "DISABLED":
        raise invalid("The opt-out from certificate transparency logging is no longer available.")
    method = options.get("ValidationMethod")
    if method is None:
        return
    if method != DNS:
        raise invalid("The validation method can only be changed to DNS.")
    call.world.change(certificate.arn, lambda present_value: _begin(present_value, call.now))


def list_certificate_domain_validations(call: Call) -> dict[str, Any]:
    """ListCertificateDomainValidations (ACM API reference), in the order of the certificate's names."""
    certificate = call.certificate()
    names = certificate.names if certificate.type == AMAZON_ISSUED else ()
    page = paging.cut(
        [(paging.place(number, name), name) for number, name in enumerate(names)],
        size=call.parameters.get("MaxItems", _DEFAULT_PAGE),
        token=call.parameters.get("NextToken"),
        query=certificate.arn,
    )
    summaries = [_summary(certificate, name, call) for name in page.items]
    return present({"DomainValidationSummaryList": summaries, "NextToken": page.next_token})


def _begin(certificate: Certificate, now: datetime) -> Certificate:
    """The certificate with a switch that waits for its records."""
    if certificate.switch_pending:
        raise AcmError("ConflictException", "A change of the validation method is already pending.")
    if certificate.type != AMAZON_ISSUED or certificate.managed_by is not None:
        raise invalid("Only public certificates that ACM issued can change their validation method.")
    if certificate.validation_method != EMAIL:
        raise invalid("Only certificates validated by email can change to DNS validation.")
    if certificate.status != ISSUED:
        raise AcmError(
            "InvalidStateException",
            f"The certificate is {certificate.status}; it must be ISSUED to be changed.",
        )
    switch = Switch(
        status=PENDING_DOMAIN_VALIDATION,
        requested_at=now,
        updated_at=now,
        validations=dict.fromkeys(certificate.names, PENDING_VALIDATION),
    )
    return replace(certificate, switch=switch)


def _summary(certificate: Certificate, name: str, call: Call) -> dict[str, Any]:
    active = _configuration(
        certificate,
        name,
        certificate.validation_method,
        certificate.validations,
        certificate.created_at,
        call,
    )
    summary = {"DomainName": name, "ActiveValidationConfiguration": active}
    switch = certificate.switch
    if switch is not None and certificate.switch_pending:
        summary["RequestedValidationConfiguration"] = _configuration(
            certificate, name, switch.to_method, switch.validations, switch.requested_at, call
        )
    return summary


def _configuration(
    certificate: Certificate,
    name: str,
    method: str | None,
    validations: Mapping[str, str],
    since: datetime,
    call: Call,
) -> dict[str, Any]:
    challenge = None
    if method == EMAIL:
        domain = certificate.validation_domains[name]
        challenge = {
            "EmailValidationChallenge": {
                "ValidationEmails": validation_emails(domain),
                "ValidationDomain": domain,
            }
        }
    elif method == DNS:
        record = resource_record(certificate.account, name, since, call.now, call.world.setting.record_delay)
        challenge = {"DnsValidationChallenge": {"ResourceRecord": record}} if record else None
    return present(
        {
            "ValidationMethod": method,
            "ValidationChallenge": challenge,
            "ValidationStatus": validations[name],
        }
    )
