"""What each piece of news does to what is known, and which rows look different then."""

from __future__ import annotations

import pytest

from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import (
    At,
    ListenersRead,
    Looked,
    News,
    Noticed,
    Seen,
    Spot,
    Stage,
    Tagged,
    Vanished,
)
from tests.domain.inventory.stock import (
    IRELAND,
    LATER,
    TOKYO,
    after,
    arn,
    balancer,
    denied,
    described,
    found,
    listener,
    looked,
    notice,
    row_of,
)
from tests.domain.stories import START

SHOP = balancer("shop")


@pytest.mark.parametrize(
    ("news", "changed"),
    [
        (Seen((found("a"), found("b"))), {arn("a"), arn("b")}),
        (Seen((found("c"),)), {arn("c")}),
        (Tagged({arn("a"): {"team": "shop"}, arn("nobody's"): {}}), {arn("a")}),
        (ListenersRead(SHOP, (listener(SHOP),)), {arn("a")}),
        (ListenersRead(balancer("other"), ()), set()),
        (Vanished(arn("a")), {arn("a")}),
        (Vanished(arn("nobody's")), set()),
        (At(TOKYO, Stage.SEARCHING), set()),
        (looked(), set()),
        (denied(), set()),
        (Noticed("111122223333", (notice(arn("b"), "something else"),)), {arn("b")}),
        (Noticed("111122223333", (), "no support plan"), set()),
    ],
)
def test_what_looks_different_afterwards(news: News, changed: set[str]) -> None:
    inventory = after(Seen((described("a", SHOP), found("b"))))
    assert inventory.take([news]) == changed


def test_a_notice_that_is_withdrawn_changes_what_it_named() -> None:
    inventory = after(Seen((found("a"), found("b"))), Noticed("111122223333", (notice(arn("a")),)))
    assert inventory.take([Noticed("111122223333", (notice(arn("b")),))]) == {arn("a"), arn("b")}
    assert (inventory.noticed(arn("a")), len(inventory.noticed(arn("b")))) == ((), 1)


def test_whoever_may_not_ask_aws_health_makes_nothing_unsaid() -> None:
    inventory = after(
        Noticed("111122223333", (), "no support plan"),
        Noticed("111122223333", (notice(arn("a")),)),
        Noticed("111122223333", (), "no support plan"),
        Noticed("444455556666", (), "no support plan"),
    )
    assert [one.affected for one in inventory.notices["111122223333"]] == [(arn("a"),)]
    assert inventory.quiet == {"444455556666": "no support plan"}


def test_the_same_notice_names_a_certificate_once() -> None:
    inventory = after(Seen((found("a"),)), Noticed("111122223333", (notice(arn("a"), arn("a")),)))
    assert len(inventory.noticed(arn("a"))) == 1


def test_how_far_it_is_and_what_failed() -> None:
    inventory = after(
        At(TOKYO, Stage.SEARCHING),
        At(TOKYO, Stage.READING, 3, 12),
        looked(IRELAND),
        denied(),
        looked(IRELAND),
    )
    assert inventory.standings[TOKYO] == At(TOKYO, Stage.READING, 3, 12)
    assert inventory.standings[IRELAND].stage is Stage.LOOKED
    assert inventory.looked == {IRELAND.place: LATER}
    assert [one.where for one in inventory.failures] == ["shop-prod · 111122223333 · ap-northeast-1"]


def test_when_a_place_was_looked_through_last_is_the_latest_that_is_told() -> None:
    inventory = after(looked(), Looked(Spot("another", TOKYO.place), START, 0))
    assert inventory.looked == {TOKYO.place: LATER}


def test_what_was_seen_is_told_from_what_was_only_remembered() -> None:
    before = after(Seen((found("a"), found("b"))), looked())
    inventory = after(Seen((found("a"),)), before=before)
    assert (inventory.of_this_run(arn("a")), inventory.of_this_run(arn("b"))) == (True, False)
    assert (row_of(inventory, "a").fresh, row_of(inventory, "b").fresh) == (True, False)


def test_a_search_does_not_make_less_of_what_was_described() -> None:
    whole = described("a", SHOP, failure_reason="OTHER")
    for news in ([Seen((whole,)), Seen((found("a"),))], [Seen((found("a"),)), Seen((whole,))]):
        assert after(*news).items[arn("a")] == whole


def test_tags_stay_known_whatever_comes_in_after_them() -> None:
    tags = {"team": "shop"}
    inventory = after(Tagged({arn("a"): tags}), Seen((found("a"),)), Seen((described("a", SHOP),)))
    item = inventory.items[arn("a")]
    assert (item.tags_known, item.certificate.tags) == (True, tags)


def test_what_vanished_stays_away_even_if_a_late_page_still_lists_it() -> None:
    inventory = after(Seen((found("a"),)), Vanished(arn("a")), Seen((found("a"),)), Tagged({arn("a"): {}}))
    assert inventory.items == {}


def test_nothing_is_known_in_the_beginning() -> None:
    inventory = Inventory()
    assert inventory.kept().items == ()
    assert (inventory.items, inventory.looked, inventory.failures) == ({}, {}, [])
