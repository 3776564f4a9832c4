"""ACM's description of a certificate, as the domain knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from acm_tui.domain.certificate import (
    Certificate,
    Configuration,
    Configured,
    DomainValidation,
    Switch,
    ValidationRecord,
)

if TYPE_CHECKING:
    from mypy_boto3_acm.type_defs import (
        CertificateDetailTypeDef,
        DomainValidationSummaryTypeDef,
        DomainValidationTypeDef,
        UpdateSummaryTypeDef,
        ValidationConfigurationTypeDef,
    )


def certificate(detail: CertificateDetailTypeDef, tags: Mapping[str, str]) -> Certificate:
    """The certificate that DescribeCertificate's *detail* and its *tags* show."""
    validations = tuple(_validation(option) for option in detail.get("DomainValidationOptions", ()))
    renewal = detail.get("RenewalSummary")
    return Certificate(
        arn=detail["CertificateArn"],
        names=_names(detail),
        status=detail["Status"],
        type=detail["Type"],
        key_algorithm=requestable_spelling(detail.get("KeyAlgorithm", "")),
        validation_method=_method(detail, validations),
        created_at=utc(detail.get("CreatedAt")),
        not_before=utc(detail.get("NotBefore")),
        not_after=utc(detail.get("NotAfter")),
        renewal_status=renewal["RenewalStatus"] if renewal else None,
        renewal_eligibility=detail.get("RenewalEligibility"),
        failure_reason=detail.get("FailureReason"),
        managed_by=detail.get("ManagedBy"),
        exportable=detail.get("Options", {}).get("Export") == "ENABLED",
        in_use_by=tuple(detail.get("InUseBy", ())),
        validations=validations,
        tags=dict(tags),
        signature_algorithm=detail.get("SignatureAlgorithm", ""),
        switch=_switch(detail.get("UpdateSummary")),
    )


def configured(summary: DomainValidationSummaryTypeDef) -> Configured:
    """One name as ListCertificateDomainValidations shows it."""
    return Configured(
        domain=summary["DomainName"],
        active=_configuration(summary.get("ActiveValidationConfiguration")),
        requested=_configuration(summary.get("RequestedValidationConfiguration")),
    )


def _configuration(told: ValidationConfigurationTypeDef | None) -> Configuration | None:
    if told is None:
        return None
    challenge = told.get("ValidationChallenge", {}).get("DnsValidationChallenge", {})
    record = challenge.get("ResourceRecord")
    return Configuration(
        method=told.get("ValidationMethod", ""),
        status=told.get("ValidationStatus", ""),
        record=ValidationRecord(record["Name"], record["Type"], record["Value"]) if record else None,
    )


def _switch(update: UpdateSummaryTypeDef | None) -> Switch | None:
    """The latest update of the certificate, if it was one of the validation method to DNS."""
    if update is None or update.get("Type") != "DOMAIN_VALIDATION_METHOD":
        return None
    if update.get("DomainValidationMethodUpdateSummary", {}).get("To", "DNS") != "DNS":
        return None
    return Switch(update.get("Status", ""), utc(update.get("RequestedAt")), utc(update.get("UpdatedAt")))


def requestable_spelling(key_algorithm: str) -> str:
    """``RSA_2048`` for ``RSA-2048``: DescribeCertificate and RequestCertificate spell it differently."""
    return key_algorithm.replace("-", "_")


def utc(moment: datetime | None) -> datetime | None:
    """*moment* in UTC: botocore gives times in the machine's own zone."""
    return moment.astimezone(UTC) if moment is not None else None


def _names(detail: CertificateDetailTypeDef) -> tuple[str, ...]:
    """The common name first, then the other names in ACM's order, each once."""
    return tuple(dict.fromkeys((detail["DomainName"], *detail.get("SubjectAlternativeNames", ()))))


def _validation(option: DomainValidationTypeDef) -> DomainValidation:
    record = option.get("ResourceRecord")
    emails = tuple(option.get("ValidationEmails", ()))
    return DomainValidation(
        domain=option["DomainName"],
        status=option.get("ValidationStatus", ""),
        # Requests from before DNS validation existed may carry no method: mail was the only one.
        method=option.get("ValidationMethod", "EMAIL" if emails else ""),
        record=ValidationRecord(record["Name"], record["Type"], record["Value"]) if record else None,
        emails=emails,
    )


def _method(detail: CertificateDetailTypeDef, validations: tuple[DomainValidation, ...]) -> str:
    """The method in force: the certificate's option, or else that of its first issuance.

    ``DomainValidationOptions`` tells of the first issuance only (ACM API reference, CertificateDetail), so
    after a switch in place it is the option that holds.
    """
    option = detail.get("Options", {}).get("ValidationMethod")
    return option or (validations[0].method if validations else "")
