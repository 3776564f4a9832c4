"""Why a certificate is not removed: everything that speaks against it, each holder by its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.errors import Refused
from acm_tui.domain.listener import ROLE_WORDS, Listener, called, holder_of, load_balancer_name
from acm_tui.domain.migration import Migration
from acm_tui.domain.obstacles import keeps_old, keeps_requested


class Objection(msgspec.Struct, frozen=True):
    """One thing that speaks against it, and what can be done about that (may be empty)."""

    why: str
    remedy: str = ""


SWAP_THERE = "Swap it there too, or leave it."
_BY_ITS_OWN_MEANS = "Swap it there by that service's own means, or leave it."
_PUT_ANOTHER = "Put another one there first, or leave it."
_ACM_LAGS = "ACM lags by minutes after a swap: look again then."


def objections(m: Migration, listeners: Iterable[Listener], now: datetime) -> tuple[Objection, ...]:
    """What speaks against removing the old certificate of *m* at *now* (aware); nothing: it may be offered.

    *listeners* are those around it as they are now. ACM may go on counting a load balancer for a while after
    none of its listeners holds the certificate: then it cannot be deleted yet.
    """
    if m.old_gone:
        return (Objection(keeps_old(m, now) or ""),)
    kept = keeps_old(m, now)
    held = tuple(held_by(m.old.arn, listeners))
    return (
        *((Objection(kept, _how_long(m, now)),) if kept is not None else ()),
        *(Objection(words, SWAP_THERE) for _, words in held),
        *_counted(m.old, {listener.load_balancer_arn for listener, _ in held}),
    )


def objections_to_requested(m: Migration, listeners: Iterable[Listener]) -> tuple[Objection, ...]:
    """What speaks against removing the certificate that was requested before *m* took the way in place.

    *listeners* are those around both certificates as they are now: what somebody has put there lately ACM
    counts minutes later.
    """
    kept = keeps_requested(m)
    if m.new is None or kept is not None:
        return (Objection(kept or ""),)
    held = tuple(held_by(m.new.arn, listeners))
    return (
        *(Objection(words, _PUT_ANOTHER) for _, words in held),
        *_counted(m.new, {listener.load_balancer_arn for listener, _ in held}),
    )


def refusal(which: str, found: Iterable[Objection]) -> Refused:
    """The answer to who would remove the *which* certificate (old, requested) against what was *found*."""
    objections = tuple(found)
    return Refused(
        f"The {which} certificate stays; it was not deleted.",
        cause="; ".join(one.why for one in objections),
        remedy=" ".join(dict.fromkeys(one.remedy for one in objections if one.remedy)),
    )


def held_by(certificate_arn: str, listeners: Iterable[Listener]) -> Iterator[tuple[Listener, str]]:
    """Which of *listeners* hold the certificate, and that in words: ``shop HTTPS 443 holds it as …``."""
    for listener in listeners:
        roles = [word for role, word in ROLE_WORDS.items() if listener.holds(certificate_arn, role)]
        if roles:
            yield listener, f"{called(listener)} holds it as {' + '.join(roles)}"


def _counted(certificate: Certificate, holding: set[str]) -> Iterator[Objection]:
    """What ACM counts as holders, but for the load balancers of which it is known that they do."""
    for holder in map(holder_of, certificate.in_use_by):
        if not holder.is_load_balancer:
            yield Objection(f"{holder.service} holds it: {holder.arn}", _BY_ITS_OWN_MEANS)
        elif holder.arn not in holding:
            name = load_balancer_name(holder.arn)
            yield Objection(f"ACM still counts {name}, no listener of which is seen to hold it", _ACM_LAGS)


def _how_long(m: Migration, now: datetime) -> str:
    soaks = m.soaks_until is not None and now < m.soaks_until
    return "Let that time pass, or choose another." if m.cutover_done and soaks else ""
