"""How far the whole campaign is: every certificate that must be moved, by what it waits for."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acm_tui.domain.certificate import why_not_replace
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.journey import Step, step
from acm_tui.domain.migration import Migration


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """How many certificates are where. ``not_started`` is ``None`` where no inventory was ever made."""

    done: int
    to_request: int
    waiting_for_dns: int
    ready_to_cut_over: int
    finishing: int
    not_started: int | None


def campaign(migrations: Iterable[Migration], items: Iterable[Item] | None) -> Campaign:
    """The campaign as *migrations* and the *items* of the last inventory tell it.

    Given up is not started. What cannot be moved here, as what another service manages, is no part of it.
    """
    saved = [one for one in migrations if not one.abandoned]
    at = [step(one) for one in saved if not one.over]
    begun = {one.old.arn for one in saved}
    return Campaign(
        done=sum(one.over for one in saved),
        to_request=at.count(Step.REQUEST),
        waiting_for_dns=at.count(Step.DNS),
        ready_to_cut_over=at.count(Step.LISTENERS) + at.count(Step.CUTOVER),
        finishing=at.count(Step.FINISH),
        not_started=None if items is None else _not_started(items, begun),
    )


def _not_started(items: Iterable[Item], begun: set[str]) -> int:
    return sum(one.arn not in begun and why_not_replace(one.certificate) is None for one in items)
