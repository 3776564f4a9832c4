"""How far the whole campaign is."""

from __future__ import annotations

from typing import Any

import msgspec

from acm_tui.domain.events import Abandoned, Closed, ListenersChosen
from acm_tui.domain.inventory.campaign import Campaign, campaign
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.migration import Migration
from tests.domain.inventory.stock import arn, described
from tests.domain.recorded import PLAN, carried_out, confirmed
from tests.domain.stories import issued, requested, started, told

NONE = Campaign(done=0, to_request=0, waiting_for_dns=0, ready_to_cut_over=0, finishing=0, not_started=None)


def of(name: str, *events: Any) -> Migration:
    """A migration of the certificate *name*, so far."""
    found = told(*events)
    return msgspec.structs.replace(found, id=name, old=msgspec.structs.replace(found.old, arn=arn(name)))


MIGRATIONS = (
    of("a", started()),
    of("b", *requested()),
    of("c", *issued()),
    of("d", *issued(), ListenersChosen(())),
    of("e", *confirmed()),
    of("f", *carried_out(confirmed(), PLAN.changes)),
    of("g", *carried_out(confirmed(), PLAN.changes), Closed()),
    of("h", *requested(), Abandoned()),
)


def items(names: str) -> list[Item]:
    return [described(name) for name in names]


def test_every_migration_is_counted_once_by_what_it_waits_for() -> None:
    found = campaign(MIGRATIONS, None)
    assert found == Campaign(
        done=1, to_request=1, waiting_for_dns=1, ready_to_cut_over=2, finishing=2, not_started=None
    )


def test_nothing_is_known_of_what_is_not_started_without_an_inventory() -> None:
    assert campaign((), None) == NONE


def test_what_was_given_up_or_never_begun_is_not_started() -> None:
    assert campaign(MIGRATIONS, items("abcdefgh")).not_started == 1
    assert campaign(MIGRATIONS, items("hxyz")).not_started == 4
    assert campaign((), []).not_started == 0


def test_what_cannot_be_moved_here_is_no_part_of_it() -> None:
    theirs = described("x", managed_by="CLOUDFRONT")
    assert campaign((), [theirs, described("y")]).not_started == 1
