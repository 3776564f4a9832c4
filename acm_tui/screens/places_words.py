"""Where was looked, and what came of it: a row a place, and every failure in whole sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import At, NotLooked, Stage
from acm_tui.domain.inventory.progress import age
from acm_tui.domain.place import Place
from acm_tui.screens.frame import LONGEST_CAUSE
from acm_tui.text import counted, safe
from acm_tui.widgets.say import BLANK, Row, line, marked, style_of

_SIGNS = {
    Stage.WAITING: "·",
    Stage.SEARCHING: "·",
    Stage.READING: "·",
    Stage.LOOKED: "✔",
    Stage.FAILED: "✖",
}


def place_rows(inventory: Inventory, now: datetime) -> list[Row]:
    """Every place of this look, then what failed, then why AWS Health says nothing."""
    found = Counter(inventory.place(arn) for arn in inventory.items)
    rows = [_place(at, found, inventory, now) for at in inventory.standings.values()]
    for one in inventory.failures:
        rows += [BLANK, *_failure(one)]
    if inventory.quiet:
        rows += [BLANK, *_quiet(inventory)]
    return rows


def _place(at: At, found: Counter[Place], inventory: Inventory, now: datetime) -> Row:
    place = at.spot.place
    sign = _SIGNS[at.stage]
    stage = at.stage.value + (f" {at.done}/{at.total}" if at.stage is Stage.READING else "")
    parts = [counted(found[place], "certificate")]
    if (looked := inventory.looked.get(place)) is not None:
        parts.append(f"as of {age(looked, now)}" if at.stage is not Stage.LOOKED else age(looked, now))
    return Row(
        line((f"{sign} ", style_of(sign)), f"{at.spot.profile} · {place}  "),
        line((f"{stage}, ", "$secondary"), ", ".join(parts)),
    )


def _failure(one: NotLooked) -> Iterator[Row]:
    trouble = one.trouble
    what = "  (the rest of it is known)" if one.partly else ""
    yield marked("✖", "$error", (f"{one.where}: {trouble.sentence}{what}", "bold"))
    if trouble.remedy:
        yield marked(" ", "", trouble.remedy)
    if trouble.cause:
        yield marked(" ", "", (safe(trouble.cause, longest=LONGEST_CAUSE), "$secondary"))


def _quiet(inventory: Inventory) -> Iterator[Row]:
    for why in dict.fromkeys(inventory.quiet.values()):
        accounts = ", ".join(sorted(account for account, said in inventory.quiet.items() if said == why))
        yield marked("·", "$secondary", (f"{why} ({accounts})", "$secondary"))
