"""Certificates made ready for serving: parsed for the choice, loaded into TLS contexts."""

import ssl
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from acm_tui.sandbox.aws.elb.setting import ShelvedCertificate
from acm_tui.sandbox.tls.selection import Candidate


def candidate(certificate: ShelvedCertificate) -> Candidate:
    """What the choice looks at, read from the issued certificate itself.

    Raises:
        ValueError: the PEM text is no certificate.
    """
    return _candidate(certificate.arn, certificate.names, certificate.certificate_pem)


@lru_cache(maxsize=2048)
def _candidate(arn: str, names: tuple[str, ...], pem: str) -> Candidate:
    leaf = x509.load_pem_x509_certificate(pem.encode())
    key = leaf.public_key()
    hashing = leaf.signature_hash_algorithm
    return Candidate(
        arn=arn,
        names=names,
        is_ecdsa=isinstance(key, ec.EllipticCurvePublicKey),
        hash_bits=hashing.digest_size * 8 if hashing else 0,
        key_bits=getattr(key, "key_size", 0),
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
    )


def bare_context() -> ssl.SSLContext:
    """A server's TLS context without a certificate, and without any way to resume a session.

    Without tickets each handshake shows the certificate that is served then.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.num_tickets = 0
    context.options |= ssl.OP_NO_TICKET
    return context


class Contexts:
    """One TLS context per certificate; a renewed certificate (same ARN, new text) gets a new one."""

    def __init__(self) -> None:
        self._contexts: dict[str, tuple[str, ssl.SSLContext]] = {}

    def of(self, certificate: ShelvedCertificate) -> ssl.SSLContext:
        """The context that serves this certificate with its chain.

        Raises:
            ssl.SSLError: the certificate and its key do not belong together.
        """
        known = self._contexts.get(certificate.arn)
        if known is not None and known[0] == certificate.certificate_pem:
            return known[1]
        context = bare_context()
        _load(context, certificate)
        self._contexts[certificate.arn] = (certificate.certificate_pem, context)
        return context


def _load(context: ssl.SSLContext, certificate: ShelvedCertificate) -> None:
    """Python's ssl reads certificates from files only: private ones, for this one moment."""
    with TemporaryDirectory(prefix="acm-tui-") as place:
        chain, key = Path(place, "chain.pem"), Path(place, "key.pem")
        chain.write_text(certificate.certificate_pem.rstrip() + "\n" + certificate.chain_pem)
        key.write_text(certificate.private_key_pem)
        context.load_cert_chain(chain, key)
