"""What an inventory tells at one moment: the one thing that every form of it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
) -> Report:
    """What *inventory* tells at *now* (aware).

    Args:
        inventory: all that is known.
        migrations: every saved one.
        now: the moment that is told of.
        shown: the rows, where only some are wanted or they are in another order.
    """
    return Report(
        generated_at=now,
        rows=tuple(rows(inventory, under_way(migrations), now) if shown is None else shown),
        failures=tuple(inventory.failures),
        notices=tuple(_once(one for some in inventory.notices.values() for one in some)),
        quiet=tuple(_quiet(inventory.quiet)),
        looked=tuple(sorted(inventory.looked.items(), key=lambda one: msgspec.structs.astuple(one[0]))),
        campaign=campaign(migrations, inventory.items.values()),
    )


def _once(notices: Iterable[Notice]) -> list[Notice]:
    """The latest first. Several accounts may have been told the same; each names certificates of its own."""
    kept = {(one.arn, one.affected): one for one in notices}
    return sorted(kept.values(), key=_moment, reverse=True)


def _quiet(why_by_account: Mapping[str, str]) -> Iterator[str]:
    """A company has tens of accounts, and one reason."""
    for why in sorted(set(why_by_account.values())):
        accounts = sorted(account for account, said in why_by_account.items() if said == why)
        yield f"{why} ({', '.join(accounts)})"


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
