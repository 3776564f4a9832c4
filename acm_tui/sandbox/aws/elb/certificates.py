"""Which certificates a load balancer takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from acm_tui.sandbox.aws.elb import refusals
from acm_tui.sandbox.aws.elb.setting import ShelvedCertificate, in_force

# Elastic Load Balancing user guide for Network Load Balancers, "Server certificates".
NETWORK_KEYS = frozenset(
    {"RSA_1024", "RSA_2048", "RSA_3072", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"}
)

# What a Classic Load Balancer takes from ACM; other keys have to be uploaded to IAM (Classic Load Balancers
# user guide, "SSL/TLS certificates"). Not confirmed against AWS: RSA_3072, and the error it answers (?).
CLASSIC_KEYS = frozenset({"RSA_1024", "RSA_2048", "RSA_3072"})


def single_certificate(certificates: Sequence[Mapping[str, Any]]) -> str:
    """The ARN in a request's `Certificates`, which must be exactly one entry without `IsDefault`.

    Source: ELBv2 API reference, AddListenerCertificates and ModifyListener.

    Raises:
        Refusal: ValidationError or TooManyCertificates.
    """
    if not certificates:
        raise refusals.validation_error("You must specify exactly one certificate")
    if any("IsDefault" in certificate for certificate in certificates):
        raise refusals.validation_error("You cannot set the isDefault parameter for a certificate.")
    if len(certificates) > 1:
        raise refusals.too_many_in_one_call(len(certificates))
    return str(certificates[0].get("CertificateArn", ""))


def check_servable(arn: str, account: str, region: str, kind: str) -> None:
    """Refuse a certificate that an ALB ("application") or NLB ("network") would refuse.

    Raises:
        Refusal: CertificateNotFound or UnsupportedCertificate.
    """
    if _is_server_certificate(arn, account):
        return
    certificate = _found(arn, account, region)
    if certificate is None:
        raise refusals.certificate_not_found(arn)
    if certificate.status != "ISSUED" or _too_fresh(certificate):
        raise refusals.unsupported_certificate(arn)
    if kind == "network" and _key(certificate) not in NETWORK_KEYS:
        raise refusals.unsupported_certificate(arn)


def check_classic_servable(arn: str, account: str, region: str) -> None:
    """Refuse a certificate that a Classic Load Balancer would refuse; its API lists one error for that.

    Raises:
        Refusal: CertificateNotFound.
    """
    if _is_server_certificate(arn, account):
        return
    certificate = _found(arn, account, region)
    if certificate is None or certificate.status != "ISSUED" or _too_fresh(certificate):
        raise refusals.classic_certificate_not_found(arn)
    if _key(certificate) not in CLASSIC_KEYS:
        raise refusals.classic_certificate_not_found(arn)


def _key(certificate: ShelvedCertificate) -> str:
    return certificate.key_algorithm.replace("-", "_")


def _found(arn: str, account: str, region: str) -> ShelvedCertificate | None:
    """The certificate, provided that it lives in the load balancer's own account and region."""
    if not arn.startswith("arn:") or arn.split(":")[3:5] != [region, account]:
        return None
    return in_force().shelf.find(arn)


def _too_fresh(certificate: ShelvedCertificate) -> bool:
    """True while load balancers have not heard of a certificate that was just issued."""
    setting = in_force()
    if certificate.issued_at is None:
        return False
    return setting.clock.now() - certificate.issued_at < setting.visible_after


def _is_server_certificate(arn: str, account: str) -> bool:
    """True for a server certificate that IAM really holds: load balancers take those as well."""
    if ":iam:" not in arn:
        return False
    from moto.iam.models import iam_backends

    return iam_backends[account]["aws"].get_certificate_by_arn(arn) is not None
