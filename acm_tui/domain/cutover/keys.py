"""Keys of certificates: their family and length, and which load balancers can use them."""

from __future__ import annotations

from acm_tui.domain.listener import Kind

_BITS = {
    "RSA_1024": 1024,
    "RSA_2048": 2048,
    "RSA_3072": 3072,
    "RSA_4096": 4096,
    "EC_prime256v1": 256,
    "EC_secp384r1": 384,
    "EC_secp521r1": 521,
}
"""Every key algorithm that ACM knows (ACM API reference, CertificateDetail), with its length in bits."""

_LONGEST_RSA_OF_NLB = 3072
_LONGEST_RSA_OF_CLASSIC = 3072


def is_ecdsa(key_algorithm: str) -> bool | None:
    """Whether the key is ECDSA rather than RSA; ``None`` where *key_algorithm* is not one that ACM knows."""
    return key_algorithm.startswith("EC_") if key_algorithm in _BITS else None


def key_bits(key_algorithm: str) -> int | None:
    """The length of the key in bits; ``None`` where *key_algorithm* is not one that ACM knows."""
    return _BITS.get(key_algorithm)


def unusable(kind: Kind, key_algorithm: str) -> str | None:
    """Why a load balancer of *kind* refuses a certificate of ACM with such a key, or ``None``.

    An Application Load Balancer takes every key that ACM knows (ACM user guide, "Prerequisites for importing
    certificates"). A Network Load Balancer takes RSA up to 3072 bits and ECDSA (NLB user guide, "Server
    certificates": supported key algorithms). A Classic Load Balancer takes neither RSA of 4096 bits nor ECDSA
    from ACM (Classic user guide, "SSL/TLS certificates"). What the guides do not name is not refused here.
    """
    bits, ecdsa = key_bits(key_algorithm), is_ecdsa(key_algorithm)
    if bits is None:
        return None
    if kind == "network" and not ecdsa and bits > _LONGEST_RSA_OF_NLB:
        return f"a Network Load Balancer takes RSA keys up to {_LONGEST_RSA_OF_NLB} bits, not {key_algorithm}"
    if kind == "classic" and (ecdsa or bits > _LONGEST_RSA_OF_CLASSIC):
        refused = "ECDSA keys" if ecdsa else "RSA keys of 4096 bits"
        return f"a Classic Load Balancer takes no {refused} from ACM, and this one is {key_algorithm}"
    return None
