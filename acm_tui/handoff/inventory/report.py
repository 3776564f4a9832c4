"""What an inventory tells at one moment: the one thing that every form of it is made from."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime

import msgspec

from acm_tui.domain.inventory.campaign import Campaign, campaign
from acm_tui.domain.inventory.inventory import Inventory
from acm_tui.domain.inventory.news import Notice, NotLooked
from acm_tui.domain.inventory.row import Row, rows, under_way
from acm_tui.domain.inventory.urgency import Urgency
from acm_tui.domain.migration import Migration
from acm_tui.domain.place import Place


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """``looked`` is when each place was last looked through to the end, in this run or one before.

    ``quiet`` is why AWS Health says nothing, a line each; ``campaign`` counts more than the rows: what is
    done is no row any more.
    """

    generated_at: datetime
    rows: tuple[Row, ...]
    failures: tuple[NotLooked, ...] = ()
    notices: tuple[Notice, ...] = ()
    quiet: tuple[str, ...] = ()
    looked: tuple[tuple[Place, datetime], ...] = ()
    campaign: Campaign | None = None


def report_of(
    inventory: Inventory,
    migrations: Sequence[Migration],
    now: datetime,
    *,
    shown: Iterable[Row] | None = None,
    places: Container[Place] | None = None,
) -> Report:
    """What *inventory* tells at *now* (aware).

    Args:
        inventory: all that is known.
        migrations: every saved one.
        now: the moment that is told of.
        shown: the rows, where only some are wanted or they are in another order.
        places: the places that are told of; what is known of others is left out. ``None``: all.
    """
    everywhere = rows(inventory, under_way(migrations), now)
    here = [one for one in everywhere if places is None or one.place in places]
    looked = [one for one in inventory.looked.items() if places is None or one[0] in places]
    return Report(
        generated_at=now,
        rows=tuple(here if shown is None else shown),
        failures=tuple(inventory.failures),
        notices=tuple(_once(one for some in inventory.notices.values() for one in some)),
        quiet=tuple(f"{account}: {why}" for account, why in sorted(inventory.quiet.items())),
        looked=tuple(sorted(looked, key=lambda one: msgspec.structs.astuple(one[0]))),
        campaign=campaign(migrations, (one.item for one in here)),
    )


def _once(notices: Iterable[Notice]) -> list[Notice]:
    """The latest first. Several accounts may have been told the same; each names certificates of its own."""
    kept = {(one.arn, one.affected): one for one in notices}
    return sorted(kept.values(), key=_moment, reverse=True)


def _moment(notice: Notice) -> tuple[float, str]:
    at = notice.updated_at or notice.started_at
    return (at.timestamp() if at is not None else 0.0, notice.arn)


def totals(report: Report) -> dict[Urgency, int]:
    """How many rows are how urgent, the most urgent first; only what there is."""
    counted = dict.fromkeys(Urgency, 0)
    for one in report.rows:
        counted[one.urgency] += 1
    return {how: number for how, number in counted.items() if number}


def alike(failures: Iterable[NotLooked]) -> list[tuple[NotLooked, ...]]:
    """*failures* that say the same, together: a profile that has expired fails in every region."""
    found: dict[tuple[str, str, bool], list[NotLooked]] = {}
    for one in failures:
        found.setdefault((one.profile, one.trouble.plain(), one.partly), []).append(one)
    return [tuple(some) for some in found.values()]
