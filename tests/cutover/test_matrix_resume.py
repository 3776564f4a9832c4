"""A cutover whose end nobody heard is planned anew from what is there, confirmed again, and finished."""

from __future__ import annotations

import pytest

from acm_tui.domain.errors import OutcomeUnknown
from tests.cutover.cell import MIGRATION, Cell, Stage
from tests.cutover.line import Fault, Killed
from tests.cutover.test_matrix_faults import is_change, numbers
from tests.cutover.worlds import SHAPES, Shape, each_of


def unheard(cell: Cell, stage: Stage, number: int, fault: Fault) -> Cell:
    """The program ends, or AWS does not answer, at the change of that *number*; it is started again."""
    stage.line.fails(fault, number, is_change)
    with pytest.raises((Killed, OutcomeUnknown)):
        cell.apply()
    assert len(cell.migration.in_flight) == 1
    return cell.restart()


@pytest.mark.parametrize(
    ("shape", "number", "fault"),
    numbers(Fault.LOST, Fault.KILLED_AFTER) + numbers(Fault.KILLED_BEFORE, long=True),
)
def test_planned_anew_and_finished(stage: Stage, shape: Shape, number: int, fault: Fault) -> None:
    """Also where a gap was accepted, and the old certificate is out of a full list already."""
    cell = stage.confirmed(shape)
    first = cell.plan
    again = unheard(cell, stage, number, fault)
    rest = again.prepare()
    made = number + (fault is not Fault.KILLED_BEFORE)
    assert (rest.conflicts, len(rest.changes)) == ((), len(first.changes) - made)
    again.confirm(rest)
    done = again.apply()
    assert done.cutover_done
    assert again.is_as(again.state_after(first.changes, first.before))
    assert tuple(stage.line.changes) == rest.changes
    again.confirm(again.prepare_rollback())
    assert again.apply().rolled_back
    assert again.is_as(again.start)


@pytest.mark.parametrize("shape", each_of(SHAPES))
def test_planning_anew_writes_down_what_became_of_the_call(stage: Stage, shape: Shape) -> None:
    again = unheard(stage.confirmed(shape), stage, 0, Fault.KILLED_AFTER)
    again.prepare()
    assert again.migration.in_flight == ()
    assert len(again.migration.made) == len(again.migration.origins) == 1
    before = again.ledger.read(MIGRATION)
    again.prepare()
    assert again.ledger.read(MIGRATION) == before
