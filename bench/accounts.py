"""Whose account an access key belongs to: it stands in the key, in moto's as in AWS's own."""

from __future__ import annotations

import base64
import binascii
from functools import cache

_PREFIX = 4
_ENCODED = 8


@cache
def account_of(access_key: str) -> str:
    """The account of *access_key*; a key in which none stands is an account of its own."""
    # Only the line needs these; whoever measures memory in its own process shall not have moto in it.
    from moto.iam.utils import ACCOUNT_OFFSET, AWS_ROLE_ALPHABET

    from acm_tui.sandbox import identity, world

    if access_key == identity.ACCESS_KEY_ID:
        return world.ACCOUNT
    encoded = access_key[_PREFIX : _PREFIX + _ENCODED]
    try:
        half = int.from_bytes(base64.b32decode(encoded), "big") - ACCOUNT_OFFSET
        odd = access_key[_PREFIX + _ENCODED] in AWS_ROLE_ALPHABET[16:]
    except (binascii.Error, IndexError):
        return access_key
    return f"{half * 2 + odd:012}"
