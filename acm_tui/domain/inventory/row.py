"""What a row of the inventory tells: an item with all that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import Notice
from acm_tui.domain.inventory.recommendation import Recommendation, recommendation
from acm_tui.domain.inventory.urgency import Urgency, by_urgency, urgency
from acm_tui.domain.listener import Attachment, Holder, Listener, holder_of, load_balancer_name
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import Place, place_of


class Sight(msgspec.Struct, frozen=True):
    """An attachment with the listener that it is on."""

    listener: Listener
    attachment: Attachment


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate and all that is known of it now.

    ``sights`` is ``None`` while it is not known where it sits; ``holders`` are what ``InUseBy`` names.
    ``under_way`` is its open migration. ``fresh``: seen in this run, not only remembered. ``text`` is what
    the filter looks in, folded to lower case; ``order`` is where it stands by urgency.
    """

    item: Item
    place: Place
    urgency: Urgency
    recommendation: Recommendation
    holders: tuple[Holder, ...]
    sights: tuple[Sight, ...] | None
    under_way: Migration | None
    notices: tuple[Notice, ...]
    fresh: bool
    text: str
    order: tuple[int, float, str]

    @property
    def arn(self) -> str:
        """The certificate's ARN."""
        return self.item.arn

    @property
    def certificate(self) -> Certificate:
        """The certificate."""
        return self.item.certificate

    @property
    def balancers(self) -> tuple[str, ...]:
        """The names of the load balancers that hold it."""
        return tuple(load_balancer_name(one.arn) for one in self.holders if one.is_load_balancer)


def row(inventory: Inventory, arn: str, under_way: Migration | None, now: datetime) -> Row:
    """The row of the certificate *arn* of *inventory* at *now* (aware).

    Raises:
        KeyError: it is not in the inventory.
    """
    item = inventory.items[arn]
    holders = tuple(map(holder_of, item.certificate.in_use_by))
    return Row(
        item=item,
        place=place_of(arn),
        urgency=urgency(item, now),
        recommendation=recommendation(item, under_way, now),
        holders=holders,
        sights=_sights(inventory, arn),
        under_way=under_way,
        notices=inventory.noticed(arn),
        fresh=inventory.of_this_run(arn),
        text=_text(item.certificate, holders),
        order=by_urgency(item, now),
    )


def rows(inventory: Inventory, under_way: Mapping[str, Migration], now: datetime) -> list[Row]:
    """Every row, the most urgent first. *under_way* are open migrations, by the old certificate's ARN."""
    found = [row(inventory, arn, under_way.get(arn), now) for arn in inventory.items]
    return sorted(found, key=lambda one: one.order)


def _sights(inventory: Inventory, arn: str) -> tuple[Sight, ...] | None:
    found = inventory.attachments(arn)
    if found is None:
        return None
    by_arn = {
        one.arn: one
        for holder in inventory.items[arn].certificate.in_use_by
        for one in inventory.listeners.get(holder, ())
    }
    return tuple(Sight(by_arn[one.listener_arn], one) for one in found)


def _text(certificate: Certificate, holders: tuple[Holder, ...]) -> str:
    tags = (f"{key}={value}" for key, value in certificate.tags.items())
    balancers = (load_balancer_name(one.arn) if one.is_load_balancer else one.service for one in holders)
    return "\n".join((*certificate.names, *tags, *balancers)).casefold()
