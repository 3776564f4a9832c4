"""Whether the listeners, and the certificate that is put in place, are still what a plan saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from acm_tui.domain.cutover.fingerprint import holding
from acm_tui.domain.cutover.plan import CutoverPlan, changed
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
    for seen in plan.beside:
        present = actual.get(seen.arn)
        if present is None or present.sni != seen.sni:
            found.append(Drift(seen.arn, seen, present))
    return tuple(found)


def unfit(status: str | None) -> str | None:
    """Why the new certificate cannot be put in place any more, or ``None``.

    *status* is the one that ACM gives it now; ``None``: ACM does not know it.
    """
    if status is None:
        return "ACM does not know the new certificate any more"
    return (
        None if status == "ISSUED" else f"the new certificate is not issued any more: in ACM it is {status}"
    )
