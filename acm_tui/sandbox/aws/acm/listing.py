"""ListCertificates, with the default filter that hides most key types."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from acm_tui.sandbox.aws.acm import keys, paging
from acm_tui.sandbox.aws.acm.call import Call
from acm_tui.sandbox.aws.acm.describe import (
    extended_key_usages,
    key_pair_origin,
    key_usages,
    present,
    renewal_eligibility,
    times,
)
from acm_tui.sandbox.aws.acm.errors import invalid
from acm_tui.sandbox.aws.acm.model import Certificate

# How many a page holds when MaxItems is not given is not documented.
_DEFAULT_PAGE = 100
# ACM API reference, CertificateSummary: only the first 100 names are listed.
_NAMES_SHOWN = 100
_DEFAULT_ORIGINS = ("AWS_MANAGED", "CUSTOMER_PROVIDED")


def list_certificates(call: Call) -> dict[str, Any]:
    """ListCertificates (ACM API reference)."""
    asked = call.parameters
    if ("SortBy" in asked) != ("SortOrder" in asked):
        raise invalid("SortBy and SortOrder must be given together.")
    matching = [one for one in call.world.in_region(call.account, call.region) if _matches(one, asked)]
    page = paging.cut(
        [(paging.place(one.created_at, one.arn), one) for one in matching],
        size=asked.get("MaxItems", _DEFAULT_PAGE),
        token=asked.get("NextToken"),
        query=_query(asked),
        descending=asked.get("SortOrder") == "DESCENDING",
    )
    summaries = [_summary(one, call.in_use_by(one)) for one in page.items]
    return present({"CertificateSummaryList": summaries, "NextToken": page.next_token})


def _matches(certificate: Certificate, asked: Any) -> bool:
    filters = asked.get("Includes") or {}
    statuses = asked.get("CertificateStatuses")
    origins = asked.get("CertificateKeyPairOrigins") or _DEFAULT_ORIGINS
    return (
        (not statuses or certificate.status in statuses)
        and key_pair_origin(certificate) in origins
        and certificate.key_algorithm in (filters.get("keyTypes") or keys.LISTED_BY_DEFAULT)
        and _any_of(filters.get("keyUsage"), key_usages(certificate))
        and _any_of(filters.get("extendedKeyUsage"), extended_key_usages(certificate))
        and filters.get("exportOption") in (None, certificate.export)
        and filters.get("managedBy") in (None, certificate.managed_by)
    )


def _any_of(wanted: Sequence[str] | None, actual: Sequence[str]) -> bool:
    return not wanted or "ANY" in wanted or any(usage in wanted for usage in actual)


def _query(asked: Any) -> str:
    """The question apart from its page: what a token must be used with again."""
    return json.dumps({key: asked[key] for key in sorted(asked) if key not in ("NextToken", "MaxItems")})


def _summary(certificate: Certificate, in_use_by: Sequence[str]) -> dict[str, Any]:
    return present(
        {
            "CertificateArn": certificate.arn,
            "DomainName": certificate.names[0],
            "SubjectAlternativeNameSummaries": list(certificate.names[:_NAMES_SHOWN]),
            "HasAdditionalSubjectAlternativeNames": len(certificate.names) > _NAMES_SHOWN,
            "Status": certificate.status,
            "Type": certificate.type,
            "KeyAlgorithm": keys.shown(certificate.key_algorithm),
            "KeyUsages": key_usages(certificate),
            "ExtendedKeyUsages": extended_key_usages(certificate),
            "ExportOption": certificate.export,
            "InUse": bool(in_use_by),
            "Exported": certificate.exported,
            "RenewalEligibility": renewal_eligibility(certificate, in_use_by),
            "ManagedBy": certificate.managed_by,
            "CertificateKeyPairOrigin": key_pair_origin(certificate),
            **times(certificate),
        }
    )
