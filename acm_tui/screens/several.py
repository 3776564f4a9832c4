"""Beginning with several certificates together: the question before, and what becomes of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import NamedTuple

from acm_tui.domain.errors import JournalTrouble, Trouble
from acm_tui.domain.inventory.row import Row
from acm_tui.domain.migration import Migration
from acm_tui.screens.ask import Ask
from acm_tui.screens.select_words import before_several
from acm_tui.text import counted
from acm_tui.workflow.inventory import picking
from acm_tui.workflow.services import Services

Change = Callable[[str, Callable[[], Migration]], Awaitable[Migration]]


class NotBegun(NamedTuple):
    """A certificate with which could not be begun, and why."""

    row: Row
    trouble: Trouble


def question(found: Sequence[Row], others: Sequence[tuple[Row, str]]) -> Ask:
    """Whether to begin with *found*; *others* are left, each for its reason."""
    title = f"Begin {counted(len(found), 'migration')}?"
    return Ask(title, tuple(before_several(found, others)), f"Begin {len(found)}")


async def begin_all(services: Services, rows: Sequence[Row], change: Change) -> list[NotBegun]:
    """Begin with each of *rows*, one after the other; answers those with which it failed."""
    failed: list[NotBegun] = []
    for number, row in enumerate(rows, 1):
        try:
            await change(
                f"Beginning {number} of {len(rows)} …",
                partial(picking.begin_migration, services, row.item),
            )
        except JournalTrouble as trouble:  # the others would fare no better
            return failed + [NotBegun(one, trouble) for one in rows[number - 1 :]]
        except Trouble as trouble:
            failed.append(NotBegun(row, trouble))
    return failed


def told(asked: int, failed: Sequence[NotBegun]) -> str:
    """How many of the *asked* were begun, and why the others were not."""
    reasons = " ".join(f"{one.row.name}: {one.trouble.sentence}" for one in failed)
    return f"{asked - len(failed)} of {asked} begun; the others stay marked. {reasons}"
