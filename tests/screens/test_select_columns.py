"""The inventory's columns: which there is room for, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import msgspec
import pytest

from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import ListenersRead, News, Seen
from acm_tui.domain.inventory.row import Row, row
from acm_tui.domain.listener import Listener
from acm_tui.domain.place import Place
from acm_tui.screens.select_columns import View, cells, columns
from acm_tui.widgets.table_line import GAP
from tests.domain.seats import SEAT
from tests.domain.stories import OLD, PLACE, START, email_certificate, listener, load_balancer_arn
from tests.screens.scenes import CLOUDFRONT

VIEW = View(START, SEAT)
ELSEWHERE = msgspec.structs.replace(PLACE, region="eu-west-1")
OTHER = Place("aws", "444455556666", "us-east-1")
SHOP = load_balancer_arn()
BOTH = (listener(sni=(OLD,)), listener("8443", default=None, sni=(OLD,), port=8443))


def a_row(
    holders: Iterable[str], listeners: Iterable[Listener] | None = None, *, described: bool = True
) -> Row:
    certificate = email_certificate(in_use_by=tuple(holders) if described else ())
    item = Item(certificate=certificate, in_use=bool(tuple(holders)), described=described)
    news: list[News] = [Seen((item,))]
    if listeners is not None:
        news.append(ListenersRead(SHOP, tuple(listeners)))
    inventory = Inventory()
    inventory.take(news)
    return row(inventory, OLD, None, START)


def cell(title: str, of: Row, width: int = 120, places: Iterable[Place] = (PLACE,)) -> str:
    shown = columns(width, tuple(places))
    number = [one.title for one in shown].index(title)
    part = cells(of, shown, VIEW)[number]
    return part if isinstance(part, str) else part[0]


@pytest.mark.parametrize(
    ("width", "places", "titles"),
    [
        (80, (PLACE,), ["", "Certificate", "Expires", "State"]),
        (80, (PLACE, ELSEWHERE), ["", "Certificate", "  Left", "State", "Region"]),
        (80, (PLACE, OTHER), ["", "Certificate", "  Left", "State", "Account · region"]),
        (100, (PLACE,), ["", "Certificate", "Expires", "State", "Held by"]),
        (100, (PLACE, OTHER), ["", "Certificate", "Expires", "State", "Held by", "Account · region"]),
        (130, (PLACE,), ["", "Certificate", "Expires", "State", "Held by", "Account · region"]),
    ],
)
def test_the_columns_are_those_that_there_is_room_for(
    width: int, places: tuple[Place, ...], titles: list[str]
) -> None:
    assert [one.title for one in columns(width, places)] == titles


@pytest.mark.parametrize("width", [80, 99, 100, 119, 120, 129, 130, 200])
@pytest.mark.parametrize("places", [(PLACE,), (PLACE, ELSEWHERE), (PLACE, OTHER)])
def test_a_name_has_room(width: int, places: tuple[Place, ...]) -> None:
    fixed = sum(one.width + GAP for one in columns(width, places))
    assert width - 5 - fixed >= 18


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (a_row((), described=True), ""),
        (a_row((SHOP,), described=False), "…"),
        (a_row((SHOP,)), "shop …"),
        (a_row((SHOP,), BOTH), "shop 443 default +2"),
        (a_row((SHOP, CLOUDFRONT), BOTH[:1]), "shop 443 default +2"),
        (a_row((CLOUDFRONT,)), "CloudFront"),
        (a_row((SHOP, CLOUDFRONT), ()), "CloudFront"),
        (a_row((SHOP,), ()), "shop"),
    ],
    ids=["nothing", "unknown", "unread", "roles", "and-more", "a-service", "a-service-alone", "late"],
)
def test_what_holds_it_is_told_by_the_first_and_how_many_more(of: Row, said: str) -> None:
    assert cell("Held by", of) == said


def test_where_there_is_little_room_roles_are_left_out() -> None:
    assert cell("Held by", a_row((SHOP,), BOTH), width=100, places=(PLACE, OTHER)) == "shop 443 +2"


def test_account_and_region_are_told_as_far_as_they_differ() -> None:
    here = a_row(())
    assert cell("Region", here, 80, (PLACE, ELSEWHERE)) == PLACE.region
    assert cell("Account · region", here, 80, (PLACE, OTHER)) == f"…3333 {PLACE.region}"
    assert cell("Account · region", here, 140) == f"111122223333 {PLACE.region}"


def test_an_end_that_is_not_known_is_left_blank() -> None:
    certificate = email_certificate(not_after=None)
    inventory = Inventory()
    inventory.take([Seen((Item(certificate=certificate, in_use=True),))])
    of = row(inventory, OLD, None, START)
    assert cell("Expires", of) == ""
    assert cell("  Left", of, 80, (PLACE, OTHER)).strip() == ""


def test_days_are_aligned() -> None:
    certificate = email_certificate(not_after=START + timedelta(days=7))
    inventory = Inventory()
    inventory.take([Seen((Item(certificate=certificate, in_use=True),))])
    assert cell("Expires", row(inventory, OLD, None, START)) == "2026-11-30    7 d"
