"""One certificate in ACM: describe, request, delete, and the leaf that it serves."""

from __future__ import annotations

import hashlib
import ssl

import msgspec

from acm_tui.aws.described import certificate
from acm_tui.aws.errors import translated
from acm_tui.aws.receipt import Receipt, receipt
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import Certificate, CertificateRequest
from acm_tui.domain.errors import ServiceTrouble


class Leaf(msgspec.Struct, frozen=True):
    """The certificate that a server shows: ``fingerprint`` is the SHA-256 of its DER in lower-case hex."""

    arn: str
    fingerprint: str


def describe(access: Access, region: str, arn: str) -> Certificate:
    """The certificate *arn* with its tags, read now (DescribeCertificate, ListTagsForCertificate).

    Raises:
        NotFound: ACM does not know it (any more).
    """
    client = access.client("acm", region)
    with translated("acm:DescribeCertificate"):
        detail = client.describe_certificate(CertificateArn=arn)["Certificate"]
    return certificate(detail, tags(access, region, arn))


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
