"""Whether the listeners are still what a plan saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from acm_tui.domain.cutover.plan import CutoverPlan, changed, holding
from acm_tui.domain.errors import PlanStale
from acm_tui.domain.listener import Listener
from acm_tui.domain.mutation import Change


class Drift(msgspec.Struct, frozen=True):
    """A listener that is not as the plan expects it: what was expected and what is there now."""

    listener_arn: str
    expected: Listener
    actual: Listener | None


class ListenersDrifted(PlanStale):
    """Listeners are not what a plan expects; ``drift`` says which, and how they differ."""

    def __init__(self, sentence: str, *, cause: str = "", remedy: str = "", drift: tuple[Drift, ...]) -> None:
        super().__init__(sentence, cause=cause, remedy=remedy)
        self.drift = drift


def drift(plan: CutoverPlan, made: Iterable[Change], actual: Mapping[str, Listener]) -> tuple[Drift, ...]:
    """Where the present differs from what *plan* saw plus the changes already *made*.

    Input: the listeners as they are now, by ARN. Output: one entry a differing listener, none when fresh.
    """
    made = tuple(made)
    found = []
    for seen in plan.before:
        expected = changed(seen, made)
        present = actual.get(seen.arn)
        if present is None or holding(present) != holding(expected):
            found.append(Drift(seen.arn, expected, present))
    return tuple(found)
