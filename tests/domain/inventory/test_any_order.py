"""AWS answers in whatever order it likes: what is known in the end is the same."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.inventory.inventory import Inventory, Kept
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import ListenersRead, Looked, News, Noticed, Seen, Spot, Tagged, Vanished
from acm_tui.domain.inventory.row import rows
from tests.domain.inventory.stock import (
    BEIJING,
    IRELAND,
    LATER,
    TOKYO,
    after,
    arn,
    balancer,
    denied,
    described,
    listener,
    notice,
)
from tests.domain.stories import START
from tests.domain.strategies import steady

SPOTS = (TOKYO, IRELAND, BEIJING, Spot("the same place", TOKYO.place))
NAMES = "ab"


def searched(item: Item) -> Item:
    """*item* as a search shows it."""
    bare = msgspec.structs.replace(item.certificate, in_use_by=(), validations=(), tags={})
    return Item(certificate=bare, in_use=item.in_use)


@st.composite
def _worlds(draw: st.DrawFn) -> list[Item]:
    """What there is in AWS: certificates of three places, each held by some of two load balancers."""
    made = []
    for spot in SPOTS[:3]:
        for name in draw(st.sets(st.sampled_from(NAMES))):
            holders = draw(st.sets(st.sampled_from([balancer("one", spot), balancer("two", spot)])))
            made.append(described(name, *sorted(holders), spot=spot))
    return made


@st.composite
def _runs(draw: st.DrawFn) -> tuple[Kept, list[News]]:
    """What an earlier run knew, and the news of one that looks at a world, some of it denied."""
    news: list[News] = []
    world = draw(_worlds())
    gone = draw(st.sets(st.sampled_from([one.arn for one in world]))) if world else set()
    for spot in SPOTS:
        items = [one for one in world if one.arn.startswith(arn("", spot))]
        if items:
            news.append(Seen(tuple(map(searched, items))))
        for item in items:
            if item.arn in gone:
                news.append(Vanished(item.arn))
            elif draw(st.booleans()):
                news.append(Seen((item,)))
            if draw(st.booleans()):
                news.append(Tagged({item.arn: {"name": item.certificate.domain}}))
        end: News = Looked(spot, LATER, len(items)) if draw(st.booleans()) else denied(spot)
        news.append(end)
    for holder in {one for item in world for one in item.certificate.in_use_by}:
        held_by = [one.arn for one in world if holder in one.certificate.in_use_by]
        if draw(st.booleans()):
            news.append(
                ListenersRead(holder, (listener(holder, default=held_by[0], sni=tuple(held_by[1:])),))
            )
    account = TOKYO.place.account
    news.append(Noticed(account, tuple(notice(one.arn) for one in world[:1])))
    news.append(Noticed(account, (), "no support plan"))
    return draw(_memories()), news


@st.composite
def _memories(draw: st.DrawFn) -> Kept:
    world = draw(_worlds())
    known: list[Any] = [one if draw(st.booleans()) else searched(one) for one in world]
    listeners = {holder: (listener(holder),) for one in world for holder in one.certificate.in_use_by}
    return after(Seen(tuple(known)), *(ListenersRead(*one) for one in listeners.items())).kept()


def told(kept: Kept, news: list[News]) -> tuple[Any, ...]:
    inventory = Inventory(kept)
    for one in news:
        inventory.take([one])
    failures = {one.where for one in inventory.failures}
    return rows(inventory, {}, START), inventory.looked, failures, inventory.quiet, inventory.notices


@steady
@given(st.data(), _runs())
def test_any_order_of_news_gives_the_same_rows(data: st.DataObject, run: tuple[Kept, list[News]]) -> None:
    kept, news = run
    assert told(kept, data.draw(st.permutations(news))) == told(kept, news)


@steady
@given(_runs())
def test_one_by_one_or_all_at_once(run: tuple[Kept, list[News]]) -> None:
    kept, news = run
    together = Inventory(kept)
    together.take(news)
    assert rows(together, {}, START) == told(kept, news)[0]


@steady
@given(_runs())
def test_what_is_not_said_to_have_changed_looks_as_before(run: tuple[Kept, list[News]]) -> None:
    kept, news = run
    inventory = Inventory(kept)
    shown = {one.arn: one for one in rows(inventory, {}, START)}
    for one in news:
        changed = inventory.take([one])
        now = {row.arn: row for row in rows(inventory, {}, START)}
        assert {arn for arn in shown.keys() | now.keys() if shown.get(arn) != now.get(arn)} <= changed
        shown = now


@steady
@given(_runs())
def test_no_row_tells_of_a_place_where_it_is_not(run: tuple[Kept, list[News]]) -> None:
    for row in told(*run)[0]:
        assert row.arn.startswith(f"arn:{row.place.partition}:acm:{row.place.region}:{row.place.account}:")
        for sight in row.sights or ():
            assert sight.listener.holds(row.arn, sight.attachment.role)
            assert sight.listener.load_balancer_arn in row.certificate.in_use_by
