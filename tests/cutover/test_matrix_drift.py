"""A colleague changes a listener at any moment of a cutover: nothing of theirs is lost, and it can go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from acm_tui.domain.cutover import CutoverPlan, ListenersDrifted, changed
from acm_tui.domain.errors import Refused, ServiceTrouble
from acm_tui.domain.migration import Migration
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList
from acm_tui.workflow import planning
from tests.cutover.cell import MIGRATION, Cell, Stage, group_begins
from tests.cutover.colleague import Colleague, Edit
from tests.cutover.held import with_certificates
from tests.cutover.worlds import SHAPES, Shape, each_of, is_rare

LISTS = [one for one in SHAPES if one.kind != "classic"]
FULL = [one for one in SHAPES if one.company == "at the limit" and one.where != "default"]


def go_on(cell: Cell) -> Migration:
    """The plan as it is now is read, confirmed and carried out."""
    cell.confirm(cell.prepare())
    return cell.apply()


def ends_with(cell: Cell, plan: CutoverPlan, edits: Iterable[Edit], changes: Iterable[Change]) -> bool:
    """Whether everything is as it began, but for what the colleague did and what was to be changed."""
    made = tuple(changes)
    listeners = plan.before
    for edit in edits:
        listeners = tuple(edit.on(one) for one in listeners)
    return cell.is_as(with_certificates(cell.start, (changed(one, made) for one in listeners)))


def when(made: int, act: Callable[[], object]) -> Callable[[Migration], None]:
    """*act* when so many changes are made."""

    def progress(migration: Migration) -> None:
        if len(migration.made) == made:
            act()

    return progress


def listeners(shapes: Iterable[Shape]) -> list[Any]:
    """Both listeners of each shape."""
    return [
        pytest.param(
            shape,
            which,
            id=f"{shape}-listener_{which}",
            marks=[pytest.mark.long] if is_rare(shape) else [],
        )
        for shape in shapes
        for which in (0, 1)
    ]


@pytest.mark.parametrize(("shape", "which"), listeners(LISTS))
def test_a_list_that_changed_before_the_first_change(stage: Stage, shape: Shape, which: int) -> None:
    """Whichever listener it is: not one call is made, and the new plan keeps what the colleague did."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    edit = Colleague(stage).lists(plan.before[which])
    with pytest.raises(ListenersDrifted) as raised:
        cell.apply()
    assert [one.listener_arn for one in raised.value.drift] == [edit.listener_arn]
    assert stage.line.changes == []
    assert ends_with(cell, plan, [edit], ())
    assert go_on(cell).cutover_done
    assert tuple(stage.line.changes) == plan.changes
    assert ends_with(cell, plan, [edit], plan.changes)


@pytest.mark.parametrize(("shape", "which"), listeners(SHAPES))
def test_a_default_that_changed_before_the_first_change(stage: Stage, shape: Shape, which: int) -> None:
    """Where the default was to be swapped this is a conflict: the listener is left to the colleague."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    edit = Colleague(stage).serves(plan.before[which])
    with pytest.raises(ListenersDrifted):
        cell.apply()
    assert stage.line.changes == []
    assert ends_with(cell, plan, [edit], ())
    wanted = _left_to_do(cell, plan, edit)
    assert go_on(cell).cutover_done
    assert tuple(stage.line.changes) == wanted
    assert ends_with(cell, plan, [edit], wanted)


def _left_to_do(cell: Cell, plan: CutoverPlan, edit: Edit) -> tuple[Change, ...]:
    """What can be done still; a listener in conflict is chosen no more."""
    if cell.shape.where == "list":
        return plan.changes
    now = cell.prepare()
    assert [one.listener_arn for one in now.conflicts] == [edit.listener_arn]
    with pytest.raises(Refused, match="1 conflict"):
        cell.confirm(now)
    cell.choose(without=[edit.listener_arn])
    return tuple(change for change in plan.changes if change.listener_arn != edit.listener_arn)


def moments(shapes: Iterable[Shape]) -> list[Any]:
    """After each change but the last, on both listeners."""
    return [
        pytest.param(
            shape,
            made,
            which,
            id=f"{shape}-after_{made}-listener_{which}",
            marks=[pytest.mark.long] if is_rare(shape) else [],
        )
        for shape in shapes
        for made in range(1, shape.calls)
        for which in (0, 1)
    ]


@pytest.mark.parametrize(("shape", "made", "which"), moments(LISTS))
def test_a_list_that_changes_in_the_middle(stage: Stage, shape: Shape, made: int, which: int) -> None:
    """One that comes later is looked at before it is touched; one that was begun keeps what came to it."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    target = next(one for one in plan.before if one.arn == plan.involved[which])
    edits: list[Edit] = []
    meanwhile = when(made, lambda: edits.append(Colleague(stage).lists(target)))
    begins = group_begins(plan)[target.arn]
    if made > begins:
        assert cell.apply(meanwhile).cutover_done
    else:
        with pytest.raises(ListenersDrifted) as raised:
            cell.apply(meanwhile)
        assert [one.listener_arn for one in raised.value.drift] == [target.arn]
        assert tuple(stage.line.changes) == plan.changes[:begins]
        assert ends_with(cell, plan, edits, plan.changes[:begins])
        assert go_on(cell).cutover_done
    assert tuple(stage.line.changes) == plan.changes
    assert ends_with(cell, plan, edits, plan.changes)


