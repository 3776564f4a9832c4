"""How far a look has come, in one line."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import At, Looked, News, Spot, Stage
from acm_tui.domain.inventory.progress import age, progress
from tests.domain.stories import PLACE, START

HERE = Spot("default", PLACE)
THERE = Spot("default", msgspec.structs.replace(PLACE, region="eu-west-1"))


@pytest.mark.parametrize(
    ("news", "said"),
    [
        ((), "0 certificates"),
        ((At(HERE, Stage.WAITING),), "0 of 1 place · 0 certificates"),
        (
            (At(HERE, Stage.READING, 3, 9), At(THERE, Stage.SEARCHING, 0, 1)),
            "0 of 2 places · 0 certificates · reading 3/10",
        ),
        (
            (At(HERE, Stage.READING, 3, 9), At(THERE, Stage.FAILED)),
            "1 of 2 places · 0 certificates · reading 3/9",
        ),
        ((Looked(HERE, START, 0), At(THERE, Stage.FAILED)), "2 of 2 places · 0 certificates"),
    ],
)
def test_it_says_what_is_known(news: tuple[News, ...], said: str) -> None:
    inventory = Inventory()
    inventory.take(news)
    assert str(progress(inventory)) == said


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=12), "12 d ago"),
    ],
)
def test_how_long_ago_in_the_largest_unit(passed: timedelta, said: str) -> None:
    assert age(START - passed, START) == said
