"""SearchCertificates: filter statements, sorting and pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from acm_tui.sandbox.aws.acm import keys, paging
from acm_tui.sandbox.aws.acm.call import Call
from acm_tui.sandbox.aws.acm.describe import (
    extended_key_usages,
    key_pair_origin,
    key_usages,
    present,
    renewal_eligibility,
)
from acm_tui.sandbox.aws.acm.model import Certificate

# ACM API reference, SearchCertificates.MaxResults: "Default is 100."
_DEFAULT_PAGE = 100

Fact = Callable[[Certificate, Call], Any]

_METADATA: Mapping[str, Fact] = {
    "Status": lambda one, _: one.status,
    "RenewalStatus": lambda one, _: one.renewal.status if one.renewal else None,
    "Type": lambda one, _: one.type,
    "InUse": lambda one, call: bool(call.in_use_by(one)),
    "Exported": lambda one, _: one.exported,
    "ExportOption": lambda one, _: one.export,
    "ManagedBy": lambda one, _: one.managed_by,
    "ValidationMethod": lambda one, _: one.validation_method,
    "CertificateKeyPairOrigin": lambda one, _: key_pair_origin(one),
    "AcmeEndpointArn": lambda _, __: None,
    "AcmeAccountId": lambda _, __: None,
}
_SORTED_BY: Mapping[str, Fact] = {
    "CREATED_AT": lambda one, _: one.created_at,
    "NOT_AFTER": lambda one, _: one.not_after,
    "NOT_BEFORE": lambda one, _: one.not_before,
    "ISSUED_AT": lambda one, _: one.issued_at,
    "IMPORTED_AT": lambda one, _: one.imported_at,
    "REVOKED_AT": lambda _, __: None,
    "KEY_ALGORITHM": lambda one, _: one.key_algorithm,
    "CERTIFICATE_ARN": lambda one, _: one.arn,
    "COMMON_NAME": lambda one, _: one.names[0],
    "RENEWAL_ELIGIBILITY": lambda one, call: renewal_eligibility(one, call.in_use_by(one)),
    "STATUS": _METADATA["Status"],
    "RENEWAL_STATUS": _METADATA["RenewalStatus"],
    "EXPORTED": _METADATA["Exported"],
    "IN_USE": _METADATA["InUse"],
    "TYPE": _METADATA["Type"],
    "MANAGED_BY": _METADATA["ManagedBy"],
    "EXPORT_OPTION": _METADATA["ExportOption"],
    "VALIDATION_METHOD": _METADATA["ValidationMethod"],
    "ACME_ENDPOINT_ARN": _METADATA["AcmeEndpointArn"],
    "ACME_ACCOUNT_ID": _METADATA["AcmeAccountId"],
    "CERTIFICATE_KEY_PAIR_ORIGIN": _METADATA["CertificateKeyPairOrigin"],
}


def search_certificates(call: Call) -> dict[str, Any]:
    """SearchCertificates (ACM API reference)."""
    asked = call.parameters
    statement = asked.get("FilterStatement")
    matching = [
        one
        for one in call.world.in_region(call.account, call.region)
        if statement is None or _holds(statement, one, call)
    ]
    sort_value = _SORTED_BY[asked.get("SortBy", "CREATED_AT")]
    page = paging.cut(
        [(paging.place(sort_value(one, call), one.arn), one) for one in matching],
        size=asked.get("MaxResults", _DEFAULT_PAGE),
        token=asked.get("NextToken"),
        query=json.dumps([statement, asked.get("SortBy"), asked.get("SortOrder")], sort_keys=True),
        descending=asked.get("SortOrder") == "DESCENDING",
    )
    results = [_result(one, call) for one in page.items]
    return present({"Results": results, "NextToken": page.next_token})


def _holds(statement: Mapping[str, Any], certificate: Certificate, call: Call) -> bool:
    """Whether a filter statement, a union of And, Or, Not and Filter, is true of the certificate."""
    [(kind, inner)] = statement.items()
    if kind == "And":
        return all(_holds(one, certificate, call) for one in inner)
    if kind == "Or":
        return any(_holds(one, certificate, call) for one in inner)
    if kind == "Not":
        return not _holds(inner, certificate, call)
    return _filter_holds(inner, certificate, call)


def _filter_holds(chosen: Mapping[str, Any], certificate: Certificate, call: Call) -> bool:
    [(kind, inner)] = chosen.items()
    if kind == "CertificateArn":
        return bool(certificate.arn == inner)
    [(member, wanted)] = inner.items()
    if kind == "X509AttributeFilter":
        return _x509_holds(member, wanted, certificate)
    return bool(_METADATA[member](certificate, call) == wanted)


def _x509_holds(member: str, wanted: Any, certificate: Certificate) -> bool:
    if member == "Subject":
        return _text_matches(wanted["CommonName"], certificate.names[0])
    if member == "SubjectAlternativeName":
        return any(_text_matches(wanted["DnsName"], name) for name in certificate.names)
    if member == "ExtendedKeyUsage":
        return wanted in extended_key_usages(certificate)
    if member == "KeyUsage":
        return wanted in key_usages(certificate)
    if member == "KeyAlgorithm":
        return bool(certificate.key_algorithm == wanted)
    if member == "SerialNumber":
        return certificate.material is not None and certificate.material.serial == wanted
    return _within(wanted, certificate.not_after if member == "NotAfter" else certificate.not_before)


def _text_matches(wanted: Mapping[str, str], actual: str) -> bool:
    value = wanted["Value"].lower()
    return value in actual if wanted["ComparisonOperator"] == "CONTAINS" else value == actual


def _within(wanted: Mapping[str, float], actual: datetime | None) -> bool:
    if actual is None:
        return False
    start, end = (
        datetime.fromtimestamp(wanted[edge], UTC) if edge in wanted else None for edge in ("Start", "End")
    )
    return (start is None or start <= actual) and (end is None or actual <= end)


def _result(certificate: Certificate, call: Call) -> dict[str, Any]:
    in_use_by = call.in_use_by(certificate)
    metadata = {
        "CreatedAt": certificate.created_at,
        "Exported": certificate.exported,
        "ImportedAt": certificate.imported_at,
        "InUse": bool(in_use_by),
        "IssuedAt": certificate.issued_at,
        "RenewalEligibility": renewal_eligibility(certificate, in_use_by),
        "Status": certificate.status,
        "RenewalStatus": certificate.renewal.status if certificate.renewal else None,
        "Type": certificate.type,
        "ExportOption": certificate.export,
        "ManagedBy": certificate.managed_by,
        "ValidationMethod": certificate.validation_method,
        "CertificateKeyPairOrigin": key_pair_origin(certificate),
    }
    attributes = {
        "Issuer": {"CommonName": certificate.issuer},
        "Subject": {"CommonName": certificate.names[0]},
        "SubjectAlternativeNames": [{"DnsName": name} for name in certificate.names],
        "ExtendedKeyUsages": extended_key_usages(certificate),
        "KeyAlgorithm": keys.shown(certificate.key_algorithm),
        "KeyUsages": key_usages(certificate),
        "SerialNumber": certificate.material.serial if certificate.material else None,
        "NotAfter": certificate.not_after,
        "NotBefore": certificate.not_before,
    }
    return {
        "CertificateArn": certificate.arn,
        "X509Attributes": present(attributes),
        "CertificateMetadata": {"AcmCertificateMetadata": present(metadata)},
    }
