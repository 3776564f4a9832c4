"""Whether it is proven that the new certificate is in place: green only if nothing contradicts."""

from __future__ import annotations

from collections.abc import Iterable

from acm_tui.domain.events import HandshakesSeen
from acm_tui.domain.listener import ROLE_WORDS, Listener, load_balancer_name
from acm_tui.domain.migration import Migration
from acm_tui.domain.served import served


def contradictions(m: Migration, listeners: Iterable[Listener]) -> tuple[str, ...]:
    """Where the listeners, as they are described, do not hold what the cutover put there; a sentence each."""
    if m.new is None:
        return ()
    present = {listener.arn: listener for listener in listeners}
    said = []
    for where in m.chosen or ():
        listener = present.get(where.listener_arn)
        if listener is None:
            said.append(f"the listener {where.listener_arn} is gone")
            continue
        place = f"{load_balancer_name(listener.load_balancer_arn)} port {listener.port}"
        if not listener.holds(m.new.arn, where.role):
            said.append(f"{place} does not hold the new certificate ({ROLE_WORDS[where.role]})")
        if listener.holds(m.old.arn, where.role):
            said.append(f"{place} still holds the old certificate ({ROLE_WORDS[where.role]})")
    return tuple(said)


def proven(seen: HandshakesSeen | None) -> bool:
    """Whether the last look proves it: what was seen is the new leaf everywhere, and nothing contradicts."""
    return seen is not None and not seen.contradictions and served(seen.handshakes, seen.new, seen.old).proven
