"""Which of the account's hosted zones in Route 53 serves a zone: matched by the delegated name servers."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Zone, canonical, plain, same_name


class HostedZone(msgspec.Struct, frozen=True):
    """A hosted zone of the account. ``id`` is without ``/hostedzone/`` before it.

    ``name`` is canonical. ``name_servers`` are those that Route 53 gave the zone, canonical and sorted; a
    private zone has none (Route 53 API reference, GetHostedZone).
    """

    id: str
    name: str
    private: bool
    name_servers: tuple[str, ...] = ()


class WhyNot(enum.StrEnum):
    """Why no hosted zone of the account is offered."""

    ZONE_UNKNOWN = "zone unknown"
    """It is not known in which zone the record lies."""
    DELEGATION_UNKNOWN = "delegation unknown"
    """The servers that the parent names were not seen."""
    NONE = "none"
    PRIVATE = "private"
    ELSEWHERE = "elsewhere"
    """The parent delegates to none of the hosted zone's servers."""
    PARTLY = "partly"
    """The parent delegates to some of its servers and to others as well."""
    AMBIGUOUS = "ambiguous"


class NotServed(msgspec.Struct, frozen=True):
    """Nothing can be written for ``records``; ``message`` says why, in a sentence. ``zone`` may be empty."""

    zone: str
    why: WhyNot
    message: str
    records: tuple[ValidationRecord, ...] = ()


def serving(zone: Zone, hosted: Iterable[HostedZone]) -> HostedZone | NotServed:
    """The hosted zone that the world is sent to for *zone*, or why there is none among *hosted*.

    It is public, has the same name, and every server that the parent delegates to is one of its own. The
    parent may name fewer than Route 53 gave: whoever comes its way still arrives at this hosted zone. Where
    the parent names a foreign server besides, a record written here would be missing there, so the zone is
    not offered. Servers are compared by name: a hosted zone behind names of the company's own is not offered
    either.
    """
    name = plain(zone.name)
    same = [one for one in hosted if same_name(one.name, zone.name)]
    public = [one for one in same if not one.private]
    if not same:
        return _not(zone, WhyNot.NONE, f"{name} has no hosted zone in this account.")
    if not public:
        return _not(zone, WhyNot.PRIVATE, f"{name} has a hosted zone in this account, but it is private.")
    delegated = {canonical(server) for server in zone.delegated}
    if not delegated:
        return _not(
            zone,
            WhyNot.DELEGATION_UNKNOWN,
            f"{name} has a hosted zone in this account, but it was not seen where the parent delegates to.",
        )
    whole = [one for one in public if delegated <= _servers(one)]
    if len(whole) == 1:
        return whole[0]
    if whole:
        return _not(
            zone,
            WhyNot.AMBIGUOUS,
            f"{name} has {len(whole)} hosted zones with the same name servers in this account.",
        )
    return _delegated_otherwise(zone, delegated, public)


def led_away(hosted: HostedZone, zone: Zone) -> str | None:
    """How *zone*, as it was seen last, shows that the world is not sent to *hosted* any more, in a sentence.

    ``None``: it is, or the delegation was not seen this time, which says neither.
    """
    if not same_name(zone.name, hosted.name):
        return f"The records lie in the zone {plain(zone.name)} now, not in {plain(hosted.name)}."
    foreign = {canonical(server) for server in zone.delegated} - _servers(hosted)
    if foreign:
        return f"{plain(zone.name)} is now delegated to other servers: {_list(foreign)}."
    return None


def _delegated_otherwise(zone: Zone, delegated: set[str], public: Iterable[HostedZone]) -> NotServed:
    name = plain(zone.name)
    foreign = delegated.difference(*(_servers(one) for one in public))
    if foreign == delegated:
        return _not(
            zone,
            WhyNot.ELSEWHERE,
            f"{name} has a hosted zone in this account, but the parent delegates to other servers: "
            f"{_list(delegated)}.",
        )
    return _not(
        zone,
        WhyNot.PARTLY,
        f"{name} is only partly served by a hosted zone of this account: the parent delegates to "
        f"{_list(delegated)}. A record written there would be missing on the other servers.",
    )


def _servers(hosted: HostedZone) -> set[str]:
    return {canonical(server) for server in hosted.name_servers}


def _list(names: Iterable[str]) -> str:
    return ", ".join(plain(name) for name in sorted(names))


def _not(zone: Zone, why: WhyNot, message: str) -> NotServed:
    return NotServed(canonical(zone.name), why, message)
