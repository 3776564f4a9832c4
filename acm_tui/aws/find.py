"""Finding certificates: those to migrate, and the successor that an earlier run requested."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from acm_tui.aws import acm
from acm_tui.aws.described import certificate
from acm_tui.aws.errors import translated
from acm_tui.aws.pages import pages
from acm_tui.aws.refusals import lacks_permission, unknown_operation
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import MIGRATION_TAG, Certificate
from acm_tui.domain.errors import NotFound, ServiceTrouble

if TYPE_CHECKING:
    from mypy_boto3_acm.literals import KeyAlgorithmType
    from mypy_boto3_acm.type_defs import CertificateFilterStatementTypeDef, CertificateSummaryTypeDef

_SEARCH_PAGE = 500
"""The most that SearchCertificates gives a page (ACM API reference)."""

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


def email_validated(access: Access, region: str) -> Iterator[Certificate]:
    """Every email-validated certificate that ACM issued in *region*, each as soon as it is described.

    One that vanishes in between is left out. Where SearchCertificates may not be called or is not known,
    every certificate is listed and described instead.

    Raises:
        Trouble: ACM could not be asked. What was yielded before is right, but not all.
    """
    seen: set[str] = set()
    for arn in _candidates(access, region):
        if arn in seen:
            continue
        seen.add(arn)
        try:
            found = _if_by_email(access, region, arn)
        except NotFound:
            continue
        if found is not None:
            yield found


def _candidates(access: Access, region: str) -> Iterator[str]:
    try:
        yield from _searched(access, region)
    except ServiceTrouble as trouble:
        if not (lacks_permission(trouble) or unknown_operation(trouble)):
            raise
        for summary in _listed(access, region):
            if summary.get("Type", "AMAZON_ISSUED") == "AMAZON_ISSUED":
                yield summary["CertificateArn"]


def _searched(access: Access, region: str) -> Iterator[str]:
    search = access.client("acm", region).get_paginator("search_certificates")
    found = search.paginate(FilterStatement=_EMAIL_VALIDATED, PaginationConfig={"PageSize": _SEARCH_PAGE})
    for page in pages("acm:SearchCertificates", found):
        for result in page["Results"]:
            yield result["CertificateArn"]


def _listed(access: Access, region: str) -> Iterator[CertificateSummaryTypeDef]:
    listing = access.client("acm", region).get_paginator("list_certificates")
    for page in pages("acm:ListCertificates", listing.paginate(Includes={"keyTypes": list(_KEY_TYPES)})):
        yield from page["CertificateSummaryList"]


def _if_by_email(access: Access, region: str, arn: str) -> Certificate | None:
    client = access.client("acm", region)
    with translated("acm:DescribeCertificate"):
        detail = client.describe_certificate(CertificateArn=arn)["Certificate"]
    seen = certificate(detail, {})
    if seen.type != "AMAZON_ISSUED" or seen.validation_method != "EMAIL":
        return None
    return certificate(detail, acm.tags(access, region, arn))


def find_requested(access: Access, region: str, domain: str, migration_id: str) -> tuple[Certificate, ...]:
    """The certificates for *domain* (their common name) that carry the tag of *migration_id*.

    How a request without an answer is found again. ACM lists a new certificate with a delay, so an empty
    answer within a minute of the request does not prove that there is none.
    """
    found = []
    for summary in _listed(access, region):
        if summary.get("DomainName", "").lower() != domain.lower():
            continue
        arn = summary["CertificateArn"]
        try:
            if acm.tags(access, region, arn).get(MIGRATION_TAG) == migration_id:
                found.append(acm.describe(access, region, arn))
        except NotFound:
            continue
    return tuple(found)
