"""Somebody in between who answers in the servers' place, whatever they are asked and whoever it is for."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acm_tui.domain.propagation.names import same_name
from acm_tui.domain.propagation.observation import Observation, Perspective, Transport
from acm_tui.domain.propagation.view import Rows


def somebody_between(observations: Iterable[Observation]) -> Rows:
    """The answers that only somebody in between can have given; none where nothing gives anybody away.

    An address at which there is no server answers nothing, and a root server searches for nobody (RFC 7720
    §3). Servers further down prove nothing by offering to search: some do, for whatever reason.
    """
    seen = tuple(row for row in observations if row.rcode is not None)
    at_nobody = tuple(row for row in seen if row.perspective is Perspective.CONTROL)
    return at_nobody or tuple(row for row in seen if _is_of_the_roots(row) and row.ra)


def unmasked(observations: Iterable[Observation]) -> Rows:
    """*observations*; where somebody in between was seen, his answers are marked, with authority or without.

    That is whatever did not come over HTTPS, or from this machine's own resolver.
    """
    seen = tuple(observations)
    if not somebody_between(seen):
        return seen
    return tuple(
        msgspec.structs.replace(row, intercepted=True) if _in_a_servers_place(row) else row for row in seen
    )


def _is_of_the_roots(row: Observation) -> bool:
    return row.perspective is Perspective.DELEGATION and same_name(row.zone, ".")


def _in_a_servers_place(row: Observation) -> bool:
    if row.rcode is None or row.perspective in (Perspective.LOCAL, Perspective.CONTROL):
        return False
    return row.perspective is not Perspective.PUBLIC or row.transport is not Transport.HTTPS
