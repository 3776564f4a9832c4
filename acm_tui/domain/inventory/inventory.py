"""The inventory as it grows: what was known before, and every piece of news on top of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import (
    At,
    Everywhere,
    ListenersRead,
    Looked,
    News,
    Notice,
    Noticed,
    NotLooked,
    Seen,
    Spot,
    Stage,
    Tagged,
    Vanished,
)
from acm_tui.domain.listener import Attachment, Listener, attachments_of, holder_of
from acm_tui.domain.place import Place, place_of


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An inventory as it is remembered: ``looked`` is when each place was last looked through."""

    items: tuple[Item, ...] = ()
    listeners: dict[str, tuple[Listener, ...]] = {}
    notices: dict[str, tuple[Notice, ...]] = {}
    looked: tuple[tuple[Place, datetime], ...] = ()


class Inventory:
    """What is known. Not a store: whoever shows it takes in the news and asks what changed.

    ``items`` are by ARN; ``standings`` tell how far each spot is; ``failures`` are this run's; ``looked`` is
    when each place was last looked through to the end, in this run or one before.
    """

    def __init__(self, kept: Kept | None = None) -> None:
        before = kept or Kept()
        self.items: dict[str, Item] = {one.arn: one for one in before.items}
        self.listeners: dict[str, tuple[Listener, ...]] = dict(before.listeners)
        self.notices: dict[str, tuple[Notice, ...]] = dict(before.notices)
        self.quiet: dict[str, str] = {}
        self.looked: dict[Place, datetime] = dict(before.looked)
        self.standings: dict[Spot, At] = {}
        self.failures: list[NotLooked] = []
        self._seen: set[str] = set()
        self._fresh: set[str] = set()
        self._holding: dict[str, set[str]] = {}
        for one in self.items.values():
            self._note_holders(one)

    def kept(self) -> Kept:
        """What is worth remembering of it."""
        return Kept(
            items=tuple(self.items.values()),
            listeners=self.listeners,
            notices=self.notices,
            looked=tuple(self.looked.items()),
        )

    def take(self, news: Iterable[News]) -> set[str]:
        """Take *news* in; answers the ARNs of the certificates that look different now, or are gone."""
        changed: set[str] = set()
        for one in news:
            changed |= self._taken(one)
        return changed

    def _taken(self, news: News) -> set[str]:
        match news:
            case Seen(items):
                return {self._see(one) for one in items}
            case Tagged(tags):
                found = [arn for arn in tags if arn in self.items]
                self.items.update({arn: self.items[arn].tagged(tags[arn]) for arn in found})
                return set(found)
            case ListenersRead(arn, listeners):
                self.listeners[arn] = listeners
                return set(self._holding.get(arn, ()))
            case Vanished(arn):
                return self._drop(arn)
            case At(spot=spot):
                self.standings[spot] = news
            case Everywhere(places):
                return self._drop_all(one for one in self.items if place_of(one) not in places)
            case Looked():
                return self._looked(news)
            case NotLooked():
                self.failures.append(news)
            case Noticed(account, notices, quiet):
                return self._noticed(account, notices, quiet)
        return set()

    def _see(self, item: Item) -> str:
        """What an earlier look knew stays where this one has not come to yet."""
        if item.described or not item.in_use:
            self._fresh.add(item.arn)
        before = self.items.get(item.arn)
        if before is not None and not item.described and before.described:
            item = msgspec.structs.replace(
                item,
                certificate=msgspec.structs.replace(
                    item.certificate,
                    in_use_by=before.certificate.in_use_by if item.in_use else (),
                    validations=before.certificate.validations,
                    tags=before.certificate.tags,
                ),
                described=True,
                tags_known=before.tags_known,
            )
        elif before is not None and not item.tags_known and before.tags_known:
            item = item.tagged(before.certificate.tags)
        self.items[item.arn] = item
        self._seen.add(item.arn)
        self._note_holders(item)
        return item.arn

    def _note_holders(self, item: Item) -> None:
        for holder in item.certificate.in_use_by:
            self._holding.setdefault(holder, set()).add(item.arn)

    def _drop(self, arn: str) -> set[str]:
        return {arn} if self.items.pop(arn, None) is not None else set()

    def _drop_all(self, arns: Iterable[str]) -> set[str]:
        return {arn for one in list(arns) for arn in self._drop(one)}

    def _looked(self, news: Looked) -> set[str]:
        """What was there before and was not seen this time is gone."""
        place = news.spot.place
        self.looked[place] = news.at
        self.standings[news.spot] = At(news.spot, Stage.LOOKED)
        return self._drop_all(arn for arn in self.items if arn not in self._seen and place_of(arn) == place)

    def _noticed(self, account: str, notices: tuple[Notice, ...], quiet: str) -> set[str]:
        affected = {arn for one in (*self.notices.get(account, ()), *notices) for arn in one.affected}
        self.notices[account] = notices
        if quiet:
            self.quiet[account] = quiet
        return affected & self.items.keys()

    def of_this_run(self, arn: str) -> bool:
        """Whether the certificate, and what holds it, was seen in this run, and not only in one before."""
        return arn in self._fresh

    def attachments(self, arn: str) -> tuple[Attachment, ...] | None:
        """Where the certificate sits; ``None`` where that is not known, or not in full."""
        item = self.items[arn]
        if not item.in_use:
            return ()
        if not item.described:
            return None
        balancers = [one for one in item.certificate.in_use_by if holder_of(one).is_load_balancer]
        if any(one not in self.listeners for one in balancers):
            return None
        return attachments_of(arn, (held for one in balancers for held in self.listeners[one]))

    def noticed(self, arn: str) -> tuple[Notice, ...]:
        """The notices of AWS Health that name the certificate."""
        account = place_of(arn).account
        return tuple(one for one in self.notices.get(account, ()) if arn in one.affected)
