"""What somebody who waits for the inventory is told."""

from __future__ import annotations

from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import At, News, NotLooked, Seen, Stage
from acm_tui.headless.places import PlacesProgress
from tests.domain.inventory.stock import BEIJING, IRELAND, TOKYO, denied, found, looked


def told(*news: News, after_s: float = 0.0) -> list[str]:
    """The lines that *news* brings, each *after_s* seconds after the one before."""
    said: list[str] = []
    moment = [0.0]
    inventory = Inventory()
    progress = PlacesProgress(inventory, said.append, lambda: moment[0])
    for one in news:
        moment[0] += after_s
        inventory.take([one])
        progress.came([one])
    return said


def test_every_place_when_it_is_over() -> None:
    assert told(looked(count=12), denied(IRELAND), denied(BEIJING, partly=True)) == [
        "  ✔ shop-prod · 111122223333 · ap-northeast-1  12 certificates",
        "  ✖ shop-prod · 111122223333 · eu-west-1  AWS refused to search certificates.",
        "  ! shop-cn · 444455556666 · cn-north-1  AWS refused to search certificates.",
    ]


def test_what_is_about_no_place() -> None:
    assert told(NotLooked("", "", denied().trouble)) == ["  ✖  AWS refused to search certificates."]


def test_how_much_is_left_but_not_at_every_step() -> None:
    steps = [At(TOKYO, Stage.READING, done, 40) for done in range(1, 6)]
    assert told(At(TOKYO, Stage.SEARCHING), Seen((found("a"),)), *steps, after_s=0.7) == [
        "  … 0 of 1 place · 1 certificate · reading 1/40",
        "  … 0 of 1 place · 1 certificate · reading 4/40",
    ]


def test_nothing_is_counted_where_nothing_has_changed_or_nothing_is_left() -> None:
    step = At(TOKYO, Stage.READING, 1, 2)
    assert told(step, step, step, after_s=3) == ["  … 0 of 1 place · 0 certificates · reading 1/2"]
    assert told(looked(), after_s=3) == ["  ✔ shop-prod · 111122223333 · ap-northeast-1  0 certificates"]
