"""What the table and the meeting's page call things. Raw text: whoever shows it makes it harmless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from acm_tui.domain.inventory.campaign import Campaign
from acm_tui.domain.inventory.news import NotLooked
from acm_tui.domain.inventory.row import Row, Sight
from acm_tui.domain.inventory.urgency import Urgency, days_left
from acm_tui.domain.journey import step
from acm_tui.domain.listener import ROLE_WORDS, load_balancer_name
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import Place

SIGNS = {
    Urgency.EXPIRED: "✖",
    Urgency.FAILED: "✖",
    Urgency.NO_MORE_MAIL: "✖",
    Urgency.RENEWAL_WAITS: "!",
    Urgency.SOON: "!",
    Urgency.IN_USE: "·",
    Urgency.UNUSED: " ",
}
"""Beside the words, never in their place."""

NOT_KNOWN = "not known yet"


def expires(row: Row) -> str:
    """The day of expiry in UTC; empty where it was never issued."""
    at = row.certificate.not_after
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%d}"


def left(row: Row, now: datetime) -> str:
    """What is left until then: ``53 d``; ``over`` once it has passed; empty where it was never issued."""
    days = days_left(row.certificate.not_after, now)
    if days is None:
        return ""
    return f"{days} d" if days >= 0 else "over"


def held_by(row: Row) -> Iterator[str]:
    """What holds it, one by one: each listener with the role it has there, then other services."""
    if row.sights is None:
        yield from (f"{name} (listeners {NOT_KNOWN})" for name in row.balancers)
    else:
        yield from map(_sight, row.sights)
        seen = {one.listener.load_balancer_arn for one in row.sights}
        # ACM's list lags behind the load balancer by minutes.
        yield from (
            f"{load_balancer_name(one.arn)} (no listener any more)"
            for one in row.holders
            if one.is_load_balancer and one.arn not in seen
        )
    yield from row.services
    if row.item.in_use and not row.item.described:
        yield NOT_KNOWN


def _sight(one: Sight) -> str:
    name = load_balancer_name(one.listener.load_balancer_arn)
    return f"{name} {one.listener.port} {ROLE_WORDS[one.attachment.role]}"


def in_short(parts: Sequence[str], most: int) -> str:
    """The first *most* of *parts*, and how many more there are."""
    more = len(parts) - most
    return ", ".join(parts[:most]) + (f" +{more}" if more > 0 else "")


def migration(row: Row) -> str:
    """At which step its migration is, and whose it is; empty where none is under way."""
    begun = row.under_way
    return "" if begun is None else f"{step(begun).title}, {whose(begun)}"


def whose(begun: Migration) -> str:
    """Who sits at it, or else who did the last thing to it."""
    return begun.holder.seat.actor if begun.holder is not None else begun.updated_by


def as_of(row: Row, looked: dict[Place, datetime]) -> str:
    """For a row that is only remembered: as of when; empty where it was seen now."""
    if row.fresh:
        return ""
    at = looked.get(row.place)
    return "an earlier run" if at is None else moment(at)


def moment(at: datetime) -> str:
    """*at* (aware) to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def wheres(alike: Iterable[NotLooked]) -> str:
    """Where the same has failed: profile and account once, then the regions."""
    found = list(alike)
    first = found[0]
    regions = ", ".join(one.region for one in found if one.region)
    accounts = ", ".join(dict.fromkeys(one.account for one in found if one.account))
    return " · ".join(filter(None, (first.profile, accounts, regions)))


def campaign_line(campaign: Campaign) -> str:
    """The campaign in one line: what there is none of is left out, but for what is done."""
    return " · ".join(f"{number} {what}" for what, number in campaign_parts(campaign))


def campaign_parts(campaign: Campaign) -> list[tuple[str, int]]:
    """What waits for what, and how many they are; ``done`` always, the rest where there is any."""
    parts = [
        ("to request", campaign.to_request),
        ("waiting for DNS", campaign.waiting_for_dns),
        ("ready to cut over", campaign.ready_to_cut_over),
        ("finishing", campaign.finishing),
        ("not started", campaign.not_started or 0),
    ]
    return [("done", campaign.done), *((what, number) for what, number in parts if number)]
