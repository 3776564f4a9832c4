"""What an earlier run knew: how long it stays, and what is remembered of this one."""

from __future__ import annotations

import msgspec

from acm_tui.domain.inventory.inventory import Inventory, Kept
from acm_tui.domain.inventory.news import ListenersRead, Noticed, Seen, Spot, Tagged, Vanished
from acm_tui.domain.listener import Attachment
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
    found,
    listener,
    looked,
    notice,
    row_of,
)

SHOP = balancer("shop")
HELD = listener(SHOP, default=arn("a"))


def yesterday() -> Inventory:
    return after(
        Seen((described("a", SHOP, tags={"team": "shop"}), described("b"), found("x", IRELAND))),
        Seen((found("y", BEIJING),)),
        Tagged({arn("a"): {"team": "shop"}}),
        ListenersRead(SHOP, (HELD,)),
        Noticed("111122223333", (notice(arn("a")),)),
        looked(TOKYO),
        looked(IRELAND),
    )


def names(inventory: Inventory) -> set[str]:
    return {one.certificate.domain.removesuffix(".example.com") for one in inventory.items.values()}


def test_it_stays_until_its_place_is_looked_through_whole() -> None:
    inventory = after(Seen((found("a"), found("c"))), before=yesterday())
    assert names(inventory) == {"a", "b", "c", "x", "y"}
    assert inventory.take([looked(TOKYO)]) == {arn("b")}
    assert names(inventory) == {"a", "c", "x", "y"}


def test_a_place_that_fails_keeps_what_was_remembered_of_it() -> None:
    inventory = after(Seen((found("a"),)), denied(TOKYO), looked(IRELAND), before=yesterday())
    assert names(inventory) == {"a", "b", "y"}
    assert inventory.looked[TOKYO.place] == LATER, "when it was looked through last"


def test_another_profile_of_the_same_place_has_looked_for_both() -> None:
    other = Spot("another profile", TOKYO.place)
    inventory = after(Seen((found("a"),)), looked(other), before=yesterday())
    assert names(inventory) == {"a", "x", "y"}


def test_a_search_leaves_what_only_describing_tells() -> None:
    inventory = after(Seen((found("a"),)), before=yesterday())
    item = inventory.items[arn("a")]
    assert item.described
    assert (item.certificate.in_use_by, item.certificate.tags) == ((SHOP,), {"team": "shop"})
    assert inventory.attachments(arn("a")) == (Attachment(HELD.arn, "default"),)


def test_what_a_search_does_tell_is_taken_from_it() -> None:
    item = found("a")
    waits = msgspec.structs.replace(item.certificate, renewal_status="PENDING_VALIDATION")
    inventory = after(Seen((msgspec.structs.replace(item, certificate=waits),)), before=yesterday())
    assert inventory.items[arn("a")].certificate.renewal_status == "PENDING_VALIDATION"


def test_what_nothing_holds_any_more_has_lost_its_holders() -> None:
    unused = msgspec.structs.replace(found("a"), in_use=False)
    inventory = after(Seen((unused,)), before=yesterday())
    assert inventory.attachments(arn("a")) == ()
    assert inventory.items[arn("a")].certificate.in_use_by == ()


def test_that_something_holds_it_now_makes_its_holders_unknown_again() -> None:
    inventory = after(Seen((found("b"),)), before=yesterday())
    assert inventory.attachments(arn("b")) is None


def test_what_is_remembered_of_where_it_sits_is_told_from_what_was_read() -> None:
    inventory = after(Seen((found("a"),)), before=yesterday())
    assert (row_of(inventory, "a").fresh, row_of(inventory, "a").sights_fresh) == (True, False)
    inventory.take([Seen((described("a", SHOP),))])
    assert not row_of(inventory, "a").sights_fresh
    inventory.take([ListenersRead(SHOP, (HELD,))])
    assert row_of(inventory, "a").sights_fresh


def test_what_nothing_holds_needs_no_reading() -> None:
    unused = msgspec.structs.replace(found("b"), in_use=False)
    assert row_of(after(Seen((unused,))), "b").sights_fresh
    assert not row_of(yesterday_again(), "b").sights_fresh


def yesterday_again() -> Inventory:
    return Inventory(yesterday().kept())


def test_what_is_kept_comes_back_as_it_was() -> None:
    before, again = yesterday(), yesterday_again()
    assert again.kept() == before.kept()
    assert (again.items, again.listeners, again.looked) == (before.items, before.listeners, before.looked)
    assert again.noticed(arn("a")) == before.noticed(arn("a"))
    assert (again.standings, again.failures, again.quiet) == ({}, [], {})


def test_what_is_kept_is_only_what_is_there() -> None:
    inventory = after(Vanished(arn("a")), before=yesterday())
    assert inventory.kept().listeners == {}
    assert arn("a") not in {one.arn for one in inventory.kept().items}


def test_what_is_kept_can_be_written_down() -> None:
    kept = yesterday().kept()
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Kept) == kept
