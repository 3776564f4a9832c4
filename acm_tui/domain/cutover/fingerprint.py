"""What a plan saw, as far as it depends on it, and the fingerprint of that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from acm_tui.domain.listener import Listener


def fingerprint(listeners: Iterable[Listener], old: str, new: str, beside: Iterable[Listener] = ()) -> str:
    """SHA-256, in hex, over what the listeners hold: drift in anything else does not matter to the plan.

    Of those *beside* it is the lists alone.
    """
    seen = sorted((one.arn, *holding(one)) for one in listeners)
    lists = sorted((one.arn, one.sni) for one in beside)
    return hashlib.sha256(msgspec.json.encode([old, new, seen, *([lists] if lists else [])])).hexdigest()


def holding(listener: Listener) -> tuple[str, int, str | None, tuple[str, ...]]:
    """What a plan depends on: drift in anything else of a listener does not matter."""
    return listener.protocol, listener.port, listener.default, listener.sni