def in_the_first_half() -> list[Any]:
    """After each change of the first listener."""
    return [
        pytest.param(
            shape, made, id=f"{shape}-after_{made}", marks=[pytest.mark.long] if is_rare(shape) else []
        )
        for shape in SHAPES
        for made in range(1, shape.calls // 2 + 1)
    ]


@pytest.mark.parametrize(("shape", "made"), in_the_first_half())
def test_a_default_that_changes_on_the_listener_that_comes_next(
    stage: Stage, shape: Shape, made: int
) -> None:
    """While the first listener is being changed, the second one gets another default: it is left alone."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    target = next(one for one in plan.before if one.arn == plan.involved[1])
    half = len(plan.changes) // 2
    edits: list[Edit] = []
    with pytest.raises(ListenersDrifted):
        cell.apply(when(made, lambda: edits.append(Colleague(stage).serves(target))))
    assert tuple(stage.line.changes) == plan.changes[:half]
    assert ends_with(cell, plan, edits, plan.changes[:half])
    if shape.where == "list":
        assert go_on(cell).cutover_done
        assert ends_with(cell, plan, edits, plan.changes)
        return
    assert [one.listener_arn for one in cell.prepare().conflicts] == [target.arn]
    back = cell.prepare_rollback()
    cell.confirm(back)
    cell.apply()
    assert cell.migration.rolled_back
    assert ends_with(cell, plan, edits, ())


@pytest.mark.parametrize("shape", each_of(SHAPES))
def test_drift_before_the_way_back(stage: Stage, shape: Shape) -> None:
    """What a colleague put on a listener since stays there when it is restored."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    cell.apply()
    back = cell.prepare_rollback()
    cell.confirm(back)
    stage.line.mend()
    colleague, target = Colleague(stage), plan.before[0]
    edit = colleague.serves(target) if shape.kind == "classic" else colleague.lists(target)
    with pytest.raises(ListenersDrifted):
        cell.apply()
    assert stage.line.changes == []
    now = cell.prepare_rollback()
    cell.confirm(now)
    cell.apply()
    if shape.kind == "classic":
        assert [one.listener_arn for one in now.conflicts] == [target.arn]
        assert tuple(stage.line.changes) == now.changes
        assert len(now.changes) == 1
        assert cell.migration.origins == (target,)
        assert ends_with(cell, plan, [edit], ())
    else:
        assert now.conflicts == ()
        assert cell.migration.rolled_back
        assert ends_with(cell, plan, [edit], ())


@pytest.mark.parametrize("shape", FULL, ids=str)
def test_somebody_takes_the_place_that_was_made(stage: Stage, shape: Shape) -> None:
    """At the limit the list is full again between leaving and entering: it goes on when there is room."""
    cell = stage.confirmed(shape)
    plan = cell.plan
    town = stage.town
    made = next(n for n, change in enumerate(plan.changes, 1) if isinstance(change, RemoveFromList))
    target = plan.before[0] if plan.before[0].arn == plan.involved[0] else plan.before[1]
    taking = Edit(target.arn, into=(town.stranger,))
    with pytest.raises(ServiceTrouble, match="full") as raised:
        cell.apply(when(made, lambda: Colleague(stage).does(taking)))
    assert raised.value.code == "TooManyCertificates"
    assert ends_with(cell, plan, [taking], plan.changes[:made])
    assert cell.migration.failure is not None
    with pytest.raises(ListenersDrifted):
        cell.apply()
    stuck = cell.prepare()
    assert [one.listener_arn for one in stuck.conflicts if not one.full] == [target.arn]
    leaving = Edit(target.arn, out=tuple(arn for arn in target.sni if arn in town.many)[:1])
    Colleague(stage).does(leaving)
    first = planning.prepare(cell.services, MIGRATION).plan
    assert [one for one in first.changes if one.listener_arn == target.arn] == [
        AddToList(target.arn, plan.new)
    ]
    assert go_on(cell).cutover_done
    assert ends_with(cell, plan, [taking, leaving], plan.changes)
