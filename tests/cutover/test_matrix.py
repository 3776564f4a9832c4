"""Every shape of load balancer: the plan and its order, the calls, and what is there in the end."""

from __future__ import annotations

import pytest

from acm_tui.aws import elb
from acm_tui.domain.cutover import LIST_QUOTA
from acm_tui.domain.errors import Refused
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from acm_tui.sandbox.world import REGION
from acm_tui.workflow import planning
from tests.cutover.cell import MIGRATION, Cell, Stage
from tests.cutover.held import entries_in_lists
from tests.cutover.worlds import NAME, SHAPES, Shape, each_of

ORDERS: dict[tuple[str, bool], tuple[type[Change], ...]] = {
    ("default", False): (SetDefault,),
    ("default", True): (SetDefault,),
    ("list", False): (AddToList, RemoveFromList),
    ("list", True): (RemoveFromList, AddToList),
    ("both", False): (AddToList, SetDefault, RemoveFromList),
    ("both", True): (SetDefault, RemoveFromList, AddToList),
}
"""The calls on one listener by where the old certificate sits, and whether the lists are full."""


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_calls_their_order_and_the_end(stage: Stage, shape: Shape) -> None:
    """The fewest calls there can be, in the order that leaves no gap, or the least one."""
    cell = stage.chosen(shape)
    plan = cell.prepare()
    assert stage.line.mutations == []
    full = shape.company == "at the limit"
    for arn in plan.involved:
        kinds = tuple(type(change) for change in plan.changes if change.listener_arn == arn)
        assert kinds == ORDERS[shape.where, full]
    assert len(plan.involved) == 2
    assert len(plan.changes) == shape.calls
    assert plan.gaps == (plan.involved if shape.leaves_gap else ())
    cell.confirm(plan)
    assert cell.is_as(cell.start)

    stage.line.mend()
    done = cell.apply()

    assert done.cutover_done
    assert tuple(stage.line.changes) == plan.changes
    assert len(stage.line.mutations) == len(plan.changes)
    assert _reads(cell) == _fewest_reads(shape)
    assert not cell.is_as(cell.start)
    assert cell.is_as(cell.state_after(plan.changes))
    stage.line.mend()
    assert cell.apply() == done
    again = cell.prepare()
    assert (again.changes, again.conflicts) == ((), ())
    assert stage.line.mutations == []


def _reads(cell: Cell) -> dict[str, int]:
    names = {one.operation for one in cell.line.calls if one.reads}
    return {name: cell.line.reads(name) for name in names}


def _fewest_reads(shape: Shape) -> dict[str, int]:
    """Each listener once before the first change, and the second one again before its own first change.

    What the two hold takes a call each, and so does a list that shares scarce room with theirs; whether they
    are there and end TLS takes one for all. Whether the new certificate is still issued takes one.
    """
    if shape.kind == "classic":
        return {"DescribeLoadBalancers": 2, "DescribeCertificate": 1}
    held = 3 + shape.lists_beside
    return {"DescribeListenerCertificates": held, "DescribeListeners": 2, "DescribeCertificate": 1}


@pytest.mark.parametrize("shape", [one for one in SHAPES if one.company == "at the limit"], ids=str)
def test_at_the_limit_the_lists_are_full_and_stay_so(stage: Stage, shape: Shape) -> None:
    cell = stage.chosen(shape)
    assert entries_in_lists(NAME) == LIST_QUOTA
    planned = planning.prepare(cell.services, MIGRATION)
    assert bool(planned.crowded) == shape.leaves_gap
    if shape.leaves_gap:
        assert planned.plan.changes == ()
        assert all(one.full for one in planned.plan.conflicts)
        with pytest.raises(Refused, match="2 conflict"):
            cell.confirm(planned.plan)
    cell.confirm(cell.prepare())
    seen: list[int] = []
    cell.apply(lambda _: seen.append(entries_in_lists(NAME)))
    assert max(seen) == LIST_QUOTA
    assert seen[-1] == LIST_QUOTA


@pytest.mark.parametrize("shape", each_of(SHAPES))
def test_at_no_moment_is_the_name_without_one_of_the_two(stage: Stage, shape: Shape) -> None:
    """Between two calls a listener serves the old or the new one, but in a gap that the plan names."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    pair = {plan.old, plan.new}
    bare: list[str] = []

    def look(_: object) -> None:
        held = elb.holding(stage.access, REGION, plan.before).values()
        bare.extend(one.arn for one in held if not pair & {one.default, *one.sni})

    cell.apply(look)
    assert tuple(bare) == (plan.gaps if shape.leaves_gap else ())
