"""The list that is shown follows the news, the filter and the order, and only what changed is made anew."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.inventory.choosing import Column, matching, ordered
from acm_tui.domain.inventory.inventory import Inventory, Kept
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.listing import Listing
from acm_tui.domain.inventory.news import Looked, News, Seen, Spot, Vanished
from acm_tui.domain.inventory.row import rows
from acm_tui.domain.migration import Migration
from tests.domain.stories import PLACE, START, certificate_arn, email_certificate, started, told

SPOT = Spot("default", PLACE)


def seen(name: str, days: int = 100, **changes: object) -> Item:
    """The certificate of *name*.example.com, which expires in so many days."""
    certificate = email_certificate(
        arn=certificate_arn(name),
        names=(f"{name}.example.com",),
        not_after=START + timedelta(days=days),
        **changes,
    )
    return Item(certificate=certificate, in_use=True, described=True, tags_known=True)


def a_list(*news: News) -> Listing:
    listing = Listing(Inventory(), {}, START)
    tell(listing, *news)
    return listing


def tell(listing: Listing, *news: News) -> None:
    listing.take(listing.inventory.take(news), START)


def names(listing: Listing) -> list[str]:
    return [one.certificate.domain.split(".")[0] for one in listing.shown]


def under_way(name: str) -> Migration:
    return told(started(email_certificate(arn=certificate_arn(name))))


NAMES = st.sampled_from([f"n{number}" for number in range(8)])
SOME_NEWS = st.one_of(
    st.builds(lambda name, days: Seen((seen(name, days),)), NAMES, st.integers(min_value=-10, max_value=200)),
    st.builds(lambda name: Vanished(certificate_arn(name)), NAMES),
    st.just(Looked(SPOT, START, 1)),
)


@given(
    batches=st.lists(st.lists(SOME_NEWS, max_size=4), max_size=8),
    queries=st.lists(st.sampled_from(["", "n1", "n", "example n2", "n2", "none"]), max_size=4),
    by=st.sampled_from(Column),
    backwards=st.booleans(),
    after=st.integers(min_value=0, max_value=8),
)
def test_it_is_what_choosing_from_all_rows_would_give(
    batches: list[list[News]], queries: list[str], by: Column, backwards: bool, after: int
) -> None:
    listing = a_list()
    for number, batch in enumerate(batches):
        if number == after:
            listing.order(by, backwards=backwards)
            for query in queries:
                listing.filter(query)
        tell(listing, *batch)
    every = rows(listing.inventory, {}, START)
    assert {one.arn: one for one in every} == dict(listing.rows)
    wanted = ordered(matching(every, listing.query), listing.column, backwards=listing.backwards)
    assert [one.arn for one in listing.shown] == [one.arn for one in wanted]


def test_rows_that_did_not_change_are_the_same_ones() -> None:
    listing = a_list(Seen((seen("a"), seen("b"))))
    before = {one.arn: one for one in listing.shown}
    tell(listing, Seen((seen("b", 3),)))
    assert names(listing) == ["b", "a"]
    assert listing.shown[1] is before[certificate_arn("a")]
    assert listing.shown[0] is not before[certificate_arn("b")]


def test_what_is_shown_is_a_new_list_each_time_and_the_one_before_stays() -> None:
    listing = a_list(Seen((seen("a"),)))
    before = listing.shown
    tell(listing, Seen((seen("b"),)))
    listing.filter("b")
    assert [one.certificate.domain for one in before] == ["a.example.com"]
    assert names(listing) == ["b"]


def test_migrations_that_were_begun_are_known_from_then_on() -> None:
    listing = a_list(Seen((seen("a"), seen("b"))))
    begun = under_way("a")
    listing.know({begun.old.arn: begun}, START)
    assert [one.under_way for one in listing.shown] == [begun, None]
    tell(listing, Seen((seen("a", 3),)))
    assert listing.rows[begun.old.arn].under_way == begun
    listing.know({}, START)
    assert listing.rows[begun.old.arn].under_way is None


def test_it_says_as_of_when_the_oldest_is_that_is_only_remembered() -> None:
    old = START - timedelta(hours=3)
    listing = Listing(Inventory(Kept(items=(seen("a"), seen("b")), looked=((PLACE, old),))), {}, START)
    assert listing.remembered_since == old
    assert listing.places == {PLACE}
    tell(listing, Seen((seen("a"),)))
    assert listing.remembered_since == old
    tell(listing, Seen((seen("b"),)))
    assert listing.remembered_since is None


def test_nothing_is_remembered_of_an_empty_inventory() -> None:
    listing = a_list()
    assert (listing.shown, listing.remembered_since, listing.places) == ([], None, frozenset())
