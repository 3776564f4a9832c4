"""What is told of a listener that was watched: what is in place, what was noticed, where else to look."""

from __future__ import annotations

import msgspec
import pytest

from acm_tui.domain.monitor import HeldState, Watched
from tests.domain.stories import START, listener_arn

SHOP = "shop.example.com"
SEEN = Watched(
    listener_arn=listener_arn("443"),
    load_balancer="shop",
    port=443,
    old=3,
    new=4,
    behind=(),
    host="shop.elb.example.net",
    server_name=SHOP,
)


def watched(**figures: object) -> Watched:
    return msgspec.structs.replace(SEEN, **figures)


@pytest.mark.parametrize(
    ("figures", "in_place"),
    [
        ({}, True),
        ({"behind": ("192.0.2.2",)}, False),
        ({"new": 0}, False),
        ({"blind_from": START}, False),
        # A journal that does not tell who is behind proves nothing.
        ({"behind": None}, False),
        ({"other": 3}, True),
    ],
)
def test_what_is_in_place(figures: dict[str, object], in_place: bool) -> None:
    assert watched(**figures).in_place is in_place


@pytest.mark.parametrize(
    ("figures", "noticed"),
    [({}, False), ({"failed": 1}, True), ({"flaps": 1}, True), ({"behind": ("192.0.2.2",)}, False)],
)
def test_what_a_client_may_have_noticed(figures: dict[str, object], noticed: bool) -> None:
    assert watched(**figures).noticed is noticed


@pytest.mark.parametrize("held", ["held", "cut", "closed early", "not seen", "not known"])
def test_only_a_cut_is_noticed(held: HeldState) -> None:
    assert watched(held=held).noticed is (held == "cut")


@pytest.mark.parametrize(
    ("interval_ms", "slow"), [(0.0, False), (250.0, False), (250.5, True), (4000.0, True)]
)
def test_slower_than_four_times_a_second_is_said(interval_ms: float, slow: bool) -> None:
    assert watched(interval_ms=interval_ms).slow is slow


NOTHING = {"old": 0, "new": 0}
NAMES = (("192.0.2.1", None), ("192.0.2.1", "www.example.com"))


@pytest.mark.parametrize(
    ("figures", "place"),
    [
        ({}, None),
        ({**NOTHING, "unreached": ("10.0.0.7", "10.0.0.8")}, ("shop.elb.example.net", SHOP)),
        ({"unreached": ("10.0.0.8",)}, ("10.0.0.8", SHOP)),
        ({"unreached": ("10.0.0.8",), "unreached_names": NAMES}, ("10.0.0.8", SHOP)),
        ({"unreached_names": NAMES}, ("192.0.2.1", None)),
        ({**NOTHING, "unreached": ("10.0.0.7",), "host": ""}, None),
    ],
)
def test_one_place_to_look_at_from_elsewhere(
    figures: dict[str, object], place: tuple[str, str | None] | None
) -> None:
    assert watched(**figures).elsewhere == place
