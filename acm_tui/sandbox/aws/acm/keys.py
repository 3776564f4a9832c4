"""Key algorithms: their two spellings, and what goes with each."""

from __future__ import annotations

# ACM API reference, RequestCertificate.KeyAlgorithm: the others are for imported certificates only.
REQUESTABLE = ("RSA_2048", "EC_prime256v1", "EC_secp384r1")
# ACM API reference, Filters.keyTypes: "Default filtering returns only RSA_1024 and RSA_2048 certificates".
LISTED_BY_DEFAULT = ("RSA_1024", "RSA_2048")

_SIGNATURES = {
    "EC_prime256v1": "SHA256WITHECDSA",
    "EC_secp384r1": "SHA384WITHECDSA",
    "EC_secp521r1": "SHA512WITHECDSA",
}


def shown(key_algorithm: str) -> str:
    """The spelling of answers (``RSA-2048``) for that of requests (``RSA_2048``)."""
    return key_algorithm.replace("_", "-", 1)


def signature_algorithm(key_algorithm: str) -> str:
    """The signature algorithm of a certificate with such a key, as DescribeCertificate shows it."""
    return _SIGNATURES.get(key_algorithm, "SHA256WITHRSA")


def usages(key_algorithm: str) -> list[str]:
    """The key usages of a server certificate with such a key."""
    if key_algorithm.startswith("EC_"):
        return ["DIGITAL_SIGNATURE"]
    return ["DIGITAL_SIGNATURE", "KEY_ENCIPHERMENT"]
