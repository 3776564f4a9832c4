"""What a row tells, and in which order they come."""

from __future__ import annotations

import msgspec
import pytest

from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import ListenersRead, Noticed, Seen, Tagged, Vanished
from acm_tui.domain.inventory.row import row, rows, under_way
from acm_tui.domain.inventory.urgency import Urgency
from tests.domain.inventory.stock import (
    BEIJING,
    IRELAND,
    TOKYO,
    after,
    arn,
    balancer,
    described,
    found,
    listener,
    notice,
    row_of,
)
from tests.domain.stories import MIGRATION, START, email_certificate, issued, started, told

SHOP = balancer("Shop")
CLOUDFRONT = "arn:aws:cloudfront::111122223333:distribution/E1"


def test_everything_in_one_row() -> None:
    item = described(
        "a", SHOP, CLOUDFRONT, names=("A.example.com", "www.example.com"), tags={"Team": "Straße"}
    )
    inventory = after(
        Seen((item,)),
        Tagged({arn("a"): {"Team": "Straße"}}),
        ListenersRead(SHOP, (listener(SHOP, default=arn("a")),)),
        Noticed("111122223333", (notice(arn("a")),)),
    )
    one = row_of(inventory, "a")
    assert (one.place, one.name, one.certificate.tags) == (TOKYO.place, "A.example.com", {"Team": "Straße"})
    assert (one.balancers, one.services) == (("Shop",), ("CloudFront",))
    assert [held.service for held in one.holders] == ["load balancer", "CloudFront"]
    assert one.urgency is Urgency.IN_USE
    assert len(one.notices) == 1
    assert one.text == "a.example.com\nwww.example.com\nteam=strasse\nshop\ncloudfront"


def test_the_most_urgent_is_first_and_no_two_change_places() -> None:
    items = [
        msgspec.structs.replace(found("a"), in_use=False),
        found("same", BEIJING),
        found("same", IRELAND),
        found("b"),
    ]
    inventory = after(Seen(tuple(items)))
    expected = [arn("b"), arn("same", BEIJING), arn("same", IRELAND), arn("a")]
    assert [one.arn for one in rows(inventory, {}, START)] == expected
    assert [one.arn for one in rows(after(Seen(tuple(reversed(items)))), {}, START)] == expected


def test_one_that_is_under_way_tells_its_migration() -> None:
    begun = told(started(email_certificate(arn=arn("a"))))
    inventory = after(Seen((found("a"), found("b"))))
    first, second = rows(inventory, under_way([begun]), START)
    assert (first.under_way, first.recommendation.action) == (begun, "continue")
    assert (second.under_way, second.recommendation.action) == (None, "migrate")


def test_what_is_over_is_not_under_way() -> None:
    going = told(*issued())
    assert under_way([going]) == {going.old.arn: going}
    for change in ({"closed": True}, {"abandoned": True}):
        assert under_way([msgspec.structs.replace(going, **change)]) == {}
    again = msgspec.structs.replace(going, id="again")
    assert under_way([msgspec.structs.replace(going, abandoned=True), again])[going.old.arn].id == "again"
    assert going.id == MIGRATION


def test_one_without_a_name_is_called_by_its_id() -> None:
    nameless = msgspec.structs.replace(
        found("1234-5678"),
        certificate=msgspec.structs.replace(found("1234-5678").certificate, names=(), not_after=None),
        in_use=False,
    )
    one = row_of(after(Seen((nameless,))), "1234-5678")
    assert (one.name, one.text) == ("1234-5678", "")


def test_one_that_is_gone_has_no_row() -> None:
    with pytest.raises(KeyError):
        row(after(Seen((found("a"),)), Vanished(arn("a"))), arn("a"), None, START)


def test_without_certificates_there_are_no_rows() -> None:
    assert rows(Inventory(), {}, START) == []
