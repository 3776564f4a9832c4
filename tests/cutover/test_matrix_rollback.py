"""The way back from every point of a cutover, on every shape of load balancer, to the last setting."""

from __future__ import annotations

import pytest

from acm_tui.domain.cutover import CutoverPlan
from acm_tui.domain.errors import Refused, Trouble
from acm_tui.domain.events import Intended, Succeeded
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from acm_tui.workflow import planning
from tests.cutover.cell import MIGRATION, Cell, Stage
from tests.cutover.ledger import REFUSED_FOR, refuse
from tests.cutover.line import Fault, Killed
from tests.cutover.test_matrix_faults import is_change, numbers
from tests.cutover.worlds import SHAPES, Shape, each_of, is_rare

POINTS = [
    pytest.param(
        shape,
        made,
        id=f"{shape}-after_{made}",
        marks=[pytest.mark.long] if is_rare(shape) and made < shape.calls else [],
    )
    for shape in SHAPES
    for made in range(1, shape.calls + 1)
]


def fewest(forward: CutoverPlan, made: int) -> set[Change]:
    """What undoes the first *made* changes of *forward*: each one by the opposite call, and no more."""
    undone: set[Change] = set()
    for change in forward.changes[:made]:
        arn = change.listener_arn
        match change:
            case SetDefault():
                undone.add(SetDefault(arn, forward.old))
            case AddToList(certificate_arn=certificate):
                undone.add(RemoveFromList(arn, certificate))
            case RemoveFromList(certificate_arn=certificate):
                undone.add(AddToList(arn, certificate))
    return undone


def back_at_the_start(cell: Cell) -> None:
    after = cell.migration
    assert cell.is_as(cell.start)
    assert after.rolled_back
    assert (after.origins, after.in_flight, after.cutover_done) == ((), (), False)


@pytest.mark.parametrize(("shape", "made"), POINTS)
def test_back_from_every_point(stage: Stage, shape: Shape, made: int) -> None:
    forward = stage.confirmed(shape).plan
    cell = stage.turned_back(shape, made)
    plan = cell.plan
    assert plan.direction == "rollback"
    assert set(plan.changes) == fewest(forward, made)
    assert not cell.is_as(cell.start)
    cell.apply()
    back_at_the_start(cell)
    assert tuple(stage.line.changes) == plan.changes
    assert len(plan.changes) == made
    with pytest.raises(Refused, match="nothing to roll back"):
        planning.prepare_rollback(cell.services, MIGRATION)


@pytest.mark.parametrize(
    ("shape", "number", "fault"), numbers(Fault.KILLED_AFTER) + numbers(Fault.KILLED_BEFORE, long=True)
)
def test_back_from_a_call_that_nobody_heard_of(stage: Stage, shape: Shape, number: int, fault: Fault) -> None:
    """Also the first call of all may have been carried out: whether it was is found out before the plan."""
    cell = stage.confirmed(shape)
    stage.line.fails(fault, number, is_change)
    with pytest.raises(Killed):
        cell.apply()
    again = cell.restart()
    if (number, fault) == (0, Fault.KILLED_BEFORE):
        with pytest.raises(Refused, match="no listener has been changed"):
            again.prepare_rollback()
        assert again.is_as(cell.start)
        return
    plan = again.prepare_rollback()
    assert len(plan.changes) == number + (fault is Fault.KILLED_AFTER)
    again.confirm(plan)
    again.apply()
    back_at_the_start(again)
    assert tuple(stage.line.changes) == plan.changes


@pytest.mark.parametrize("shape", each_of(SHAPES))
def test_there_and_back_and_there_again(stage: Stage, shape: Shape) -> None:
    """The second plan is the first one again."""
    first = stage.confirmed(shape).plan
    cell = stage.turned_back(shape, shape.calls)
    cell.apply()
    again = cell.prepare()
    assert again == first
    cell.confirm(again)
    assert cell.apply().cutover_done
    assert cell.is_as(cell.state_after(first.changes))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_there_is_no_way_back_before_the_first_change(stage: Stage, shape: Shape) -> None:
    cell = stage.confirmed(shape)
    with pytest.raises(Refused, match="no listener has been changed"):
        planning.prepare_rollback(cell.services, MIGRATION)


@pytest.mark.parametrize("shape", [one for one in SHAPES if one.company == "at the limit"], ids=str)
def test_at_the_limit_the_old_one_finds_its_place_again(stage: Stage, shape: Shape) -> None:
    """What left a full list enters it when the new one is out; a gap is named where there is one."""
    cell = stage.confirmed(shape)
    cell.apply()
    planned = planning.prepare_rollback(cell.services, MIGRATION)
    assert bool(planned.crowded) == shape.leaves_gap
    plan = cell.prepare_rollback()
    assert plan.gaps == (plan.involved if shape.leaves_gap else ())
    kinds = [type(change) for change in plan.changes if change.listener_arn == plan.involved[0]]
    assert (
        kinds
        == {
            "default": [SetDefault],
            "list": [RemoveFromList, AddToList],
            "both": [SetDefault, RemoveFromList, AddToList],
        }[shape.where]
    )


USUAL = (Fault.REFUSED, Fault.LOST, Fault.KILLED_AFTER)
"""One of each kind: not carried out, not heard of, and nobody there any more."""


def interruptions() -> list[object]:
    """Every call of the way back from every point; by default the one in its middle, from the end."""
    return [
        pytest.param(
            shape,
            made,
            number,
            fault,
            id=f"{shape}-after_{made}-at_{number}-{fault.name}",
            marks=[] if _is_usual(shape, made, number, fault) else [pytest.mark.long],
        )
        for shape in SHAPES
        for made in range(1, shape.calls + 1)
        for number in range(made)
        for fault in Fault
    ]


def _is_usual(shape: Shape, made: int, number: int, fault: Fault) -> bool:
    return (made, number) == (shape.calls, made // 2) and not is_rare(shape) and fault in USUAL


@pytest.mark.parametrize(("shape", "made", "number", "fault"), interruptions())
def test_the_way_back_is_interrupted_and_taken_up_again(
    stage: Stage, shape: Shape, made: int, number: int, fault: Fault
) -> None:
    cell = stage.turned_back(shape, made)
    plan = cell.plan
    stage.line.fails(fault, number, is_change)
    stays = fault is Fault.LOST_ONCE and not isinstance(plan.changes[number], RemoveFromList)
    try:
        cell.apply()
    except (Trouble, Killed):
        assert not stays
    else:
        assert stays
    made_unheard = fault in (Fault.LOST, Fault.LOST_ONCE, Fault.KILLED_AFTER)
    again = cell.restart()
    again.apply()
    back_at_the_start(again)
    rest = plan.changes[number + made_unheard :]
    assert tuple(stage.line.changes) == (() if stays else rest)


@pytest.mark.parametrize("unwritten", [Intended, Succeeded])
@pytest.mark.parametrize("shape", each_of(SHAPES))
def test_the_way_back_with_a_journal_that_takes_no_more(stage: Stage, shape: Shape, unwritten: type) -> None:
    cell = stage.turned_back(shape, shape.calls)
    plan = cell.plan
    cell.ledger.before = refuse(unwritten)
    with pytest.raises(REFUSED_FOR[unwritten]):
        cell.apply()
    assert len(stage.line.changes) == (unwritten is Succeeded)
    again = cell.restart()
    again.apply()
    back_at_the_start(again)
    assert tuple(stage.line.changes) == plan.changes[unwritten is Succeeded :]
