"""Where a certificate sits, once that is known in full, and never before."""

from __future__ import annotations

import msgspec

from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import ListenersRead, Seen
from acm_tui.domain.listener import Attachment
from tests.domain.inventory.stock import after, arn, balancer, described, found, listener, row_of

SHOP, ORDERS = balancer("shop"), balancer("orders")
CLOUDFRONT = "arn:aws:cloudfront::111122223333:distribution/E1"
A = arn("a")
ON_SHOP = listener(SHOP, default=A, sni=(A, arn("b")))
ON_8443 = listener(SHOP, 8443, default=arn("b"), sni=(A,))
ON_ORDERS = listener(ORDERS, default=arn("b"))


def where(inventory: Inventory) -> tuple[Attachment, ...] | None:
    sights = row_of(inventory, "a").sights
    known = inventory.attachments(A)
    assert (None if sights is None else tuple(one.attachment for one in sights)) == known
    return known


def test_it_is_not_known_before_it_is_described() -> None:
    assert where(after(Seen((found("a"),)), ListenersRead(SHOP, (ON_SHOP,)))) is None


def test_it_is_not_known_before_every_load_balancer_was_read() -> None:
    inventory = after(Seen((described("a", SHOP, ORDERS),)), ListenersRead(SHOP, (ON_SHOP, ON_8443)))
    assert where(inventory) is None
    inventory.take([ListenersRead(ORDERS, (ON_ORDERS,))])
    assert where(inventory) == (
        Attachment(ON_SHOP.arn, "default"),
        Attachment(ON_SHOP.arn, "sni"),
        Attachment(ON_8443.arn, "sni"),
    )


def test_every_sight_has_its_listener() -> None:
    inventory = after(Seen((described("a", SHOP),)), ListenersRead(SHOP, (ON_8443, ON_SHOP)))
    sights = row_of(inventory, "a").sights
    assert sights is not None
    assert [one.listener for one in sights] == [ON_SHOP, ON_SHOP, ON_8443]


def test_what_nothing_holds_sits_nowhere() -> None:
    assert where(after(Seen((described("a"),)))) == ()
    assert where(after(Seen((msgspec.structs.replace(found("a"), in_use=False),)))) == ()


def test_another_service_has_no_listeners_to_read() -> None:
    assert where(after(Seen((described("a", CLOUDFRONT),)))) == ()
    inventory = after(Seen((described("a", CLOUDFRONT, SHOP),)), ListenersRead(SHOP, (ON_8443,)))
    assert where(inventory) == (Attachment(ON_8443.arn, "sni"),)
    assert row_of(inventory, "a").services == ("CloudFront",)


def test_a_load_balancer_that_is_gone_holds_nothing() -> None:
    # InUseBy lags behind by minutes.
    assert where(after(Seen((described("a", SHOP),)), ListenersRead(SHOP, ()))) == ()
