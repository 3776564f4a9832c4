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
    when each place was last looked through to the end, in this run or one before; ``quiet`` is why AWS Health
    says nothing, by account. The order of the news does not matter: one that comes late says no less.
    """

    def __init__(self, kept: Kept | None = None) -> None:
        before = kept or Kept()
        self.items: dict[str, Item] = {}
        self.listeners: dict[str, tuple[Listener, ...]] = dict(before.listeners)
        self.notices: dict[str, tuple[Notice, ...]] = dict(before.notices)
        self.quiet: dict[str, str] = {}
        self.looked: dict[Place, datetime] = dict(before.looked)
        self.standings: dict[Spot, At] = {}
        self.failures: list[NotLooked] = []
        self._before: dict[str, Item] = {one.arn: one for one in before.items}
        self._seen: set[str] = set()
        self._described: set[str] = set()
        self._read: set[str] = set()
        self._gone: set[str] = set()
        self._tags: dict[str, dict[str, str]] = {}
        self._told_by_health: set[str] = set()
        self._places: dict[str, Place] = {}
        self._in: dict[Place, set[str]] = {}
        self._held_by: dict[str, set[str]] = {}
        self._naming: dict[str, list[Notice]] = {}
        for one in before.items:
            self._put(one)
        self._index_notices()

    def kept(self) -> Kept:
        """What is worth remembering of it: nothing of a load balancer that holds none of it any more."""
        held = {holder for one in self.items.values() for holder in one.certificate.in_use_by}
        return Kept(
            items=tuple(self.items.values()),
            listeners={arn: found for arn, found in self.listeners.items() if arn in held},
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
                return {one.arn for one in items if self._see(one)}
            case Tagged(tags):
                return {arn for arn, found in tags.items() if self._tag(arn, found)}
            case ListenersRead(arn, listeners):
                self.listeners[arn] = listeners
                self._read.add(arn)
                return self._held_by.get(arn, set()) & self.items.keys()
            case Vanished(arn):
                self._gone.add(arn)
                return self._drop({arn})
            case At(spot=spot):
                self.standings[spot] = news
            case Everywhere(places):
                wanted = frozenset(places)
                return self._drop({arn for arn in self.items if self._places[arn] not in wanted})
            case Looked():
                return self._looked(news)
            case NotLooked():
                self.failures.append(news)
            case Noticed(account, notices, quiet):
                return self._noticed(account, notices, quiet)
        return set()

    def _see(self, item: Item) -> bool:
        """Put *item* where it belongs, unless it is known to be gone.

        Whatever was described in this run is not made less by a page of a search that comes in later, and
        what an earlier run knew stays where this one has not come to yet.
        """
        arn = item.arn
        if arn in self._gone:
            return False
        self._seen.add(arn)
        if item.tags_known:
            self._tags[arn] = item.certificate.tags
        before = self._before.get(arn)
        if item.described:
            self._described.add(arn)
        elif arn in self._described:
            item = self.items[arn]
        elif before is not None:
            item = item.remembering(before)
        tags = self._tags.get(arn)
        if tags is None and before is not None and before.tags_known:
            tags = before.certificate.tags
        self._put(item if tags is None else item.tagged(tags))
        return True

    def _tag(self, arn: str, tags: dict[str, str]) -> bool:
        """Its tags may be known before the certificate itself has come in."""
        self._tags[arn] = tags
        if (item := self.items.get(arn)) is None:
            return False
        self.items[arn] = item.tagged(tags)
        return True

    def _put(self, item: Item) -> None:
        self.items[item.arn] = item
        if item.arn not in self._places:
            place = self._places[item.arn] = place_of(item.arn)
            self._in.setdefault(place, set()).add(item.arn)
        for holder in item.certificate.in_use_by:
            self._held_by.setdefault(holder, set()).add(item.arn)

    def _drop(self, arns: set[str]) -> set[str]:
        gone = arns & self.items.keys()
        for arn in gone:
            del self.items[arn]
        return gone

    def _looked(self, news: Looked) -> set[str]:
        """What was there before and was not seen this time is gone."""
        place = news.spot.place
        self.looked[place] = max(news.at, self.looked.get(place, news.at))
        self.standings[news.spot] = At(news.spot, Stage.LOOKED)
        return self._drop(self._in.get(place, set()) - self._seen)

    def _noticed(self, account: str, notices: tuple[Notice, ...], quiet: str) -> set[str]:
        """Take in what AWS Health says. Whoever may not ask it makes nothing unsaid."""
        if quiet:
            if account not in self._told_by_health:
                self.quiet[account] = quiet
            return set()
        before = self.notices.get(account, ())
        self._told_by_health.add(account)
        self.quiet.pop(account, None)
        self.notices[account] = notices
        self._index_notices()
        return {arn for one in (*before, *notices) for arn in one.affected} & self.items.keys()

    def _index_notices(self) -> None:
        self._naming.clear()
        for one in (one for notices in self.notices.values() for one in notices):
            for arn in dict.fromkeys(one.affected):
                self._naming.setdefault(arn, []).append(one)

    def of_this_run(self, arn: str) -> bool:
        """Whether the certificate was seen in this run, and not only in one before."""
        return arn in self._seen

    def read_in_this_run(self, arn: str) -> bool:
        """Whether also where the certificate sits was read in this run: nothing of it is only remembered."""
        item = self.items[arn]
        if arn not in self._seen or not item.in_use:
            return arn in self._seen
        if arn not in self._described:
            return False
        unread = [one for one in item.certificate.in_use_by if one not in self._read]
        return not any(holder_of(one).is_load_balancer for one in unread)

    def place(self, arn: str) -> Place:
        """Where the certificate *arn* of the inventory is."""
        return self._places[arn]

    def listeners_of(self, item: Item) -> list[Listener] | None:
        """Every listener of the load balancers that hold *item*; ``None`` where not all of them are known."""
        if not item.in_use:
            return []
        if not item.described:
            return None
        found: list[Listener] = []
        for holder in item.certificate.in_use_by:
            if (known := self.listeners.get(holder)) is not None:
                found += known
            elif holder_of(holder).is_load_balancer:
                return None
        return found

    def attachments(self, arn: str) -> tuple[Attachment, ...] | None:
        """Where the certificate sits; ``None`` where that is not known, or not in full."""
        listeners = self.listeners_of(self.items[arn])
        return None if listeners is None else attachments_of(arn, listeners)

    def noticed(self, arn: str) -> tuple[Notice, ...]:
        """The notices of AWS Health that name the certificate."""
        return tuple(self._naming.get(arn, ()))
