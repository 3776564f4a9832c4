"""Whatever the operator does and whatever goes wrong: no listener is left without its certificate.

The rules are checked at the door of AWS for each change that is asked for, and on the listeners after each
step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acm_tui.aws import acm, classic, elbv2
from acm_tui.aws.at_once import at_once
from tests.cutover.tale import Mishap, Tale, listeners_restored
from tests.cutover.telling import Step, tales


@pytest.fixture(autouse=True)
def one_after_the_other() -> Iterator[None]:
    """Reads are made in turn, so that the same tale always goes the same way; retries wait for nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for adapter in (acm, classic, elbv2):
            patch.setattr(adapter, "at_once", partial(at_once, most=1))
        patch.setattr("acm_tui.aws.patience.PAUSES_S", (0.0,))
        yield


def told(steps: list[Step], *, full: bool) -> Tale:
    tale = Tale(full=full)
    for one in steps:
        one(tale)
        tale.observer.check(tale.theirs)
    return tale


def can_be_ended(tale: Tale) -> str:
    """When nothing goes wrong any more, what was changed and may be restored can be restored."""
    tale.plan(back=True, remove_first=True)
    before = len(tale.plans)
    tale.plan(back=True, remove_first=True)
    if len(tale.plans) == before:
        return "no way back"
    plan, origins = tale.plans[-1], tale.migration.origins
    refused = tale.ended.total() - tale.ended["done"]
    tale.confirm(-1, right=True)
    tale.apply(Mishap())
    assert tale.ended.total() - tale.ended["done"] == refused, tale.ended
    assert tale.migration.turned_back
    assert tale.migration.rolled_back == (not tale.migration.origins)
    left = {one.listener_arn for one in plan.conflicts}
    assert listeners_restored(tale, origins, left)
    # What is there and in conflict is still to be restored; of what is gone there is nothing to restore.
    assert {one.arn for one in tale.migration.origins} == left & {one.arn for one in plan.before}
    return "restored"


@pytest.mark.parametrize("number", [300, pytest.param(5000, marks=pytest.mark.long)])
def test_no_tale_ends_badly(number: int) -> None:
    reached: Counter[str] = Counter()

    @settings(max_examples=number, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(tales, st.booleans())
    def tell(steps: list[Step], full: bool) -> None:
        tale = told(steps, full=full)
        reached.update(tale.ended)
        reached.update(type(one).__name__ for one in tale.observer.seen)
        reached["cut over"] += tale.migration.cutover_done
        reached["rolled back"] += tale.migration.rolled_back
        reached["half done"] += tale.migration.half_done
        reached[can_be_ended(tale)] += 1

    tell()
    # Rules that nothing ever comes near to are no rules: the tales must have come to all of this.
    for what in (
        *("SetDefault", "AddToList", "RemoveFromList", "DeleteCertificate"),
        *("Refused", "ListenersDrifted", "OutcomeUnknown", "ServiceTrouble", "Full", "Killed"),
        *("cut over", "rolled back", "half done", "restored", "no way back"),
    ):
        assert reached[what], what
    assert reached["SetDefault"] > number / 4
