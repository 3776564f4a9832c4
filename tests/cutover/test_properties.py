"""Whatever the operator does and whatever goes wrong: no listener is left without its certificate.

The rules are checked at the door of AWS for each change that is asked for, and on the listeners after each
step.
"""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cutover.ending import Finish, can_be_finished, can_be_restored
from tests.cutover.tale import Tale
from tests.cutover.telling import Step, so_many, tales

pytestmark = pytest.mark.usefixtures("one_after_the_other")


def told(steps: list[Step], *, full: bool) -> Tale:
    tale = Tale(full=full)
    for one in steps:
        one(tale)
        tale.observer.check(tale.theirs)
    return tale


@pytest.mark.parametrize("number", [100, pytest.param(5000, marks=pytest.mark.long)])
def test_no_tale_ends_badly(number: int) -> None:
    reached: Counter[str] = Counter()

    @so_many(number)
    @given(tales, st.booleans(), st.sampled_from(get_args(Finish)))
    def tell(steps: list[Step], full: bool, finish: Finish) -> None:
        tale = told(steps, full=full)
        reached.update(tale.ended)
        reached.update(type(one).__name__ for one in tale.observer.seen)
        reached["cut over"] += tale.migration.cutover_done
        reached["rolled back"] += tale.migration.rolled_back
        reached["half done"] += tale.migration.half_done
        reached[can_be_finished(tale, finish)] += 1
        reached[can_be_restored(tale)] += 1

    tell()
    # Rules that nothing ever comes near to are no rules: the tales must have come to all of this.
    for what in (
        *("SetDefault", "AddToList", "RemoveFromList", "DeleteCertificate"),
        *("Refused", "ListenersDrifted", "SomebodyWasFirst", "Full", "Killed"),
        *("OutcomeUnknown", "ServiceTrouble", "SettingsTrouble"),
        *("cut over", "half done", "restored", "no way back", "finished", "finished anew"),
    ):
        assert reached[what], what
    assert reached["SetDefault"] > number / 4
