"""The sandbox's own certificate authority: its chains really verify, and no real client trusts it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_ROOT_NAME = "acm-tui sandbox root"
_ISSUER_NAME = "acm-tui sandbox issuing CA"
_LIFE = timedelta(days=3650)
_RSA_BITS = {"RSA_1024": 1024, "RSA_2048": 2048, "RSA_3072": 3072, "RSA_4096": 4096}
_CURVES: dict[str, type[ec.EllipticCurve]] = {
    "EC_prime256v1": ec.SECP256R1,
    "EC_secp384r1": ec.SECP384R1,
    "EC_secp521r1": ec.SECP521R1,
}

_leaf_keys: dict[str, PrivateKey] = {}
_leaf_keys_lock = threading.Lock()


@dataclass(frozen=True)
class Leaf:
    """An issued certificate with its key, all as PEM text.

    ``chain_pem`` is the issuing CA and then the root, without the leaf. ``serial`` is written the way ACM
    writes it: lower-case hexadecimal octets with colons between them.
    """

    certificate_pem: str
    chain_pem: str
    private_key_pem: str
    serial: str


class Authority:
    """A root and an issuing CA below it.

    Both have EC keys whatever the leaf's key is: a signature then costs well under a millisecond.
    """

    def __init__(self) -> None:
        root_key = ec.generate_private_key(ec.SECP256R1())
        issuer_key = ec.generate_private_key(ec.SECP256R1())
        root = _sign_ca(_ROOT_NAME, root_key, _ROOT_NAME, root_key, path_length=1)
        issuer = _sign_ca(_ISSUER_NAME, issuer_key, _ROOT_NAME, root_key, path_length=0)
        self._keep(_pem(root), _pem(issuer), issuer_key)

    def _keep(self, root_pem: str, issuer_pem: str, issuer_key: PrivateKey) -> None:
        self.root_pem = root_pem
        self._issuer_pem = issuer_pem
        self._issuer_key = issuer_key
        self._issuer_name = x509.load_pem_x509_certificate(issuer_pem.encode()).subject

    @classmethod
    def load(cls, saved: Mapping[str, str]) -> Authority:
        """The authority that :meth:`dump` described.

        Raises:
            KeyError: a part is missing.
            ValueError: a part is not PEM, or the key is of an unknown kind.
        """
        authority = cls.__new__(cls)
        authority._keep(saved["root_pem"], saved["issuer_pem"], read_private_key(saved["issuer_key_pem"]))
        return authority

    def dump(self) -> dict[str, str]:
        """All that is needed to issue below the same root again (which does not need the root's key)."""
        return {
            "root_pem": self.root_pem,
            "issuer_pem": self._issuer_pem,
            "issuer_key_pem": _key_pem(self._issuer_key),
        }

    def issue(
        self, names: Sequence[str], key_algorithm: str, not_before: datetime, not_after: datetime
    ) -> Leaf:
        """A server certificate for *names*; the first is the common name, all are in the SAN extension.

        Sandbox time may run ahead of real time by days, and TLS clients judge by the real clock: the
        certificate says that it is valid from a day before the earlier of *not_before* and the real present.
        Its end is *not_after* as given.

        Raises:
            ValueError: no names, an unknown *key_algorithm* (spelt as RequestCertificate spells it), an end
                before the start, or a first name above 64 characters (RFC 5280, ub-common-name).
        """
        if not names:
            raise ValueError("a certificate needs at least one name")
        if not_after <= not_before:
            raise ValueError("a certificate cannot end before it begins")
        key = _leaf_key(key_algorithm)
        valid_from = min(not_before, datetime.now(UTC)) - timedelta(days=1)
        serial = x509.random_serial_number()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_name(names[0]))
            .issuer_name(self._issuer_name)
            .public_key(key.public_key())
            .serial_number(serial)
            .not_valid_before(valid_from)
            .not_valid_after(not_after)
            .add_extension(
                x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False
            )
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(key_encipherment=isinstance(key, rsa.RSAPrivateKey)), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(_issued_by(self._issuer_key), critical=False)
            .sign(self._issuer_key, hashes.SHA256())
        )
        return Leaf(_pem(certificate), self._issuer_pem + self.root_pem, _key_pem(key), serial_text(serial))


def serial_text(serial: int) -> str:
    """A serial number as ACM shows it, e.g. ``0a:1b:2c`` (ACM API reference, CertificateDetail.Serial)."""
    octets = serial.to_bytes((serial.bit_length() + 8) // 8 or 1, "big")
    # The sign octet that DER needs is not part of the number that ACM prints.
    return octets.lstrip(b"\0").hex(":") or "00"


def read_private_key(pem: str) -> PrivateKey:
    """An unencrypted RSA or EC private key from PEM text.

    Raises:
        ValueError: not PEM, or a key of another kind.
        TypeError: the key is encrypted.
    """
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError("only RSA and EC keys are supported")  # noqa: TRY004  the text is wrong, not the call
    return key


def _leaf_key(key_algorithm: str) -> PrivateKey:
    """One key per process and algorithm: RSA generation takes longer than all the rest of a request."""
    with _leaf_keys_lock:
        if key_algorithm not in _leaf_keys:
            _leaf_keys[key_algorithm] = _generate(key_algorithm)
        return _leaf_keys[key_algorithm]


def _generate(key_algorithm: str) -> PrivateKey:
    if key_algorithm in _RSA_BITS:
        return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS[key_algorithm])
    if key_algorithm in _CURVES:
        return ec.generate_private_key(_CURVES[key_algorithm]())
    raise ValueError(f"unknown key algorithm {key_algorithm!r}")


def _sign_ca(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    path_length: int,
) -> x509.Certificate:
    start = datetime.now(UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_issued_by(issuer_key), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _issued_by(issuer_key: PrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())


def _key_usage(*, authority: bool = False, key_encipherment: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=key_encipherment,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def _key_pem(key: PrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")
