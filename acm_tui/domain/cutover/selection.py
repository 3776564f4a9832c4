"""Which certificate of a list a load balancer serves for a server name, as far as the user guides say.

The guides ("Certificate list") give the criteria in order. For an Application Load Balancer: the key's family
(ECDSA before RSA), expiry (what has not expired goes first), the signature's hash (SHA before MD5, the
highest SHA number), the key's length, the validity period. For a Network Load Balancer: the same without
expiry, and without a word on which SHA. They do not say which validity period is preferred, nor whether an
exact name goes before a wildcard (s2n, the TLS library that AWS publishes, prefers the exact one). What they
leave open is left open here: a preference is stated only where it holds whatever the answers are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.cutover.coverage import is_exact, matches
from acm_tui.domain.cutover.keys import is_ecdsa, key_bits
from acm_tui.domain.listener import Kind

_SHA = re.compile(r"SHA-?(\d+)")
_MD5 = "MD5"


class _Criterion(NamedTuple):
    """What two certificates are compared by: the larger goes first; ``None`` is not known."""

    one: int | None
    other: int | None
    why: str


def winner(
    name: str, candidates: Sequence[Certificate], now: datetime, kind: Kind = "application"
) -> Certificate | None:
    """Which of *candidates*, the certificates of a list, is served for *name* at *now* (aware).

    *kind* is the load balancer's. It is what a client gets that can use any of them. ``None``: none of them
    covers *name*, or the guides leave open which one it is.
    """
    able = [one for one in candidates if matches(one.names, name)]
    for one in able:
        rest = [other for other in able if other.arn != one.arn]
        if all(preference(one, other, name, now, kind) is not None for other in rest):
            return one
    return None


def preference(
    one: Certificate, other: Certificate, name: str, now: datetime, kind: Kind = "application"
) -> str | None:
    """Why *one* is served for *name* at *now* where *other* is in the list beside it.

    Both must cover *name*. ``None``: *other* is served, or the guides leave it open.
    """
    whys = [_first_difference(order) for order in _orders(one, other, now, kind)]
    exact_other = is_exact(other.names, name) and not is_exact(one.names, name)
    return None if None in whys or exact_other else whys[0]


def _first_difference(criteria: Sequence[_Criterion]) -> str | None:
    for criterion in criteria:
        if criterion.one is None or criterion.other is None:
            return None
        if criterion.one != criterion.other:
            return criterion.why if criterion.one > criterion.other else None
    return None


def _orders(one: Certificate, other: Certificate, now: datetime, kind: Kind) -> list[list[_Criterion]]:
    """The criteria in order; for a Network Load Balancer also with those that its guide may leave out."""
    family = _Criterion(_family(one), _family(other), "its key is ECDSA, and ECDSA goes before RSA")
    length = _Criterion(key_bits(one.key_algorithm), key_bits(other.key_algorithm), "its key is longer")
    in_full = [family, _expiry(one, other, now), _hashing(one, other), length]
    return [in_full] if kind == "application" else [[family, _sha_before_md5(one, other), length], in_full]


def _family(certificate: Certificate) -> int | None:
    return is_ecdsa(certificate.key_algorithm)


def _expiry(one: Certificate, other: Certificate, now: datetime) -> _Criterion:
    return _Criterion(_unexpired(one, now), _unexpired(other, now), "the other one has expired")


def _unexpired(certificate: Certificate, now: datetime) -> bool | None:
    return None if certificate.not_after is None else now < certificate.not_after


def _hashing(one: Certificate, other: Certificate) -> _Criterion:
    return _Criterion(_hash(one), _hash(other), "it is signed with a stronger hash")


def _sha_before_md5(one: Certificate, other: Certificate) -> _Criterion:
    first, second = _hash(one), _hash(other)
    return _Criterion(
        None if first is None else first > 0,
        None if second is None else second > 0,
        "it is signed with SHA, the other one with MD5",
    )


def _hash(certificate: Certificate) -> int | None:
    """The number of the SHA that signed *certificate*, 0 for MD5; ``None`` where that was not told."""
    if certificate.signature_algorithm.startswith(_MD5):
        return 0
    found = _SHA.match(certificate.signature_algorithm)
    return int(found[1]) if found else None
