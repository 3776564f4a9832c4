"""The embedded ACM's certificates, as load balancers fetch them."""

from acm_tui.sandbox.aws.acm.world import AcmWorld
from acm_tui.sandbox.aws.elb import ShelvedCertificate


class AcmShelf:
    """Answers load balancers from *acm*, as it is at that moment."""

    def __init__(self, acm: AcmWorld) -> None:
        self._acm = acm

    def find(self, arn: str) -> ShelvedCertificate | None:
        """The certificate with this ARN in whatever state it is in, or None if there is none."""
        certificate = self._acm.find(arn)
        if certificate is None:
            return None
        material = certificate.material
        return ShelvedCertificate(
            arn=arn,
            status=certificate.status,
            key_algorithm=certificate.key_algorithm,
            names=certificate.names,
            certificate_pem=material.certificate_pem if material else "",
            chain_pem=material.chain_pem if material else "",
            private_key_pem=material.private_key_pem if material else "",
            issued_at=certificate.issued_at,
        )
