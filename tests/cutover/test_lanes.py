"""Several load balancers at the same time, in every order that their calls can come: the rules hold.

Which lane goes on is drawn like everything else, so that an interleaving that breaks a rule is found again.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acm_tui.domain.events import Failed, Intended, Succeeded
from tests.cutover.baton import Baton, Cut, as_they_are
from tests.cutover.edits import KINDS
from tests.cutover.ending import Finish, can_be_finished, can_be_restored
from tests.cutover.lane_tale import LANES, LaneTale
from tests.cutover.line import Fault
from tests.cutover.tale import Mishap, Tale
from tests.cutover.telling import (
    Step,
    colleagues,
    note,
    nothing,
    numbers,
    on_all,
    perhaps,
    quiet,
    so_many,
    step,
    steps_with,
    through,
    with_an_end,
)

pytestmark = pytest.mark.usefixtures("one_after_the_other")

interleavings = st.lists(st.integers(0, LANES - 1), min_size=5, max_size=24)

finishes = st.sampled_from(get_args(Finish))

faults = partial(st.builds, Mishap, fault=st.sampled_from([*Fault, Fault.REFUSED]))
on_changes = partial(faults, at=st.integers(0, 15), reads_too=st.just(False))
unwritten = st.sampled_from([Intended, Succeeded, Failed])
made = st.integers(1, 12)
waiting = step(LaneTale.drift_of_who_waits, where=numbers, kind=st.sampled_from(KINDS))
troubles = st.one_of(
    faults(at=st.integers(0, 40), everywhere=st.booleans()),
    on_changes(),
    on_changes(everywhere=st.just(False)),
    on_changes(unwritten=unwritten),
    st.builds(Mishap, unwritten=unwritten),
    # Colleagues write into the journal meanwhile, or change a listener: also one whose turn has not come.
    st.builds(Mishap, meanwhile=st.sampled_from([note, Tale.look_of_a_colleague]), after=made),
    st.builds(Mishap, meanwhile=colleagues, after=made),
    st.builds(Mishap, meanwhile=waiting, after=st.integers(1, 5)),
)
mishaps = st.one_of(st.just(Mishap()), troubles)


def there_and_back(tale: Tale, *, mishap: Mishap, again: Mishap) -> None:
    """Everywhere at once, and back from wherever it has come to."""
    on_all(tale, mishap=mishap, first=nothing, last=nothing)
    through(tale, back=True, mishap=again, first=nothing, then=nothing, last=nothing)


interrupted = step(on_all, mishap=troubles, first=quiet, last=quiet)
disturbed = step(on_all, mishap=mishaps, first=perhaps, last=perhaps)
turned_back = step(there_and_back, mishap=mishaps, again=troubles)
tales = with_an_end(
    st.lists(st.one_of(interrupted, disturbed, turned_back, *steps_with(mishaps)), max_size=6),
    st.one_of(interrupted, interrupted, disturbed, turned_back),
)


def ended(steps: list[Step], tale: LaneTale, finish: Finish) -> tuple[str, str]:
    """How a tale of *steps* ends: what is left is finished first, or everything restored at once."""
    for one in steps:
        one(tale)
        tale.observer.check(tale.theirs)
    return can_be_finished(tale, finish), can_be_restored(tale)


@pytest.mark.parametrize("number", [70, pytest.param(5000, marks=pytest.mark.long)])
def test_no_interleaving_ends_badly(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: Counter[str] = Counter()

    @so_many(number)
    @given(tales, interleavings, st.booleans(), finishes)
    def tell(steps: list[Step], order: list[int], full: bool, finish: Finish) -> None:
        baton = Baton(order)
        baton.takes_over(monkeypatch)
        tale = LaneTale(full=full, baton=baton)
        finished, restored = ended(steps, tale, finish)
        reached[f"{finished}, {restored}"] += 1
        reached.update(tale.ended)
        reached.update(tale.observer.met.keys())

    tell()
    # Rules that nothing ever comes near to are no rules: lanes must really have run side by side.
    for what in (
        *("1 at once", "2 at once", "3 at once", "waited for its turn"),
        *("refused beside another", "two settled after a kill", "changed while it waited, and seen"),
        *("Refused", "ListenersDrifted", "SomebodyWasFirst", "Full", "Killed"),
        *("OutcomeUnknown", "ServiceTrouble", "SettingsTrouble"),
        *("finished, restored", "finished anew, restored", "not tried, restored"),
    ):
        assert reached[what], (what, reached)
    assert reached["2 at once"] > number / 4


def twice(lanes: list[Any]) -> list[Any]:
    """Two for each load balancer."""
    return [lane for lane in lanes for _ in range(2)]


def backwards(lanes: list[Any]) -> list[Any]:
    """The last listener of each load balancer first."""
    return [lane[::-1] for lane in lanes]


@pytest.mark.parametrize("number", [40, pytest.param(1000, marks=pytest.mark.long)])
def test_lanes_that_are_cut_wrongly_come_to_nothing(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked for: on a load balancer it is one call at a time, and the next of the plan."""

    @settings(max_examples=number, deadline=None)
    @given(st.sampled_from([twice, backwards]), interleavings, st.booleans(), finishes)
    def tell(cut: Cut, order: list[int], full: bool, finish: Finish) -> None:
        baton = Baton(order, cut)
        baton.takes_over(monkeypatch)
        tale = LaneTale(full=full, baton=baton)
        on_all(tale, mishap=Mishap(), first=nothing, last=nothing)
        assert tale.ended["Refused"] == 1, tale.ended
        baton.cut = as_they_are
        ended([], tale, finish)

    tell()
