"""Which rows are shown, and in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.inventory.choosing import Column, matching, ordered
from acm_tui.domain.inventory.news import Seen
from acm_tui.domain.inventory.row import Row, rows
from tests.domain.inventory.stock import BEIJING, IRELAND, after, balancer, described
from tests.domain.stories import START
from tests.domain.strategies import steady

SOONER, LATER = START + timedelta(days=1), START + timedelta(days=90)
CLOUDFRONT = "arn:aws:cloudfront::111122223333:distribution/E1"
ITEMS = (
    described("shop", balancer("web"), names=("shop.example.com", "Alt.example.net"), not_after=LATER),
    described("wild", balancer("api", IRELAND), spot=IRELAND, names=("*.api.example.com",), not_after=SOONER),
    described("edge", CLOUDFRONT, tags={"Team": "Edge", "stage": "prod"}, not_after=None),
    described("idle", spot=BEIJING, names=("idle.example.cn",), not_after=SOONER),
)
ROWS = rows(after(Seen(ITEMS)), {}, START)


def called(found: list[Row]) -> list[str]:
    return [one.arn.rpartition("/")[2] for one in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["wild", "shop", "edge", "idle"]),
        ("  ", ["wild", "shop", "edge", "idle"]),
        ("example.com", ["wild", "shop", "edge"]),
        ("ALT.example.NET", ["shop"]),
        ("web", ["shop"]),
        ("cloudfront", ["edge"]),
        ("team=edge", ["edge"]),
        ("prod team", ["edge"]),
        ("prod shop", []),
        ("*.", ["wild"]),
        ("[", []),
        ("nobody", []),
    ],
)
def test_every_word_must_be_there(query: str, expected: list[str]) -> None:
    assert called(matching(ROWS, query)) == expected


def test_a_word_is_not_found_across_two_names() -> None:
    assert matching(ROWS, "example.comalt") == []


@pytest.mark.parametrize(
    ("by", "forwards", "backwards"),
    [
        (Column.URGENCY, ["wild", "shop", "edge", "idle"], ["idle", "edge", "shop", "wild"]),
        (Column.NAME, ["wild", "edge", "idle", "shop"], ["shop", "idle", "edge", "wild"]),
        # Equal ones stand by urgency in both directions; what has nothing there is last in both.
        (Column.EXPIRES, ["wild", "idle", "shop", "edge"], ["shop", "wild", "idle", "edge"]),
        (Column.PLACE, ["shop", "edge", "wild", "idle"], ["idle", "wild", "shop", "edge"]),
        (Column.BALANCER, ["wild", "shop", "edge", "idle"], ["shop", "wild", "edge", "idle"]),
    ],
)
def test_every_column(by: Column, forwards: list[str], backwards: list[str]) -> None:
    assert called(ordered(ROWS, by)) == forwards
    assert called(ordered(ROWS, by, backwards=True)) == backwards


@steady
@given(st.permutations(ROWS), st.sampled_from(Column), st.booleans())
def test_the_order_does_not_depend_on_the_order_before(some: list[Row], by: Column, backwards: bool) -> None:
    assert ordered(some, by, backwards=backwards) == ordered(ROWS, by, backwards=backwards)


@steady
@given(st.text(max_size=6))
def test_a_filter_only_takes_away(query: str) -> None:
    found = matching(ROWS, query)
    assert [one for one in ROWS if one in found] == found
