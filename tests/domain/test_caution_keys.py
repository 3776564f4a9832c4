"""Which keys a load balancer refuses: as its user guide says, and nothing more."""

from __future__ import annotations

from typing import get_args

import pytest

from acm_tui.domain.cutover import unusable
from acm_tui.domain.cutover.keys import is_ecdsa, key_bits
from acm_tui.domain.listener import Kind

RSA = {"RSA_1024": 1024, "RSA_2048": 2048, "RSA_3072": 3072, "RSA_4096": 4096}
ECDSA = {"EC_prime256v1": 256, "EC_secp384r1": 384, "EC_secp521r1": 521}
REFUSED = {
    "application": set[str](),
    "network": {"RSA_4096"},
    "classic": {"RSA_4096", *ECDSA},
}


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("key", [*RSA, *ECDSA])
def test_which_keys_are_refused(kind: Kind, key: str) -> None:
    why = unusable(kind, key)
    assert (why is not None) is (key in REFUSED[kind])
    assert why is None or key in why


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("key", ["", "RSA_8192", "ML_DSA_65", "ec_prime256v1"])
def test_of_an_unknown_key_nothing_is_said(kind: Kind, key: str) -> None:
    assert unusable(kind, key) is None
    assert (is_ecdsa(key), key_bits(key)) == (None, None)


def test_family_and_length() -> None:
    known = RSA | ECDSA
    assert {key: key_bits(key) for key in known} == known
    assert {key for key in known if is_ecdsa(key)} == set(ECDSA)
    assert {key for key in known if is_ecdsa(key) is False} == set(RSA)


def test_why_reads_as_a_reason() -> None:
    assert unusable("network", "RSA_4096") == (
        "a Network Load Balancer takes RSA keys up to 3072 bits, not RSA_4096"
    )
    assert unusable("classic", "EC_prime256v1") == (
        "a Classic Load Balancer takes no ECDSA keys from ACM, and this one is EC_prime256v1"
    )
    assert unusable("classic", "RSA_4096") == (
        "a Classic Load Balancer takes no RSA keys of 4096 bits from ACM, and this one is RSA_4096"
    )
