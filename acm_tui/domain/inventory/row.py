"""What a row of the inventory tells: an item with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import Notice
from acm_tui.domain.inventory.recommendation import Recommendation, recommendation
from acm_tui.domain.inventory.urgency import Order, Urgency, by_urgency, urgency
from acm_tui.domain.listener import (
    ROLE_WORDS,
    Attachment,
    Holder,
    Listener,
    holder_of,
    load_balancer_name,
)
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import Place


class Sight(msgspec.Struct, frozen=True, gc=False):  # of thousands none is part of a cycle
    """An attachment with the listener that it is on."""

    listener: Listener
    attachment: Attachment


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One certificate and all that is known of it now.

    ``sights`` is ``None`` while it is not known where it sits; ``holders`` are what ``InUseBy`` names, and
    ``balancers`` the names of the load balancers among them. ``under_way`` is its open migration. ``fresh``:
    seen in this run, not only remembered; ``sights_fresh``: and so is where it sits. ``text`` is what the
    filter looks in, folded to lower case; ``order`` is where it stands by urgency.
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
    order: Order
    balancers: tuple[str, ...] = ()
    sights_fresh: bool = False

    @property
    def arn(self) -> str:
        """The certificate's ARN."""
        return self.item.arn

    @property
    def certificate(self) -> Certificate:
        """The certificate."""
        return self.item.certificate

    @property
    def name(self) -> str:
        """What people call it: its first name; its id where ACM has not told any name yet."""
        return self.certificate.domain or self.arn.rpartition("/")[2]

    @property
    def services(self) -> tuple[str, ...]:
        """What holds it besides load balancers, each once, as people call it."""
        return tuple(sorted({one.service for one in self.holders if not one.is_load_balancer}))


def row(inventory: Inventory, arn: str, under_way: Migration | None, now: datetime) -> Row:
    """The row of the certificate *arn* of *inventory* at *now* (aware).

    Raises:
        KeyError: it is not in the inventory.
    """
    item = inventory.items[arn]
    certificate = item.certificate
    holders = tuple([holder_of(one) for one in certificate.in_use_by])
    balancers = tuple([load_balancer_name(one.arn) for one in holders if one.is_load_balancer])
    how_urgent = urgency(item, now)
    listeners = inventory.listeners_of(item)
    return Row(
        item=item,
        place=inventory.place(arn),
        urgency=how_urgent,
        recommendation=recommendation(certificate, how_urgent, holders, under_way, now),
        holders=holders,
        sights=None if listeners is None else _sights(arn, listeners),
        under_way=under_way,
        notices=inventory.noticed(arn),
        fresh=inventory.of_this_run(arn),
        text=_text(certificate, holders, balancers),
        order=by_urgency(item, how_urgent),
        balancers=balancers,
        sights_fresh=inventory.read_in_this_run(arn),
    )


def under_way(migrations: Iterable[Migration]) -> dict[str, Migration]:
    """Those of *migrations* that are not over, by the old certificate's ARN."""
    return {one.old.arn: one for one in migrations if not one.over}


def rows(inventory: Inventory, begun: Mapping[str, Migration], now: datetime) -> list[Row]:
    """Every row, the most urgent first. *begun* are those :func:`under_way`."""
    found = [row(inventory, arn, begun.get(arn), now) for arn in inventory.items]
    return sorted(found, key=lambda one: one.order)


def _sights(arn: str, listeners: Iterable[Listener]) -> tuple[Sight, ...]:
    """In the order of their attachments."""
    found = [
        Sight(one, Attachment(one.arn, role))
        for one in listeners
        for role in ROLE_WORDS
        if one.holds(arn, role)
    ]
    return tuple(sorted(found, key=lambda sight: sight.attachment) if len(found) > 1 else found)


def _text(certificate: Certificate, holders: Iterable[Holder], balancers: Iterable[str]) -> str:
    tags = [f"{key}={value}" for key, value in certificate.tags.items()]
    services = [one.service for one in holders if not one.is_load_balancer]
    return "\n".join((*certificate.names, *tags, *balancers, *services)).casefold()
