"""Finding certificates: those to migrate, page by page, and the successor that an earlier run requested."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from acm_tui.aws import acm
from acm_tui.aws.described import requestable_spelling, utc
from acm_tui.aws.errors import translated
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import MIGRATION_TAG, Certificate
from acm_tui.domain.errors import NotFound
from acm_tui.domain.inventory.item import Item

if TYPE_CHECKING:
    from mypy_boto3_acm.literals import KeyAlgorithmType
    from mypy_boto3_acm.type_defs import (
        CertificateFilterStatementTypeDef,
        CertificateSearchResultTypeDef,
        CertificateSummaryTypeDef,
    )

SEARCH_PAGE = 500
"""The most that SearchCertificates gives a page (ACM API reference)."""

LIST_PAGE = 1000
"""The most that ListCertificates gives a page (ACM API reference)."""

_KEY_TYPES: tuple[KeyAlgorithmType, ...] = (
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
)
"""Every key type: ListCertificates hides all but RSA_1024 and RSA_2048 unless they are named (ACM API
reference, Filters)."""

_EMAIL_VALIDATED: CertificateFilterStatementTypeDef = {
    "And": [
        {"Filter": {"AcmCertificateMetadataFilter": {"ValidationMethod": "EMAIL"}}},
        {"Filter": {"AcmCertificateMetadataFilter": {"Type": "AMAZON_ISSUED"}}},
    ]
}


class Searched(msgspec.Struct, frozen=True):
    """A page of email-validated certificates, and the token of the next one if there is more."""

    items: tuple[Item, ...]
    token: str | None


class Summary(msgspec.Struct, frozen=True):
    """A certificate of a list, which does not tell how it is validated."""

    arn: str
    domain: str
    type: str
    in_use: bool


class Listed(msgspec.Struct, frozen=True):
    """A page of certificates of every kind, and the token of the next one if there is more."""

    summaries: tuple[Summary, ...]
    token: str | None


def searched(access: Access, region: str, token: str | None = None, *, page: int | None = None) -> Searched:
    """The email-validated certificates that ACM issued in *region*, *page* of them from *token* on.

    Raises:
        ServiceTrouble: SearchCertificates may not be called, is not known there, or fails.
    """
    further: Any = {"NextToken": token} if token else {}
    with translated("acm:SearchCertificates"):
        answer = access.client("acm", region).search_certificates(
            FilterStatement=_EMAIL_VALIDATED, MaxResults=page or SEARCH_PAGE, **further
        )
    return Searched(tuple(map(_item, answer["Results"])), answer.get("NextToken"))


def _item(result: CertificateSearchResultTypeDef) -> Item:
    x509 = result.get("X509Attributes", {})
    known = result.get("CertificateMetadata", {}).get("AcmCertificateMetadata", {})
    common = x509.get("Subject", {}).get("CommonName", "")
    others = (name["DnsName"] for name in x509.get("SubjectAlternativeNames", ()) if "DnsName" in name)
    names = tuple(dict.fromkeys(name for name in (common, *others) if name))
    return Item(
        certificate=Certificate(
            arn=result["CertificateArn"],
            names=names,
            status=known.get("Status", ""),
            type=known.get("Type", "AMAZON_ISSUED"),
            key_algorithm=requestable_spelling(x509.get("KeyAlgorithm", "")),
            validation_method=known.get("ValidationMethod", "EMAIL"),
            created_at=utc(known.get("CreatedAt")),
            not_before=utc(x509.get("NotBefore")),
            not_after=utc(x509.get("NotAfter")),
            renewal_status=known.get("RenewalStatus"),
            renewal_eligibility=known.get("RenewalEligibility"),
            managed_by=known.get("ManagedBy"),
            exportable=known.get("ExportOption") == "ENABLED",
        ),
        # Where something is not told, it counts as held, so that it is described.
        in_use=known.get("InUse", True) or not names,
    )


def listed(access: Access, region: str, token: str | None = None, *, page: int | None = None) -> Listed:
    """The certificates of every key type in *region*, *page* of them from *token* on.

    Raises:
        ServiceTrouble: ListCertificates may not be called, or fails.
    """
    further: Any = {"NextToken": token} if token else {}
    with translated("acm:ListCertificates"):
        answer = access.client("acm", region).list_certificates(
            Includes={"keyTypes": list(_KEY_TYPES)}, MaxItems=page or LIST_PAGE, **further
        )
    return Listed(tuple(map(_summary, answer["CertificateSummaryList"])), answer.get("NextToken"))


def _summary(one: CertificateSummaryTypeDef) -> Summary:
    return Summary(
        arn=one["CertificateArn"],
        domain=one.get("DomainName", ""),
        type=one.get("Type", "AMAZON_ISSUED"),
        in_use=one.get("InUse", True),
    )


def find_requested(access: Access, region: str, domain: str, migration_id: str) -> tuple[Certificate, ...]:
    """The certificates for *domain* (their common name) that carry the tag of *migration_id*.

    How a request without an answer is found again. ACM lists a new certificate with a delay, so an empty
    answer within a minute of the request does not prove that there is none.
    """
    found = []
    for summary in _every_summary(access, region):
        if summary.domain.lower() != domain.lower():
            continue
        try:
            if acm.tags(access, region, summary.arn).get(MIGRATION_TAG) == migration_id:
                found.append(acm.describe(access, region, summary.arn))
        except NotFound:
            continue
    return tuple(found)


def _every_summary(access: Access, region: str) -> Iterator[Summary]:
    page = listed(access, region)
    yield from page.summaries
    while page.token:
        page = listed(access, region, page.token)
        yield from page.summaries
