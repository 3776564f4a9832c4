"""Certificates in ACM: describe, request, delete, and the leaf that it serves."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from acm_tui.aws.at_once import at_once
from acm_tui.aws.described import certificate
from acm_tui.aws.errors import translated
from acm_tui.aws.receipt import Receipt, receipt
from acm_tui.aws.refusals import lacks_permission
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import Certificate, CertificateRequest
from acm_tui.domain.errors import NotFound, ServiceTrouble

if TYPE_CHECKING:
    from mypy_boto3_acm.type_defs import CertificateDetailTypeDef


class Leaf(msgspec.Struct, frozen=True):
    """The certificate that a server shows: ``fingerprint`` is the SHA-256 of its DER in lower-case hex."""

    arn: str
    fingerprint: str


def describe(access: Access, region: str, arn: str) -> Certificate:
    """The certificate *arn* with its tags, read now (DescribeCertificate, ListTagsForCertificate).

    Raises:
        NotFound: ACM does not know it (any more).
    """
    return certificate(_detail(access, region, arn), tags(access, region, arn))


def shown(access: Access, region: str, arn: str) -> Certificate:
    """The certificate *arn* without its tags, read now by one call (DescribeCertificate).

    Raises:
        NotFound: ACM does not know it (any more).
    """
    return certificate(_detail(access, region, arn), {})


def described(access: Access, region: str, arns: Iterable[str]) -> dict[str, Certificate]:
    """Those of *arns* that ACM describes here, by ARN and without their tags, a few at a time.

    Left out is what ACM does not have here (server certificates of IAM, those of another region or account,
    what is gone) and what may not be described.

    Raises:
        Trouble: ACM cannot be read otherwise.
    """
    wanted = [arn for arn in dict.fromkeys(arns) if is_of_acm(arn) and arn.split(":")[3] == region]
    found = at_once(lambda arn: _if_shown(access, region, arn), wanted)
    return {one.arn: one for one in found if one is not None}


def is_of_acm(arn: str) -> bool:
    """Whether a certificate's ARN is of ACM; load balancers hold server certificates of IAM as well."""
    return arn.split(":")[2:3] == ["acm"]


def status(access: Access, region: str, arn: str) -> str:
    """The status of the certificate *arn* in ACM now, ``ISSUED`` or another (DescribeCertificate).

    Raises:
        NotFound: ACM does not know it (any more).
    """
    return _detail(access, region, arn)["Status"]


def _if_shown(access: Access, region: str, arn: str) -> Certificate | None:
    try:
        return shown(access, region, arn)
    except NotFound:
        return None
    except ServiceTrouble as trouble:
        if lacks_permission(trouble):
            return None
        raise


def _detail(access: Access, region: str, arn: str) -> CertificateDetailTypeDef:
    client = access.client("acm", region)
    with translated("acm:DescribeCertificate"):
        return client.describe_certificate(CertificateArn=arn)["Certificate"]


def tags(access: Access, region: str, arn: str) -> dict[str, str]:
    """The tags of the certificate *arn*.

    Raises:
        NotFound: ACM does not know it (any more).
    """
    client = access.client("acm", region)
    with translated("acm:ListTagsForCertificate"):
        found = client.list_tags_for_certificate(CertificateArn=arn)["Tags"]
    return {tag["Key"]: tag.get("Value", "") for tag in found}


def request(access: Access, region: str, wanted: CertificateRequest) -> Receipt:
    """Request a DNS-validated certificate; the receipt's ``arn`` is the new one's.

    The token makes ACM answer a repeated request with the certificate of the first one, for an hour (ACM API
    reference, RequestCertificate).

    Raises:
        OutcomeUnknown: it was sent, and there may be a new certificate.
        ServiceTrouble: ACM refused; there is none.
    """
    client = access.client("acm", region)
    with translated("acm:RequestCertificate", mutating=True):
        answer = client.request_certificate(
            DomainName=wanted.names[0],
            SubjectAlternativeNames=list(wanted.names),
            ValidationMethod="DNS",
            KeyAlgorithm=wanted.key_algorithm,  # type: ignore[arg-type]  # a literal in the stubs, checked by ACM
            IdempotencyToken=wanted.token,
            Tags=[{"Key": key, "Value": value} for key, value in wanted.tags.items()],
        )
    return receipt(answer, arn=answer["CertificateArn"])


def delete(access: Access, region: str, arn: str) -> Receipt:
    """Delete the certificate *arn*.

    Raises:
        StillInUse: something holds it, or held it minutes ago.
        NotFound: it is gone already.
        OutcomeUnknown: it was sent, and the certificate may be gone.
    """
    client = access.client("acm", region)
    with translated("acm:DeleteCertificate", mutating=True):
        answer = client.delete_certificate(CertificateArn=arn)
    return receipt(answer)


def leaf(access: Access, region: str, arn: str) -> Leaf:
    """The leaf of the issued certificate *arn* (GetCertificate).

    Raises:
        ServiceTrouble: it is not issued yet (RequestInProgressException), or ACM's answer is no PEM.
    """
    client = access.client("acm", region)
    with translated("acm:GetCertificate"):
        pem = client.get_certificate(CertificateArn=arn)["Certificate"]
    try:
        der = ssl.PEM_cert_to_DER_cert(pem.strip())
    except ValueError as error:
        raise ServiceTrouble(
            "ACM answered with something that is not a certificate.",
            cause=str(error),
            remedy="Try again.",
            operation="acm:GetCertificate",
        ) from error
    return Leaf(arn, hashlib.sha256(der).hexdigest())
